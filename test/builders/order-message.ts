/**
 * Orders in normal form and the messages that carry them: valid by default, with the fields
 * overridden that a test is about. The people in them are made up.
 */
import { contentHash, type NormalOrder, type OrderLine } from '../../lib/order/normal-order.ts';
import { encodeMessage, type OrderMessage } from '../../lib/order/order-message.ts';

export const orderLine = (given: Partial<OrderLine> = {}): OrderLine => ({
  lineId: '466157049',
  sku: 'IPOD-342-N',
  variantId: '39072856',
  title: 'Nano',
  quantity: 2,
  fulfilled: 0,
  ...given,
});

/** A paid, open order of one line, of version 2026-11-22T10:00:00Z, with an id above 2^53. */
export const normalOrder = (given: Partial<NormalOrder> = {}): NormalOrder => ({
  shop: 'demo.myshopify.com',
  orderId: '820982911946154508',
  name: '#1001',
  version: '2026-11-22T10:00:00Z',
  financialStatus: 'paid',
  cancelled: false,
  test: false,
  lines: [orderLine()],
  shipTo: {
    name: 'Wilhelmina Quagmire',
    company: null,
    address1: '17 Thistledown Crescent',
    address2: null,
    city: 'Ottawa',
    province: 'Ontario',
    postalCode: 'K1A 0B1',
    countryCode: 'CA',
    phone: null,
  },
  shippingMethod: 'Express',
  note: null,
  ...given,
});

export type GivenMessage = {
  readonly order?: Partial<NormalOrder>;
  readonly data?: Partial<OrderMessage['data']>;
  readonly envelope?: Partial<Omit<OrderMessage, 'data'>>;
};

/** A message of the default order, received at 2026-11-22T10:00:01Z; its hash follows the order. */
export const orderMessage = ({ order = {}, data = {}, envelope = {} }: GivenMessage = {}) => {
  const content = normalOrder(order);
  const message: OrderMessage = {
    specversion: '1.0',
    id: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    source: `https://${content.shop}`,
    type: 'shopify.order.version',
    subject: content.orderId,
    time: '2026-11-22T10:00:01.000Z',
    datacontenttype: 'application/json',
    schemaversion: 1,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    ...envelope,
    data: {
      order: content,
      hash: contentHash(content),
      origin: 'webhook',
      topic: 'orders/create',
      webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      replays: 0,
      ...data,
    },
  };
  return message;
};

export const messageBody = (given: GivenMessage = {}): string => encodeMessage(orderMessage(given));
