/**
 * What Shopify's three compliance webhooks ask: to list what is held of a customer, or to remove it, of a customer or
 * of the whole shop.
 *
 * Each says by its own shape what it asks. Its topic is not signed, so a body that is sent again under another topic
 * must not remove what it only asked to see.
 */
import * as z from 'zod';
import { describeFaults } from '../order/order-message.ts';
import { shopifyId } from '../order/shopify-order.ts';

/** Called like their topics. */
export type PrivacyRequest = {
  /** Of the shop and the body: the same webhook sent again is the same request. */
  readonly id: string;
  readonly kind: 'customers/data_request' | 'customers/redact' | 'shop/redact';
  readonly shop: string;
  /** UTC. Shopify wants it done within 30 days. */
  readonly receivedAt: string;
  /** The orders that are meant; none where it is the whole shop. */
  readonly orderIds: readonly string[];
  /** Shopify's ids of the customer and of the request, where it has one: by them a person finds both there. */
  readonly customerId: string | null;
  readonly requestId: string | null;
};

export type ReadPrivacy =
  | {
      readonly kind: 'privacy';
      readonly asked: Omit<PrivacyRequest, 'id' | 'receivedAt'>;
    }
  | { readonly kind: 'malformed'; readonly fault: string };

/** So many ids fit into one item of the table. */
const ordersMax = 10_000;
// Counted before they are looked at: each wrong one would be a fault.
const orderIds = z.array(z.unknown()).max(ordersMax).pipe(z.array(shopifyId));
/** Neither name, e-mail nor phone is taken out of it. */
const customer = z.object({ id: shopifyId.nullish() }).nullish();
const shopDomain = z.string();
const absent = z.undefined().optional();

const dataRequest = z.object({
  shop_domain: shopDomain,
  customer,
  orders_requested: orderIds,
  orders_to_redact: absent,
  data_request: z.object({ id: shopifyId }),
});
const customerRedact = z.object({
  shop_domain: shopDomain,
  customer,
  orders_to_redact: orderIds,
  orders_requested: absent,
  data_request: absent,
});
/** It has no more than the others have, too: with anything else in it, it is none. */
const shopRedact = z.strictObject({ shop_id: shopifyId, shop_domain: shopDomain });

/** @param shop - the shop whose secret matched. */
export const readPrivacy = (shop: string, body: unknown): ReadPrivacy => {
  const read = shapeOf(body);
  if (read.kind === 'malformed') return read;
  const { domain, ...asked } = read;
  return domain.toLowerCase() === shop
    ? { kind: 'privacy', asked: { kind: asked.topic, shop, ...asked.of } }
    : { kind: 'malformed', fault: 'shop_domain: another shop' };
};

type Shape = {
  readonly kind: 'read';
  readonly topic: PrivacyRequest['kind'];
  readonly domain: string;
  readonly of: Pick<PrivacyRequest, 'orderIds' | 'customerId' | 'requestId'>;
};

const shapeOf = (body: unknown): Shape | Extract<ReadPrivacy, { kind: 'malformed' }> => {
  const asked = dataRequest.safeParse(body);
  if (asked.success) {
    const { shop_domain: domain, orders_requested: orders, data_request: request } = asked.data;
    const of = { orderIds: orders, customerId: customerOf(asked.data), requestId: request.id };
    return { kind: 'read', topic: 'customers/data_request', domain, of };
  }
  const redact = customerRedact.safeParse(body);
  if (redact.success) {
    const { shop_domain: domain, orders_to_redact: orders } = redact.data;
    const of = { orderIds: orders, customerId: customerOf(redact.data), requestId: null };
    return { kind: 'read', topic: 'customers/redact', domain, of };
  }
  const whole = shopRedact.safeParse(body);
  if (!whole.success) return { kind: 'malformed', fault: describeFaults(whole.error) };
  const of = { orderIds: [], customerId: null, requestId: null };
  return { kind: 'read', topic: 'shop/redact', domain: whole.data.shop_domain, of };
};

const customerOf = (body: { readonly customer?: z.output<typeof customer> }): string | null =>
  body.customer?.id ?? null;
