/**
 * What makes two deliveries the same: the idempotency key, equal on every attempt, delivery, replay
 * and reconciliation of an order version. A golden test keeps its form: another form would make the
 * WMS and our own memory forget everything that was delivered.
 */
import type { OrderMessage } from '../order/order-message.ts';

/**
 * @param generation - 0, and one more each time that the same version is sent again on purpose.
 */
export const idempotencyKeyOf = ({ data }: OrderMessage, generation: number): string => {
  const { shop, orderId, version } = data.order;
  return `v1:${shop}:${orderId}:${version}:${data.hash}:g${generation}`;
};
