/**
 * What the simulated Admin API keeps of an order: read from the body that a webhook of it would have.
 *
 * A reading of its own: nothing here is shared with the bridge, whose reading it is there to test.
 */
import * as z from 'zod';

const id = z.union([z.int().nonnegative(), z.string().regex(/^\d{1,32}$/)]).transform(String);
const idOrNull = id.nullish().transform((value) => value ?? null);
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const list = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .array(schema)
    .nullish()
    .transform((values) => values ?? []);

const utc = (instant: string): string => new Date(instant).toISOString().replace('.000Z', 'Z');
/** With any offset; the Admin API answers in UTC. */
const instant = z.iso.datetime({ offset: true }).transform(utc);
const instantOrNull = instant.nullish().transform((value) => value ?? null);

const lineSchema = z.object({
  id,
  title: text,
  name: text,
  sku: text,
  variant_title: text,
  variant_id: idOrNull,
  product_id: idOrNull,
  quantity: z.int(),
  current_quantity: z.int().nullish(),
  requires_shipping: z.boolean().nullish(),
  gift_card: flag,
  /** Only a tip has it. */
  tip: z.unknown().optional(),
  properties: list(z.object({ name: z.string(), value: z.unknown().optional() })),
});
export type AdminLine = z.output<typeof lineSchema>;

const addressSchema = z.object({
  first_name: text,
  last_name: text,
  name: text,
  company: text,
  address1: text,
  address2: text,
  city: text,
  zip: text,
  province: text,
  province_code: text,
  country: text,
  country_code: text,
  phone: text,
});
export type AdminAddress = z.output<typeof addressSchema>;

const fulfillmentSchema = z.object({
  id: idOrNull,
  status: text,
  created_at: instantOrNull,
  updated_at: instantOrNull,
  line_items: list(z.object({ id, quantity: z.int() })),
});
export type AdminFulfillment = z.output<typeof fulfillmentSchema>;

const shippingLineSchema = z.object({ id: idOrNull, title: text, code: text, is_removed: flag });
export type AdminShippingLine = z.output<typeof shippingLineSchema>;

const orderSchema = z.object({
  id,
  name: text,
  order_number: z.int().nullish(),
  created_at: instantOrNull,
  updated_at: instant,
  processed_at: instantOrNull,
  cancelled_at: instantOrNull,
  closed_at: instantOrNull,
  cancel_reason: text,
  confirmed: z.boolean().nullish(),
  test: flag,
  note: text,
  email: text,
  phone: text,
  tags: text,
  po_number: text,
  source_name: text,
  source_identifier: text,
  currency: text,
  presentment_currency: text,
  financial_status: text,
  fulfillment_status: text,
  line_items: list(lineSchema),
  shipping_lines: list(shippingLineSchema),
  fulfillments: list(fulfillmentSchema),
  shipping_address: addressSchema.nullish(),
  billing_address: addressSchema.nullish(),
});

type Read = z.output<typeof orderSchema>;
export type AdminOrder = Omit<Read, 'created_at' | 'processed_at'> & {
  readonly created_at: string;
  readonly processed_at: string;
};

/**
 * An order as a webhook tells it, whatever else it has besides; ids are digits, in a string where a
 * number would lose some of them.
 */
export type WebhookOrder = {
  readonly id: string | number;
  readonly updated_at: string;
  readonly [field: string]: unknown;
};

/** @throws a ZodError for what is no order. */
export const readWebhookOrder = (body: WebhookOrder): AdminOrder => {
  const order = orderSchema.parse(body);
  const created = order.created_at ?? order.updated_at;
  return { ...order, created_at: created, processed_at: order.processed_at ?? created };
};
