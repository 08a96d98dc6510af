/**
 * Drift: orders in Shopify without a delivered version. It is 0 when all is well.
 *
 * Counted are the order versions that this run was shown, and those that earlier runs were shown and that were
 * not delivered then, as their records are at the run's end. Not counted is what was put on the queue within the
 * grace period (it is on its way, from a webhook or from this very run), what is knowingly not sent, what Shopify
 * does not show any more, and what is parked: that is a dead letter, which has its own alarms. An order that
 * Shopify's search has not shown yet cannot be counted.
 */
import { inChunks } from '../letters/lanes.ts';
import { ordersPerRead } from '../letters/ports.ts';
import { instantOf, type OrderRecord } from '../order/order-record.ts';
import type { OrderStamp } from './admin-api.ts';
import { isSettled } from './judge.ts';
import type { ReconcilePorts, Watermark } from './ports.ts';
import type { Drift } from './told.ts';

/** About 60 bytes each in the watermark's item, which has 400 KB: an hour's orders of a busy shop. */
export const carriedMax = 2_000;
/** Enough for all that is carried; what is newer counts as it was seen a moment ago. */
const readsMax = 25;

/** What the next run must know. */
export type Carried = Pick<Watermark, 'undelivered' | 'undeliveredUpTo'>;
export type Measured = { readonly drift: Drift; readonly carried: Carried };

/**
 * @param seen - by this run, and not delivered then.
 * @param notShown - ids of orders that Shopify does not show any more.
 */
export const measureDrift = async (
  ports: Pick<ReconcilePorts, 'shop' | 'readRecords' | 'now'>,
  before: Carried,
  seen: readonly OrderStamp[],
  notShown: ReadonlySet<string>,
  graceMillis: number,
): Promise<Measured> => {
  const candidates = [...before.undelivered, ...seen].filter(
    ({ orderId }) => !notShown.has(orderId),
  );
  const undelivered: OrderStamp[] = [];
  let orders = 0;
  let oldest = ports.now();
  for (const [nth, chunk] of inChunks(oldestOfEach(candidates), ordersPerRead).entries()) {
    const recordOf = nth < readsMax ? await readChunk(ports, chunk) : () => ({});
    for (const stamp of chunk) {
      const record = recordOf(stamp);
      if (isSettled(stamp.version, record)) continue;
      undelivered.push(stamp);
      if (isYoung(stamp, record, ports.now() - graceMillis)) continue;
      orders += 1;
      oldest = Math.min(oldest, instantOf(stamp.version));
    }
  }
  const carried = carriedOf(undelivered, before);
  const oldestSeconds = Math.max(0, Math.round((ports.now() - oldest) / 1_000));
  const isWhole = before.undeliveredUpTo === null || carried.undeliveredUpTo === null;
  return {
    drift: { orders, oldestSeconds, ...(isWhole ? {} : { atLeast: true }) },
    carried,
  };
};

const readChunk = async (
  { shop, readRecords }: Pick<ReconcilePorts, 'shop' | 'readRecords'>,
  chunk: readonly OrderStamp[],
): Promise<(stamp: OrderStamp) => OrderRecord> => {
  const { recordOf } = await readRecords(chunk.map(({ orderId }) => ({ shop, orderId })));
  return ({ orderId }) => recordOf({ shop, orderId });
};

/** Put on the queue since then. */
const isYoung = ({ version }: OrderStamp, { accepted }: OrderRecord, since: number): boolean =>
  accepted !== undefined &&
  accepted.instant >= instantOf(version) &&
  Date.parse(accepted.at) > since;

/**
 * The oldest are remembered. Of those that are not it is known up to which version they go: once all that is
 * undelivered is newer, they are taken for delivered, since orders are delivered about as they come.
 */
const carriedOf = (
  undelivered: readonly OrderStamp[],
  { undeliveredUpTo: before }: Carried,
): Carried => {
  const newest = undelivered.length > carriedMax ? undelivered.at(-1)?.version : undefined;
  const [first] = undelivered;
  const isOver =
    before !== null && (first === undefined || instantOf(first.version) > instantOf(before));
  return {
    undelivered: undelivered.slice(0, carriedMax),
    undeliveredUpTo: newest ?? (isOver ? null : before),
  };
};

/** Each order once, by its oldest version that was not delivered: since then something is missing. */
const oldestOfEach = (candidates: readonly OrderStamp[]): readonly OrderStamp[] => {
  const byAge = candidates.toSorted((a, b) => instantOf(a.version) - instantOf(b.version));
  const oldest = new Map<string, OrderStamp>();
  for (const stamp of byAge) if (!oldest.has(stamp.orderId)) oldest.set(stamp.orderId, stamp);
  return [...oldest.values()];
};
