/**
 * The part of Shopify's order payload that we use, as a schema. Everything else, billing address,
 * payment, e-mail and browser data among it, is dropped here and goes no further.
 */
import * as z from 'zod';

/** Digits, exactly as sent. Shopify's longest known ids have 18; the bound keeps keys short. */
const orderIdDigitsMax = 32;
export const shopifyId = z
  .union([z.int().nonnegative(), z.string().regex(new RegExp(`^\\d{1,${orderIdDigitsMax}}$`))])
  .transform(String);

/**
 * Shopify writes an absent text as null, as "" or not at all, which the normal form makes one: a transform of
 * each text here took a tenth of a webhook's work.
 */
const text = z.string().nullish();
const count = z.int().min(0).max(1_000_000);

const lineSchema = z.object({
  id: shopifyId,
  sku: text,
  variant_id: shopifyId.nullish(),
  title: text,
  quantity: count,
  /** After removals and refunds; payloads of older API versions do not have it. */
  current_quantity: count.nullish(),
  requires_shipping: z.boolean().nullish(),
});

const addressSchema = z.object({
  name: text,
  first_name: text,
  last_name: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  province: text,
  province_code: text,
  zip: text,
  country_code: text,
  phone: text,
});

const fulfillmentSchema = z.object({
  status: text,
  line_items: z
    .array(z.object({ id: shopifyId, quantity: count }))
    .nullish()
    .transform((lines) => lines ?? []),
});

const instantMillisEnd = Date.UTC(9999, 11, 31);
/** Shopify stamps with the shop's offset; `updated_at` has whole seconds. */
const instant = z.iso
  .datetime({ offset: true })
  // Before 1970 or after 9999 a UTC instant would have no four-digit year.
  .refine((value) => Date.parse(value) >= 0 && Date.parse(value) < instantMillisEnd);

/**
 * What all lists that are read here may hold together. The largest orders have some hundreds of lines; each wrong
 * element would cost ten microseconds and be remembered as a fault, and a body has room for three million.
 */
const elementsMax = 20_000;

const elementsIn = (body: unknown): number => {
  const { line_items: lines, shipping_lines: shipping, fulfillments } = partsOf(body);
  const shipments: readonly unknown[] = Array.isArray(fulfillments) ? fulfillments : [];
  const shipped = shipments.map((shipment) => partsOf(shipment)['line_items']);
  return [lines, shipping, shipments, ...shipped].reduce<number>(
    (sum, list) => sum + (Array.isArray(list) ? list.length : 0),
    0,
  );
};

const partsOf = (value: unknown): Readonly<Record<string, unknown>> => Object(value);

/** Counted before any of them is looked at. */
const withFewElements = (body: unknown, context: z.RefinementCtx): unknown => {
  if (elementsIn(body) <= elementsMax) return body;
  context.addIssue({ code: 'too_big', origin: 'array', maximum: elementsMax, input: undefined });
  return z.NEVER;
};

const orderSchema = z.object({
  id: shopifyId,
  updated_at: instant,
  name: text,
  financial_status: text,
  cancelled_at: instant.nullish(),
  test: z.boolean().nullish(),
  note: text,
  line_items: z.array(lineSchema),
  shipping_address: addressSchema.nullish(),
  shipping_lines: z
    .array(z.object({ title: text, is_removed: z.boolean().nullish() }))
    .nullish()
    .transform((lines) => lines ?? []),
  fulfillments: z
    .array(fulfillmentSchema)
    .nullish()
    .transform((fulfillments) => fulfillments ?? []),
});
export const shopifyOrderSchema = z.preprocess(withFewElements, orderSchema);
export type ShopifyOrder = z.output<typeof shopifyOrderSchema>;

/** The body of `orders/delete`, and all that is read of a body that is no order. */
export const shopifyIdSchema = z.object({ id: shopifyId });
