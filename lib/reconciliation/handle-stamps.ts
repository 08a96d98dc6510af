/**
 * A page of order versions that Shopify shows: each of them is known, or put on the queue, parked, or
 * entered to be read again. Only then the watermark may pass it.
 */

import type { OrderKey } from '../delivery/settle-ports.ts';
import { inChunks, inLanes } from '../letters/lanes.ts';
import { ordersPerRead } from '../letters/ports.ts';
import type { OrderRecord } from '../order/order-record.ts';
import { instantOf } from '../order/order-record.ts';
import type { OrderStamp } from './admin-api.ts';
import { handleMissing } from './handle-missing.ts';
import { isSettled, judgeStamp } from './judge.ts';
import type { Stop, Work } from './work.ts';

/** Orders that are read from Shopify at once. */
const lanesMax = 4;

export type StampOptions = {
  /** What is newer was not shown before. @default - everything */
  readonly newSince?: string;
  /** Only count. */
  readonly dryRun?: boolean;
  /** Of each version that is, or in a dry run would be, put on the queue. */
  readonly tellFound?: (orderId: string) => void;
  /** Why such an order was put on the queue. @default missed */
  readonly cause?: 'missed' | 'backfill';
  /** Called now and then: a reason to end. */
  readonly beat?: () => Promise<Stop | undefined>;
};

/** @returns why not all of them are handled; `undefined` where they are. */
export const handleStamps = async (
  work: Work,
  stamps: readonly OrderStamp[],
  options: StampOptions = {},
): Promise<Stop | undefined> => {
  for (const chunk of inChunks(stamps, ordersPerRead)) {
    const stop = (await handleChunk(work, chunk, options)) ?? (await options.beat?.());
    if (stop) return stop;
  }
  return undefined;
};

const handleChunk = async (
  work: Work,
  given: readonly OrderStamp[],
  options: StampOptions,
): Promise<Stop | undefined> => {
  const stamps = newestOfEach(given);
  const { recordOf } = await work.ports.readRecords(stamps.map((stamp) => keyOf(work, stamp)));
  const missing: OrderStamp[] = [];
  for (const stamp of stamps) {
    const record = recordOf(keyOf(work, stamp));
    const verdict = judgeStamp(stamp.version, record, work.ports.now());
    countSeen(work, stamp, record, options.newSince);
    if (verdict === 'known' || options.dryRun) work.tally[verdict] += 1;
    else missing.push(stamp);
    if (verdict !== 'known' && options.dryRun) options.tellFound?.(stamp.orderId);
  }
  return handleAll(work, missing, options);
};

const handleAll = async (
  work: Work,
  missing: readonly OrderStamp[],
  options: StampOptions,
): Promise<Stop | undefined> => {
  let stop: Stop | undefined;
  await inLanes(missing, lanesMax, async (one) => {
    // What stands in the way of one order stands in the way of all.
    if (stop) return;
    const end = await handleMissing(work, one, options);
    if (end) stop = end;
  });
  return stop;
};

/** An order that changes while it is paged is listed twice. */
const newestOfEach = (stamps: readonly OrderStamp[]): readonly OrderStamp[] => {
  const newest = new Map<string, OrderStamp>();
  for (const stamp of stamps) {
    const known = newest.get(stamp.orderId);
    if (known && instantOf(known.version) > instantOf(stamp.version)) continue;
    newest.set(stamp.orderId, stamp);
  }
  return [...newest.values()];
};

const countSeen = (
  { tally }: Work,
  stamp: OrderStamp,
  record: OrderRecord,
  newSince: string | undefined,
): void => {
  if (!isSettled(stamp.version, record)) tally.undelivered.push(stamp);
  if (newSince !== undefined && instantOf(stamp.version) <= instantOf(newSince)) return;
  tally.inShopify += 1;
  const isAccepted = (record.accepted?.instant ?? -1) >= instantOf(stamp.version);
  if (isAccepted) tally.received += 1;
};

const keyOf = ({ ports }: Work, { orderId }: OrderStamp): OrderKey => ({
  shop: ports.shop,
  orderId,
});
