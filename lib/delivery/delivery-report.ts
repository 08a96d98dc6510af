/**
 * What is told of a message: ids, codes and times, chosen by name. No field of the order but its id
 * and version can get in here.
 */
import { correlationIdOf } from '../order/order-message.ts';
import type { Stage, StageReport } from '../order/stage-report.ts';
import type { ReceivedOrder } from './received.ts';

/** @param now - epoch milliseconds. */
export const reportOf = (
  { message, messageId, receives }: ReceivedOrder,
  stage: Stage,
  now: number,
  facts: StageReport['facts'] = {},
  attempts = 0,
): StageReport => ({
  stage,
  correlationId: correlationIdOf(message.data.order.orderId),
  orderId: message.data.order.orderId,
  latencyMillis: Math.max(0, now - Date.parse(message.time)),
  attempts,
  facts: {
    shop: message.data.order.shop,
    order_version: message.data.order.version,
    origin: message.data.origin,
    replays: message.data.replays,
    message_id: messageId,
    receives,
    ...facts,
  },
});
