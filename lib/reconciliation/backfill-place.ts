/**
 * One shop's part of a backfill's slice: pages of the window, from where the last slice ended.
 */
import { errorName } from '../order/error-name.ts';
import { instantOf } from '../order/order-record.ts';
import { neededScopes, olderOrdersScope } from './admin-api.ts';
import type { Slice } from './backfill.ts';
import { handleStamps, type StampOptions } from './handle-stamps.ts';
import { makePatience } from './patience.ts';
import type { BackfillPlace } from './request.ts';
import type { ShopEnd } from './told.ts';
import { hiddenBefore } from './window.ts';
import { emptyTally, endOf, type Stop, type Tally, type Work } from './work.ts';

export type PlaceEnd =
  | { readonly kind: 'done' }
  /** Time or pages ran out. */
  | { readonly kind: 'unfinished'; readonly place: BackfillPlace }
  /** What stands in the way is told apart. */
  | { readonly kind: 'trouble'; readonly place: BackfillPlace };

type Window = { readonly from: string; readonly until: string };

export const backfillPlace = async (
  slice: Slice,
  window: Window,
  place: BackfillPlace,
): Promise<PlaceEnd> => {
  const { shop } = place;
  let at = place;
  const keepPlace = (reached: BackfillPlace) => {
    at = reached;
  };
  const trouble = (end: ShopEnd): PlaceEnd => {
    slice.troubles.push({ shop, end });
    return { kind: 'trouble', place: at };
  };
  try {
    const work = workOf(slice, shop);
    if (work === undefined) return trouble({ kind: 'not_configured' });
    const stop =
      (await askScopes(slice, work, window, place)) ??
      (await walk(slice, work, window, at, keepPlace));
    if (stop === undefined) return { kind: 'done' };
    return stop.kind === 'out_of_time' ? { kind: 'unfinished', place: at } : trouble(endOf(stop));
  } catch (error) {
    return trouble({ kind: 'failed', error: errorName(error) });
  }
};

/** Not there for a shop that is none of the stage. */
export const workOf = (slice: Slice, shop: string): Work | undefined => {
  const { ports, settings, run, millisLeft, turn } = slice;
  const { shops, ...shared } = ports;
  const shopPorts = shops.find((one) => one.shop === shop);
  return (
    shopPorts && {
      ports: { ...shared, ...shopPorts },
      run,
      patience: makePatience(ports.sleep, millisLeft),
      turn,
      graceMillis: settings.graceSeconds * 1_000,
      tally: emptyTally(),
    }
  );
};

export const optionsOf = ({ request, orders }: Slice, shop: string): StampOptions => ({
  dryRun: request.dryRun,
  cause: 'backfill',
  tellFound: (orderId) => orders.push(`${shop}/${orderId}`),
});

/** Once for each shop: what the app lacks, and what is therefore not shown. */
export const askScopes = async (
  slice: Slice,
  { patience, ports }: Work,
  { from }: Pick<Window, 'from'>,
  { after, counted }: Omit<BackfillPlace, 'shop'> = {},
): Promise<Stop | undefined> => {
  if (after !== undefined || counted !== undefined) return undefined;
  const answer = await patience.ask(ports.admin.missingScopes);
  if (answer.kind !== 'answered') return answer;
  const needed: readonly string[] = neededScopes;
  const scopes = answer.value.filter((scope) => needed.includes(scope));
  if (scopes.length > 0) return { kind: 'denied', scopes };
  const day = hiddenBefore(ports.now());
  if (answer.value.includes(olderOrdersScope) && instantOf(from) < instantOf(day)) {
    slice.hiddenBefore.push({ shop: ports.shop, day });
  }
  return undefined;
};

/** @returns why it ended before the last page; the place is kept after each page, and where it ended. */
const walk = async (
  slice: Slice,
  work: Work,
  window: Window,
  from: BackfillPlace,
  keepPlace: (reached: BackfillPlace) => void,
): Promise<Stop | undefined> => {
  const { shop } = from;
  let { after, counted = 0, upTo }: Omit<BackfillPlace, 'shop'> = from;
  for (let pages = 0; pages < slice.settings.pagesPerRun; pages++) {
    const answer = await work.patience.ask(() => work.ports.admin.changed(window, after));
    if (answer.kind !== 'answered') {
      // A cursor that Shopify does not take any more: this shop begins anew.
      if (answer.kind === 'malformed') keepPlace({ shop });
      return answer;
    }
    const tally = emptyTally();
    const stop = await handleStamps(
      { ...work, tally },
      answer.value.stamps,
      optionsOf(slice, shop),
    );
    counted = addCounts(slice, tally, counted, stop === undefined);
    if (stop) {
      keepPlace({ shop, ...placed(after, upTo), counted });
      return stop;
    }
    after = answer.value.next;
    upTo = answer.value.stamps.at(-1)?.version ?? upTo;
    if (after === undefined) return undefined;
    keepPlace({ shop, ...placed(after, upTo) });
  }
  return { kind: 'out_of_time' };
};

const placed = (after: string | undefined, upTo: string | undefined) => ({
  ...(after === undefined ? {} : { after }),
  ...(upTo === undefined ? {} : { upTo }),
});

/**
 * A page that was not handled to its end is read again by the next slice, to which what this one has put on
 * the queue is known. So much is taken off then, and no order is counted twice.
 *
 * @returns how many of the next page are counted already.
 */
const addCounts = (
  { counts }: Slice,
  { known, missed, lost, parked, hidden, postponed }: Tally,
  counted: number,
  isWhole: boolean,
): number => {
  counts.known += Math.max(0, known - counted);
  counts.missed += missed;
  counts.lost += lost;
  counts.parked += parked;
  if (!isWhole) return Math.max(counted, known + missed + lost + parked);
  counts.hidden += hidden;
  counts.postponed += postponed;
  return 0;
};
