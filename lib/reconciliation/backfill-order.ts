/**
 * One order on demand, in whichever of the shops has it. Whoever names an order wants the WMS to have it: what
 * is done with is sent once more, as a repair.
 */
import { errorName } from '../order/error-name.ts';
import { contentHash, type NormalOrder } from '../order/normal-order.ts';
import type { OrderRecord } from '../order/order-record.ts';
import type { Slice } from './backfill.ts';
import { askScopes, optionsOf, workOf } from './backfill-place.ts';
import { handleRead } from './handle-missing.ts';
import { judgeRepair, type KeptWhy } from './judge-repair.ts';
import type { Kept } from './request.ts';
import type { FoundOrder } from './send-order.ts';
import { sendRepair } from './send-repair.ts';
import { endOf, type Stop, stampCounts, type Work } from './work.ts';

export const backfillOrder = async (
  slice: Slice,
  shops: readonly string[],
  orderId: string,
): Promise<void> => {
  let isFound = false;
  for (const shop of shops) {
    const work = workOf(slice, shop);
    if (work === undefined) continue;
    try {
      const end = await readOne(slice, work, orderId);
      if (end === 'found') isFound = true;
      else if (end !== 'hidden') slice.troubles.push({ shop, end: endOf(end) });
    } catch (error) {
      slice.troubles.push({ shop, end: { kind: 'failed', error: errorName(error) } });
    }
    Object.assign(slice.counts, sum(slice, work));
  }
  if (!isFound && slice.troubles.length === 0) slice.counts.hidden += 1;
};

const readOne = async (
  slice: Slice,
  work: Work,
  orderId: string,
): Promise<'found' | 'hidden' | Stop> => {
  const { ports, patience } = work;
  const answer = await patience.ask(() => ports.admin.order(orderId));
  if (answer.kind !== 'answered') return answer;
  if (answer.value !== undefined) {
    await settleRead(slice, work, answer.value);
    return 'found';
  }
  // Deleted, of another shop, or too old to be shown: the last can be said.
  return (await askScopes(slice, work, { from: new Date(0).toISOString() })) ?? 'hidden';
};

const settleRead = async (slice: Slice, work: Work, order: NormalOrder): Promise<void> => {
  const { ports, tally } = work;
  const options = optionsOf(slice, ports.shop);
  const key = { shop: ports.shop, orderId: order.orderId };
  const record = (await ports.readRecords([key])).recordOf(key);
  const found: FoundOrder = { order, hash: contentHash(order) };
  const verdict = judgeRepair({ version: order.version, hash: found.hash }, record, ports.now());
  switch (verdict) {
    case 'missed':
    case 'lost':
      return handleRead(work, order, options);
    case 'repair':
      if (options.dryRun) tally.repaired += 1;
      else if ((await sendRepair(work, found, record)).kind === 'too_large') return;
      options.tellFound?.(order.orderId);
      return;
    default:
      tally.known += 1;
      slice.kept.push(keptOf(ports.shop, verdict, record));
  }
};

const keptOf = (shop: string, why: KeptWhy, { parked }: OrderRecord): Kept => ({
  shop,
  why,
  ...(why === 'parked' && parked !== undefined ? { letterId: parked.letterId } : {}),
});

const sum = ({ counts }: Slice, { tally }: Work): Slice['counts'] => {
  const more = stampCounts(tally);
  return {
    known: counts.known + more.known,
    missed: counts.missed + more.missed,
    lost: counts.lost + more.lost,
    repaired: counts.repaired + more.repaired,
    parked: counts.parked + more.parked,
    hidden: counts.hidden + more.hidden,
    postponed: counts.postponed + more.postponed,
  };
};
