/**
 * The normal form of an order version: what travels through the queue and decides what is sent.
 *
 * Two payloads that mean the same to the WMS give the same normal form, whatever their key order,
 * offsets or empty strings. It has no price, no e-mail and no billing address.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ShopifyOrder } from './shopify-order.ts';

const nullableText = z.string().nullable();

const lineSchema = z.strictObject({
  lineId: z.string(),
  sku: nullableText,
  variantId: nullableText,
  title: nullableText,
  /** Still wanted: ordered minus removed and refunded. */
  quantity: z.int(),
  /** Already shipped, at most `quantity`. */
  fulfilled: z.int(),
});
export type OrderLine = z.output<typeof lineSchema>;

const addressSchema = z.strictObject({
  name: nullableText,
  company: nullableText,
  address1: nullableText,
  address2: nullableText,
  city: nullableText,
  province: nullableText,
  postalCode: nullableText,
  countryCode: nullableText,
  phone: nullableText,
});
export type OrderAddress = z.output<typeof addressSchema>;

/** Each wrong one would be a fault, and a message has room for half a million. A message's bytes allow fewer lines. */
const linesMax = 20_000;

export const normalOrderSchema = z.strictObject({
  shop: z.string().min(1),
  orderId: z.string().regex(/^\d+$/),
  /** What people call the order, for instance `#1001`. */
  name: z.string(),
  /** `updated_at` in UTC. */
  version: z.iso.datetime(),
  financialStatus: nullableText,
  cancelled: z.boolean(),
  test: z.boolean(),
  lines: z.array(z.unknown()).max(linesMax).pipe(z.array(lineSchema)),
  shipTo: addressSchema.nullable(),
  shippingMethod: nullableText,
  note: nullableText,
});
export type NormalOrder = z.output<typeof normalOrderSchema>;

/** An instant in UTC, without a fraction where there is none, so that equal instants are equal texts. */
export const utc = (instant: string): string =>
  new Date(instant).toISOString().replace('.000Z', 'Z');

/** @param shop - the shop whose secret matched, never the header's word for it. */
export const normalizeOrder = (shop: string, order: ShopifyOrder): NormalOrder => ({
  shop,
  orderId: order.id,
  name: order.name || order.id,
  version: utc(order.updated_at),
  financialStatus: order.financial_status || null,
  cancelled: order.cancelled_at != null,
  test: order.test ?? false,
  lines: normalizeLines(order),
  shipTo: order.shipping_address ? normalizeAddress(order.shipping_address) : null,
  shippingMethod: order.shipping_lines.find((line) => line.is_removed !== true)?.title || null,
  note: order.note || null,
});

/**
 * What tells two contents of an order apart: everything but the version, so that A → B → A is seen.
 * The financial status counts too, because it decides whether the order is sent at all.
 */
export const contentHash = (order: NormalOrder): string => {
  // The schema gives every order the same key order, whoever built it.
  const { version: _version, ...content } = normalOrderSchema.parse(order);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
};

const normalizeLines = (order: ShopifyOrder): OrderLine[] => {
  const shipped = shippedQuantities(order);
  return order.line_items
    .filter((line) => line.requires_shipping !== false)
    .map((line) => normalizeLine(line, shipped))
    .filter((line) => line.quantity > 0)
    .sort((a, b) => byNumber(a.lineId, b.lineId));
};

const shippedQuantities = (order: ShopifyOrder): ReadonlyMap<string, number> => {
  const shipped = new Map<string, number>();
  for (const fulfillment of order.fulfillments) {
    if (fulfillment.status !== 'success') continue;
    for (const { id, quantity } of fulfillment.line_items) {
      shipped.set(id, (shipped.get(id) ?? 0) + quantity);
    }
  }
  return shipped;
};

const normalizeLine = (
  line: ShopifyOrder['line_items'][number],
  shipped: ReadonlyMap<string, number>,
): OrderLine => {
  const quantity = line.current_quantity ?? line.quantity;
  return {
    lineId: line.id,
    sku: line.sku || null,
    variantId: line.variant_id ?? null,
    title: line.title || null,
    quantity,
    fulfilled: Math.min(shipped.get(line.id) ?? 0, quantity),
  };
};

type ShopifyAddress = NonNullable<ShopifyOrder['shipping_address']>;

const normalizeAddress = (address: ShopifyAddress): OrderAddress => ({
  name: address.name || [address.first_name, address.last_name].filter(Boolean).join(' ') || null,
  company: address.company || null,
  address1: address.address1 || null,
  address2: address.address2 || null,
  city: address.city || null,
  province: address.province || address.province_code || null,
  postalCode: address.zip || null,
  countryCode: address.country_code || null,
  phone: address.phone || null,
});

/** Orders ids of any length by their number; as texts "10" would come before "9". */
const byNumber = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
