/**
 * One shop's part of a scheduled run: what changed is put on the queue if nobody brought it, what waits for
 * Shopify is dealt with, and what is still missing is measured.
 */
import { errorName } from '../order/error-name.ts';
import { instantOf } from '../order/order-record.ts';
import { type AdminTrouble, neededScopes, olderOrdersScope } from './admin-api.ts';
import { measureDrift } from './drift.ts';
import { type HeldWatermark, holdWatermark } from './hold-watermark.ts';
import { settleLetters } from './letters.ts';
import { makePatience } from './patience.ts';
import { type PollEnd, type PollSettings, poll } from './poll.ts';
import type { ReconcilePorts } from './ports.ts';
import { readAgain } from './reread.ts';
import type { PolledShop, ShopEnd } from './told.ts';
import { hiddenBefore } from './window.ts';
import { emptyTally, endOf, stampCounts, type Tally, type Work } from './work.ts';

/** Letters are few; in a flood of them the poll keeps most of the time. */
const lettersShare = 1 / 3;

export type ShopRun = Pick<Work, 'run' | 'turn'> & {
  /** Of this shop's share of the run. */
  readonly millisLeft: () => number;
};

export const pollShop = async (
  ports: ReconcilePorts,
  settings: PollSettings,
  shopRun: ShopRun,
): Promise<PolledShop> => {
  const { run } = shopRun;
  const tally = emptyTally();
  const { end, ...found } = await pollUnlessTroubled(ports, settings, shopRun, tally);
  const polled: PolledShop = {
    shop: ports.shop,
    end,
    stamps: stampCounts(tally),
    inShopify: tally.inShopify,
    received: tally.received,
    shapeDifferences: tally.shapeDifferences,
    reread: tally.reread,
    rereadSent: tally.rereadSent,
    lettersSettled: tally.lettersSettled,
    ...found,
  };
  ports.tell({ kind: 'polled', run, ...polled });
  await noteEnd(ports, end);
  return polled;
};

type Found = { readonly end: ShopEnd } & Pick<
  PolledShop,
  'drift' | 'behindSeconds' | 'missingScopes' | 'hiddenBefore'
>;

const pollUnlessTroubled = async (
  ports: ReconcilePorts,
  settings: PollSettings,
  { run, turn, millisLeft }: ShopRun,
  tally: Tally,
): Promise<Found> => {
  const missingScopes: string[] = [];
  try {
    const patience = makePatience(ports.sleep, millisLeft);
    const scopes = await patience.ask(ports.admin.missingScopes);
    if (scopes.kind !== 'answered') return { end: endOf(scopes), missingScopes };
    missingScopes.push(...scopes.value);
    const denied = scopesThatStop(missingScopes);
    if (denied) return { end: denied, missingScopes };
    const held = await holdWatermark(ports, settings, run);
    if (held === 'busy') return { end: { kind: 'busy' }, missingScopes };
    const graceMillis = settings.graceSeconds * 1_000;
    const work: Work = { ports, run, turn, patience, graceMillis, tally };
    return {
      ...(await pollHeld(work, held, settings, millisLeft)),
      ...scopeFacts(work, missingScopes),
    };
  } catch (error) {
    return { end: { kind: 'failed', error: errorName(error) }, missingScopes };
  }
};

const scopesThatStop = (missing: readonly string[]): AdminTrouble | undefined => {
  const needed: readonly string[] = neededScopes;
  const scopes = missing.filter((scope) => needed.includes(scope));
  return scopes.length > 0 ? { kind: 'denied', scopes } : undefined;
};

const scopeFacts = ({ ports }: Work, missingScopes: readonly string[]) => ({
  missingScopes,
  ...(missingScopes.includes(olderOrdersScope) ? { hiddenBefore: hiddenBefore(ports.now()) } : {}),
});

/** Under the lease, which is given back however it ends. */
const pollHeld = async (
  work: Work,
  held: HeldWatermark,
  settings: PollSettings,
  millisLeft: () => number,
): Promise<Pick<Found, 'end' | 'drift' | 'behindSeconds'>> => {
  const { ports, tally, graceMillis } = work;
  try {
    const end = await takeSteps(work, held, settings, millisLeft);
    const { undelivered: seen, notShown } = tally;
    const { drift, carried } = await measureDrift(ports, held.mark(), seen, notShown, graceMillis);
    await held.leave(carried);
    const behindMillis = ports.now() - instantOf(held.mark().until);
    return { end: endOf(end), drift, behindSeconds: Math.max(0, Math.round(behindMillis / 1_000)) };
  } catch (error) {
    // Best effort: a lease that is not given back ends by itself.
    await held.leave({}).catch(() => {});
    throw error;
  }
};

const takeSteps = async (
  work: Work,
  held: HeldWatermark,
  settings: PollSettings,
  millisLeft: () => number,
): Promise<PollEnd> => {
  const { sleep } = work.ports;
  const lettersEnd = millisLeft() * (1 - lettersShare);
  const patience = makePatience(sleep, () => millisLeft() - lettersEnd);
  // Whatever ends them: the poll asks for itself.
  await settleLetters({ ...work, patience }, held);
  const end = await poll(work, held, settings);
  if (end.kind !== 'done' && end.kind !== 'unfinished') return end;
  return (await readAgain(work)) ?? end;
};

const noteEnd = async ({ watermark, now }: ReconcilePorts, end: ShopEnd): Promise<void> => {
  const isTrouble = end.kind !== 'done' && end.kind !== 'unfinished' && end.kind !== 'busy';
  const at = new Date(now()).toISOString();
  // For people only: what it tells stands in the log, too.
  await watermark.noteRun({ at, ...(isTrouble ? { trouble: end.kind } : {}) }).catch(() => {});
};
