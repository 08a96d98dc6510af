/**
 * Webhook bodies for tests: valid by default, with the fields overridden that a test is about.
 *
 * A field given as undefined is absent. For a body of a wrong shape spread the result:
 * `{ ...shopifyOrder(), updated_at: 42 }`. The people in it are made up.
 */
import { randomUUID } from 'node:crypto';
import {
  type Given,
  lineBody,
  orderBody,
  override,
  type ShopifyAddress,
  type ShopifyFulfillment,
  type ShopifyLine,
  type ShopifyOrder,
  type ShopifyShippingLine,
  shippingLineBody,
} from '../../cdk/local/shop/order-body.ts';
import { signWebhook, webhookHeaders, webhookText } from '../../cdk/local/shop/webhook-text.ts';

export type { ShopifyAddress, ShopifyFulfillment, ShopifyLine, ShopifyOrder, ShopifyShippingLine };

export const demoShop = 'demo.myshopify.com';
export const demoSecret = 'hush-hush-hush-hush-hush-hush-01';

/** An address in Canada with everything in it but company, address2 and phone. */
export const shopifyAddress = (given: Given<ShopifyAddress> = {}): ShopifyAddress =>
  override<ShopifyAddress>(
    {
      first_name: 'Wilhelmina',
      last_name: 'Quagmire',
      name: 'Wilhelmina Quagmire',
      company: null,
      address1: '17 Thistledown Crescent',
      address2: null,
      city: 'Ottawa',
      zip: 'K1A 0B1',
      province: 'Ontario',
      province_code: 'ON',
      country: 'Canada',
      country_code: 'CA',
      phone: null,
      latitude: null,
      longitude: null,
    },
    given,
  );

/** One piece of a thing with a SKU that needs shipping. `current_quantity` follows `quantity`. */
export const shopifyLine = (given: Given<ShopifyLine> = {}): ShopifyLine =>
  lineBody(
    {
      id: '466157049',
      sku: 'IPOD-342-N',
      title: 'Nano',
      price: '199.00',
      ...(given as Partial<ShopifyLine>),
    },
    'CAD',
  );

export const shopifyShippingLine = (given: Given<ShopifyShippingLine> = {}): ShopifyShippingLine =>
  override(shippingLineBody({ id: '271878346596884015', title: 'Express' }, 'CAD'), given);

/** A shipment of the default line; only those of status `success` count. */
export const shopifyFulfillment = (given: Given<ShopifyFulfillment> = {}): ShopifyFulfillment => ({
  id: '255858046',
  status: 'success',
  tracking_company: 'Canada Post',
  tracking_numbers: ['1Z2345'],
  line_items: [{ id: '466157049', quantity: 1 }],
  ...(given as Partial<ShopifyFulfillment>),
});

/** A refund of one piece of the default line. It does not change `current_quantity` by itself. */
export const shopifyRefund = (given: Readonly<Record<string, unknown>> = {}) => ({
  id: '509562969',
  created_at: '2026-11-22T05:30:00-05:00',
  note: null,
  restock: true,
  refund_line_items: [
    { id: '104689539', line_item_id: '466157049', quantity: 1, restock_type: 'cancel' },
  ],
  transactions: [],
  ...given,
});

/** A paid, open order of one line, updated at 2026-11-22T10:00:00Z, with an id above 2^53. */
export const shopifyOrder = (given: Given<ShopifyOrder> = {}): ShopifyOrder =>
  orderBody(
    {
      id: '820982911946154508',
      name: '#1001',
      order_number: 1001,
      created_at: '2026-11-22T04:59:58-05:00',
      updated_at: '2026-11-22T05:00:00-05:00',
      cancelled_at: null,
      financial_status: 'paid',
      fulfillment_status: null,
      currency: 'CAD',
      test: false,
      note: null,
      email: 'wilhelmina.quagmire@example.com',
      line_items: [shopifyLine()],
      shipping_lines: [shopifyShippingLine()],
      shipping_address: shopifyAddress(),
      billing_address: shopifyAddress({ address1: '4 Ledger Lane', phone: '+1 613 555 0147' }),
      customer: {
        id: '115310627314723954',
        first_name: 'Wilhelmina',
        last_name: 'Quagmire',
        email: 'wilhelmina.quagmire@example.com',
        phone: '+1 613 555 0147',
        default_address: shopifyAddress(),
      },
      fulfillments: [],
      refunds: [],
      ...(given as Partial<ShopifyOrder>),
    },
    '209.00',
  );

/** The text that Shopify would send: digits of ids exactly as given, `/` and `&` escaped. */
export const shopifyBody = (body: object): string => webhookText(body);

/** The signature of these bytes. */
export const sign = (body: string | Uint8Array, secret = demoSecret): string =>
  signWebhook(body, secret);

export type SignedRequest = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** A delivery as Shopify makes it; every call is a new delivery of a new event. */
export const signedRequest = (
  given: {
    readonly body?: string | Uint8Array;
    readonly secret?: string;
    readonly topic?: string;
    readonly shop?: string;
    /** Headers to add or replace, for instance a wrong signature. */
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): SignedRequest => {
  const body = given.body ?? shopifyBody(shopifyOrder());
  const headers = webhookHeaders({
    body,
    secret: given.secret ?? demoSecret,
    topic: given.topic ?? 'orders/create',
    shop: given.shop ?? demoShop,
    webhookId: randomUUID(),
    eventId: randomUUID(),
    triggeredAt: new Date('2026-11-22T10:00:00Z'),
  });
  return { body, headers: { ...headers, ...given.headers } };
};
