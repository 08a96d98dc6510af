/**
 * A nightly comparison that a person begins and watches: slice by slice, as the schedule would go on with it,
 * until it is over, cannot go on, or the person leaves it to the schedule.
 */
import type { Progress } from '../command.ts';
import type { SeenNight, SeenNightly } from './answers.ts';

export type NightlyPorts = {
  readonly ask: (request: { readonly begin: boolean }) => Promise<SeenNightly>;
  readonly progress: (told: Progress) => void;
  /** Resolves at once when the person leaves. */
  readonly wait: (millis: number) => Promise<void>;
  readonly left: AbortSignal;
};

/** At most a minute each: longer than the function itself goes on with one. */
export const slicesMax = 2_000;
/** Between two looks at what others are at. */
const pauseMillis = 3_000;
/** Slices in a row that all ended in the same trouble, which is not waited out here. */
const stuckMax = 20;

/** Somebody else's work, which ends by itself. */
const waited: readonly string[] = ['exporting', 'busy', 'out_of_time', 'done'];

export type WatchedNight = {
  readonly shops: readonly SeenNight[];
  readonly isOver: boolean;
};

export const runNightly = async (ports: NightlyPorts): Promise<WatchedNight> => {
  let shops: readonly SeenNight[] = [];
  let stuck = 0;
  for (let slices = 0; slices < slicesMax && stuck < stuckMax; slices++) {
    const answer = await ports.ask({ begin: slices === 0 });
    // None: another worker is at it.
    if (answer.shops.length > 0) shops = answer.shops;
    const isOver = shops.length > 0 && shops.every(({ current }) => current === undefined);
    if (isOver) return { shops, isOver };
    if (ports.left.aborted) break;
    ports.progress(progressOf(shops));
    stuck = shops.some(({ end }) => !waited.includes(end.kind)) ? stuck + 1 : 0;
    await ports.wait(pauseMillis);
  }
  return { shops, isOver: false };
};

const phases = ['starting', 'listing', 'exporting', 'comparing', 'repairing', 'reporting'];
const phaseTexts: Readonly<Record<string, string>> = {
  starting: 'asking Shopify for its orders',
  listing: 'asking the WMS for its orders',
  exporting: 'waiting for Shopify’s file',
  comparing: 'comparing',
  repairing: 'repairing',
  reporting: 'writing the report',
};

const progressOf = (shops: readonly SeenNight[]): Progress => {
  const under = shops.flatMap(({ current }) => current ?? []);
  const [first] = under;
  const done = shops.length * phases.length - under.reduce((sum, one) => sum + leftOf(one), 0);
  const of = Math.max(1, shops.length) * phases.length;
  if (first === undefined) return { done: 0, of, text: 'another worker is at it' };
  const text = `${phaseTexts[first.phase] ?? first.phase}: ${first.listed} listed by the WMS, ${first.compared} compared`;
  return { done, of, text };
};

const leftOf = ({ phase }: NonNullable<SeenNight['current']>): number =>
  phases.length - Math.max(0, phases.indexOf(phase));
