/**
 * One order on demand, in whichever of the shops has it.
 */
import { errorName } from '../order/error-name.ts';
import type { Slice } from './backfill.ts';
import { askScopes, optionsOf, workOf } from './backfill-place.ts';
import { handleRead } from './handle-missing.ts';
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
    await handleRead(work, answer.value, optionsOf(slice, ports.shop));
    return 'found';
  }
  // Deleted, of another shop, or too old to be shown: the last can be said.
  return (await askScopes(slice, work, { from: new Date(0).toISOString() })) ?? 'hidden';
};

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
