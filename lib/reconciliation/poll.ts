/**
 * What changed in one shop since the watermark, page by page. The watermark passes a page only after all
 * of it was handled, and is written after each page: a run that dies anywhere is gone on with from there.
 */
import type { ReconciliationSettings } from '../config/reconciliation-policy.ts';
import { instantOf } from '../order/order-record.ts';
import type { StampPage } from './admin-api.ts';
import { handleStamps } from './handle-stamps.ts';
import type { HeldWatermark, Progress } from './hold-watermark.ts';
import { type PollWindow, type WindowSettings, windowOf } from './window.ts';
import type { Stop, Work } from './work.ts';

export type PollSettings = WindowSettings &
  Pick<ReconciliationSettings, 'pagesPerRun' | 'pacePerSecond'>;

export type PollEnd =
  | Stop
  | { readonly kind: 'done' }
  /** The pages of one run are handled, and more are there. */
  | { readonly kind: 'unfinished' };

export const poll = async (
  work: Work,
  held: HeldWatermark,
  settings: PollSettings,
): Promise<PollEnd> => {
  const { ports, patience } = work;
  let window = windowOf(held.mark(), settings, ports.now());
  let isOld = window.after !== undefined;
  const beat = async () => unlessOvertaken(await held.prolong());
  for (let pages = 0; pages < settings.pagesPerRun; pages++) {
    const { after } = window;
    const answer = await patience.ask(() => ports.admin.changed(window, after));
    if (answer.kind !== 'answered') return stopped(held, window, answer);
    const page = answer.value;
    const stop = await handleStamps(work, page.stamps, { newSince: window.newSince, beat });
    if (stop) return stop;
    const overtaken = unlessOvertaken(await held.write(passed(held, window, page)));
    if (overtaken) return overtaken;
    if (page.next === undefined && !isOld) return { kind: 'done' };
    if (page.next !== undefined) window = { ...window, after: page.next };
    else {
      // What an earlier run left is done: what changed since then must not wait for the next run.
      isOld = false;
      window = windowOf(held.mark(), settings, ports.now());
    }
  }
  return { kind: 'unfinished' };
};

const unlessOvertaken = (end: 'written' | 'overtaken'): Stop | undefined =>
  end === 'overtaken' ? { kind: 'busy' } : undefined;

/**
 * A cursor that Shopify does not take any more must not keep the window for ever: it is asked for anew, from
 * the watermark on. Not every error says that it is the cursor's, and forgetting a good one costs little.
 */
const stopped = async (
  held: HeldWatermark,
  { after }: PollWindow,
  stop: Stop,
): Promise<PollEnd> => {
  const mayBeTheCursor = stop.kind === 'malformed' || stop.kind === 'unavailable';
  if (!mayBeTheCursor || after === undefined) return stop;
  return unlessOvertaken(await held.write({ unfinished: null })) ?? stop;
};

/** What is known once a page is handled. */
const passed = (
  held: HeldWatermark,
  { from, until, newSince }: PollWindow,
  { stamps, next }: StampPage,
): Progress => {
  if (next === undefined) return { until, unfinished: null };
  const last = stamps.at(-1)?.version ?? from;
  const reached = held.mark().until;
  return {
    // Within the overlap the watermark has come further already.
    until: instantOf(last) > instantOf(reached) ? last : reached,
    unfinished: { from, until, newSince, after: next },
  };
};
