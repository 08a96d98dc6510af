/** Messages as deliver-order has them in hand: the default order's, received for the first time. */
import type { Received, ReceivedOrder } from '../../../lib/delivery/received.ts';
import { encodeMessage } from '../../../lib/order/order-message.ts';
import { type GivenMessage, orderMessage } from '../../builders/order-message.ts';

let received = 0;

export const receivedBody = (body: string, given: Partial<Received> = {}): Received => {
  received += 1;
  return {
    messageId: `message-${received}`,
    receiptHandle: `handle-${received}`,
    groupId: 'demo.myshopify.com/820982911946154508',
    receives: 1,
    sentAt: Date.UTC(2026, 10, 22, 10, 0, 3),
    body,
    ...given,
  };
};

export const receivedOrder = (
  given: GivenMessage = {},
  place: Partial<Received> = {},
): ReceivedOrder => {
  const message = orderMessage(given);
  const { shop, orderId } = message.data.order;
  return {
    ...receivedBody(encodeMessage(message), { groupId: `${shop}/${orderId}`, ...place }),
    message,
  };
};

/** The nth version of an order, a second after the one before. */
export const atVersion = (n: number) => ({
  version: `2026-11-22T10:00:0${n}Z`,
  instant: Date.UTC(2026, 10, 22, 10, 0, n),
});
