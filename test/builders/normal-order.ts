/** Order versions in their normal form, valid by default. The people in them are made up. */
import type { NormalOrder, OrderAddress, OrderLine } from '../../lib/order/normal-order.ts';
import { demoShop } from './shopify-order.ts';

export const orderLine = (given: Partial<OrderLine> = {}): OrderLine => ({
  lineId: '466157049',
  sku: 'IPOD-342-N',
  variantId: '808950810',
  title: 'Nano',
  quantity: 2,
  fulfilled: 0,
  ...given,
});

export const orderAddress = (given: Partial<OrderAddress> = {}): OrderAddress => ({
  name: 'Wilhelmina Quagmire',
  company: null,
  address1: '17 Thistledown Crescent',
  address2: null,
  city: 'Ottawa',
  province: 'Ontario',
  postalCode: 'K1A 0B1',
  countryCode: 'CA',
  phone: null,
  ...given,
});

/** A paid, open order of one line, updated at 2026-11-22T10:00:00Z, with an id above 2^53. */
export const normalOrder = (given: Partial<NormalOrder> = {}): NormalOrder => ({
  shop: demoShop,
  orderId: '820982911946154508',
  name: '#1001',
  version: '2026-11-22T10:00:00Z',
  financialStatus: 'paid',
  cancelled: false,
  test: false,
  lines: [orderLine()],
  shipTo: orderAddress(),
  shippingMethod: 'Express',
  note: null,
  ...given,
});
