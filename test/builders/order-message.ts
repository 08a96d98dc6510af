/** Messages and dead letters, valid by default, around the order that a test is about. */
import type { DeadLetter, Letter } from '../../lib/order/dead-letter.ts';
import { contentHash, type NormalOrder } from '../../lib/order/normal-order.ts';
import type { OrderMessage } from '../../lib/order/order-message.ts';
import { normalOrder } from './normal-order.ts';

export type GivenMessage = Partial<Omit<OrderMessage, 'data'>> & {
  readonly order?: Partial<NormalOrder>;
  readonly data?: Partial<Omit<OrderMessage['data'], 'order'>>;
};

/** Received from a webhook two seconds after the order's change. The hash is that of the order. */
export const orderMessage = ({
  order: givenOrder,
  data,
  ...given
}: GivenMessage = {}): OrderMessage => {
  const order = normalOrder(givenOrder);
  return {
    specversion: '1.0',
    id: '5f1e4c0a7b2d',
    source: `https://${order.shop}`,
    type: 'shopify.order.version',
    subject: order.orderId,
    time: '2026-11-22T10:00:02.000Z',
    datacontenttype: 'application/json',
    schemaversion: 1,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ...given,
    data: {
      order,
      hash: contentHash(order),
      origin: 'webhook',
      topic: 'orders/create',
      webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      replays: 0,
      ...data,
    },
  };
};

/** The letter of a message that the WMS rejected in its first delivery; `message: null` for none. */
export const deadLetter = (
  given: {
    readonly letter?: Partial<Letter>;
    readonly message?: OrderMessage | null;
    readonly groupId?: string;
  } = {},
): DeadLetter => {
  const message = given.message === undefined ? orderMessage() : given.message;
  const { shop, orderId, version } = message?.data.order ?? normalOrder();
  return {
    groupId: given.groupId ?? `${shop}/${orderId}`,
    message,
    letter: {
      schemaversion: 1,
      letterId: 'f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11',
      class: 'rejected',
      reason: 'the WMS answered 422',
      status: 422,
      problem: 'Unknown SKU: line 1',
      attempts: 1,
      deliveries: 0,
      receives: 1,
      parkedAt: '2026-11-22T10:00:03.000Z',
      receivedAt: message?.time ?? '2026-11-22T10:00:02.000Z',
      shop,
      orderId,
      version,
      topic: 'orders/create',
      correlationId: `shopify-order-${orderId}`,
      replays: 0,
      body: null,
      ...given.letter,
    },
  };
};
