/**
 * An order that is done with goes onto the queue once more, because the WMS has lost it or has it wrongly.
 *
 * The message says under which generation of its idempotency key it is to be sent: the key's earlier uses
 * would answer for it, at the WMS as in our own memory. Whoever wants the same repair at the same time says
 * the same generation, so that it is sent once.
 */
import { repairDeduplicationId } from '../order/deduplication.ts';
import { tooLarge } from '../order/message-of.ts';
import { instantOf, type OrderRecord } from '../order/order-record.ts';
import { reportFound } from './handle-missing.ts';
import { parkFound } from './park-found.ts';
import { type FoundOrder, type Sent, sendOrder } from './send-order.ts';
import type { Work } from './work.ts';

/**
 * Counts, reports and parks what is too large by itself.
 *
 * @param found - as Shopify has it now: just read.
 * @param record - the order's, read after that. Whether it is to be repaired is asked before (`judgeRepair`);
 * a version that is older than the decided one is dropped at its delivery.
 */
export const sendRepair = async (
  work: Work,
  found: FoundOrder,
  record: OrderRecord,
): Promise<Sent> => {
  const { shop, orderId, version } = found.order;
  const generation = repairGeneration(version, record);
  const deduplicationId = repairDeduplicationId(shop, orderId, version, found.hash, generation);
  const sent = await sendOrder(work, found, { deduplicationId, origin: 'repair', generation });
  if (sent.kind === 'too_large') {
    await parkFound(work, found.order, { class: 'too_large', reason: tooLarge(sent.bytes) });
    work.tally.parked += 1;
    return sent;
  }
  work.tally.repaired += 1;
  reportFound(work, found, 'repair');
  // That it was accepted before is what makes it a repair.
  return { kind: 'sent' };
};

/**
 * One more than the decided one's. Never 0, which belongs to whatever came by itself, also where nobody knows
 * how that ended.
 */
export const repairGeneration = (version: string, { decided }: OrderRecord): number =>
  decided?.instant === instantOf(version) ? decided.generation + 1 : 1;
