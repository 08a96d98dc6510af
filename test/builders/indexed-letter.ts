/** Index items of dead letters, valid by default: the default order's, rejected and not yet replayed. */
import type { IndexedLetter } from '../../lib/letters/indexed-letter.ts';
import { orderMessage } from './order-message.ts';

const message = orderMessage();

export const indexedLetter = (given: Partial<IndexedLetter> = {}): IndexedLetter => {
  const letterId = given.letterId ?? 'f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11';
  const { shop, orderId, version } = message.data.order;
  return {
    letterId,
    class: 'rejected',
    reason: 'the WMS answered 422',
    status: 422,
    attempts: 1,
    deliveries: 0,
    receives: 1,
    parkedAt: '2026-11-22T10:00:03.000Z',
    receivedAt: message.time,
    shop,
    orderId,
    version,
    hash: message.data.hash,
    topic: 'orders/create',
    correlationId: `shopify-order-${given.orderId ?? orderId}`,
    replays: 0,
    body: null,
    groupId: `${shop}/letter-${letterId}`,
    messageId: `letter-of-${letterId}`,
    parts: 1,
    ...given,
  };
};
