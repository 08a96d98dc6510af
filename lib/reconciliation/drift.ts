/**
 * Drift: orders in Shopify without a delivered version. It is 0 when all is well.
 *
 * Counted are the order versions that this run was shown, and the oldest of those that earlier runs were
 * shown and that were not delivered then, as their records are at the run's end. Not counted is what was put
 * on the queue within the grace period (it is on its way, from a webhook or from this very run), and what is
 * parked: that is a dead letter, which has its own alarms. An order that Shopify's search has not shown yet
 * cannot be counted.
 */
import { instantOf } from '../order/order-record.ts';
import type { OrderStamp } from './admin-api.ts';
import { isSettled } from './judge.ts';
import type { ReconcilePorts } from './ports.ts';
import type { Drift } from './told.ts';

/** One consistent read, and the watermark's item stays small. */
export const carriedMax = 99;
/** Looked at once more; in a long outage of the WMS more are counted as they were seen. */
const readsMax = 10;

export type Measured = {
  readonly drift: Drift;
  /** For the next run: the oldest that are not settled yet. */
  readonly undelivered: readonly OrderStamp[];
};

export const measureDrift = async (
  { shop, readRecords, now }: Pick<ReconcilePorts, 'shop' | 'readRecords' | 'now'>,
  candidates: readonly OrderStamp[],
  graceMillis: number,
): Promise<Measured> => {
  const stamps = oldestOfEach(candidates);
  const undelivered: OrderStamp[] = [];
  let orders = 0;
  let oldest = now();
  for (let read = 0; read * carriedMax < stamps.length; read++) {
    const chunk = stamps.slice(read * carriedMax, (read + 1) * carriedMax);
    const keys = chunk.map(({ orderId }) => ({ shop, orderId }));
    const state = read < readsMax ? await readRecords(keys) : undefined;
    for (const stamp of chunk) {
      const record = state?.recordOf({ shop, orderId: stamp.orderId }) ?? {};
      if (isSettled(stamp.version, record)) continue;
      undelivered.push(stamp);
      const { accepted } = record;
      const isAccepted = accepted !== undefined && accepted.instant >= instantOf(stamp.version);
      if (isAccepted && now() - Date.parse(accepted.at) < graceMillis) continue;
      orders += 1;
      oldest = Math.min(oldest, instantOf(stamp.version));
    }
  }
  const oldestSeconds = orders === 0 ? 0 : Math.max(0, Math.round((now() - oldest) / 1_000));
  return { drift: { orders, oldestSeconds }, undelivered: undelivered.slice(0, carriedMax) };
};

/** Each order once, by its oldest version that was not delivered: since then something is missing. */
const oldestOfEach = (candidates: readonly OrderStamp[]): readonly OrderStamp[] => {
  const byAge = candidates.toSorted((a, b) => instantOf(a.version) - instantOf(b.version));
  const oldest = new Map<string, OrderStamp>();
  for (const stamp of byAge) if (!oldest.has(stamp.orderId)) oldest.set(stamp.orderId, stamp);
  return [...oldest.values()];
};
