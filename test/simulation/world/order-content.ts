/**
 * What an order says at one moment: as data, as the body that Shopify would send, and as what the WMS
 * must have of it then. The last is written by hand, not by the bridge's own mapping.
 *
 * Every personal field has the canary in it, so that no log line can repeat one unseen.
 */
import {
  demoShop,
  type ShopifyOrder,
  shopifyAddress,
  shopifyBody,
  shopifyFulfillment,
  shopifyLine,
  shopifyOrder,
} from '../../builders/shopify-order.ts';

/** In every name, address, e-mail, phone and note of the made-up people. */
export const canary = 'canary';

export type OrderContent = {
  /** Unlike any other content's of the same order: it is found again in messages and at the WMS. */
  readonly mark: string;
  readonly quantity: number;
  readonly fulfilled: number;
  readonly cancelled: boolean;
  readonly paid: boolean;
  readonly test: boolean;
  /** Needs no shipping. */
  readonly digital: boolean;
  readonly hasSku: boolean;
  /** Makes the note so many characters longer. */
  readonly padding: number;
};

export type OrderName = { readonly orderId: string; readonly name: string };

/** What becomes of a content that nothing stands in the way of. */
export const fateOf = (content: OrderContent): 'sent' | 'not-sent' | 'unmappable' => {
  if (content.cancelled) return 'sent';
  if (!content.paid || content.digital) return 'not-sent';
  return content.hasSku ? 'sent' : 'unmappable';
};

export const noteOf = ({ mark, padding }: OrderContent): string =>
  `${canary} ${mark}${padding > 0 ? ` ${'x'.repeat(padding)}` : ''}`;

/** The mark in a note, wherever the note is found. */
export const markOf = (note: string | null): string | undefined =>
  note === null ? undefined : /^canary (\S+)/.exec(note)?.[1];

const lineId = '466157049';

/** The order as Shopify has it then. */
export const shopifyOrderOf = (
  { orderId, name }: OrderName,
  content: OrderContent,
  version: string,
): ShopifyOrder =>
  shopifyOrder({
    id: orderId,
    name,
    updated_at: version,
    cancelled_at: content.cancelled ? version : null,
    financial_status: content.paid ? 'paid' : 'pending',
    test: content.test,
    note: noteOf(content),
    email: `${canary}@example.com`,
    line_items: [
      shopifyLine({
        quantity: content.quantity,
        current_quantity: content.quantity,
        requires_shipping: !content.digital,
        sku: content.hasSku ? 'IPOD-342-N' : null,
      }),
    ],
    fulfillments:
      content.fulfilled > 0
        ? [shopifyFulfillment({ line_items: [{ id: lineId, quantity: content.fulfilled }] })]
        : [],
    shipping_address: content.digital ? null : canaryAddress,
    billing_address: canaryAddress,
    customer: { first_name: canary, last_name: canary, email: `${canary}@example.com` },
  });

/** The text that Shopify would send of it. */
export const bodyOf = (order: OrderName, content: OrderContent, version: string): string =>
  shopifyBody(shopifyOrderOf(order, content, version));

const canaryAddress = shopifyAddress({
  first_name: canary,
  last_name: 'Quagmire',
  name: `${canary} Quagmire`,
  address1: `17 ${canary} Crescent`,
  city: `${canary}ville`,
  zip: `${canary} 0B1`,
  phone: `+1 ${canary}`,
});

const shipTo = {
  name: `${canary} Quagmire`,
  company: null,
  address1: `17 ${canary} Crescent`,
  address2: null,
  city: `${canary}ville`,
  province: 'Ontario',
  postal_code: `${canary} 0B1`,
  country_code: 'CA',
  phone: `+1 ${canary}`,
};

/** The WMS's order but for its version: equal contents are equal here. */
export const wmsContentOf = ({ orderId, name }: OrderName, content: OrderContent) => ({
  order_id: orderId,
  name,
  shop: demoShop,
  status: content.cancelled ? 'cancelled' : 'open',
  test: content.test,
  lines: content.digital
    ? []
    : [
        {
          line_id: lineId,
          sku: content.hasSku ? 'IPOD-342-N' : null,
          quantity: content.quantity,
          fulfilled: content.fulfilled,
          title: 'Nano',
        },
      ],
  ship_to: content.digital ? null : shipTo,
  shipping_method: 'Express',
  note: noteOf(content),
});
