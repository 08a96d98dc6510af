/**
 * What the simulated WMS takes for an order: the request body of `PUT /orders/{order_id}`.
 *
 * Strict on purpose: a field that the contract does not name, a billing address for instance, is
 * refused. docs/wms-openapi.yaml says the same in JSON Schema; a test holds the two together.
 */
import * as z from 'zod';

const text = z.string().min(1);
const id = z.string().regex(/^[0-9]{1,32}$/);

const shipTo = z.strictObject({
  name: z.string().nullable(),
  company: z.string().nullable(),
  address1: text,
  address2: z.string().nullable(),
  city: z.string().nullable(),
  province: z.string().nullable(),
  postal_code: z.string().nullable(),
  country_code: z.string().regex(/^[A-Z]{2}$/),
  phone: z.string().nullable(),
});

const line = z.strictObject({
  line_id: id,
  sku: text,
  /** Ordered minus removed and refunded. */
  quantity: z.int().min(1),
  fulfilled: z.int().min(0),
  title: z.string().nullable(),
});

const common = {
  order_id: id,
  name: z.string(),
  shop: text,
  /** `updated_at` in UTC. */
  version: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/),
  test: z.boolean(),
  shipping_method: z.string().nullable(),
  note: z.string().nullable(),
};

export const wmsOrderSchema = z.discriminatedUnion('status', [
  z.strictObject({ ...common, status: z.literal('open'), ship_to: shipTo, lines: z.array(line) }),
  // Nothing is picked for a cancelled order, so nobody misses a sku or an address in it.
  z.strictObject({
    ...common,
    status: z.literal('cancelled'),
    ship_to: shipTo.nullable(),
    lines: z.array(line.extend({ sku: text.nullable() })),
  }),
]);
export type WmsOrder = z.output<typeof wmsOrderSchema>;

/** What is wrong at one place of a body; never the value itself. */
export type Fault = { readonly pointer: string; readonly detail: string };

export type CheckedOrder =
  | { readonly kind: 'valid'; readonly order: WmsOrder }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };

/** Checks a parsed body against the contract, for the order that the path names. */
export const checkOrder = (body: unknown, orderId: string): CheckedOrder => {
  const parsed = wmsOrderSchema.safeParse(body);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => ({
      pointer: `/${issue.path.join('/')}`,
      detail: issue.message,
    }));
    return { kind: 'invalid', faults };
  }
  const order = parsed.data;
  const faults = order.lines.flatMap((each, index) =>
    each.fulfilled > each.quantity
      ? [{ pointer: `/lines/${index}/fulfilled`, detail: 'more than the quantity' }]
      : [],
  );
  if (order.order_id !== orderId) {
    faults.push({ pointer: '/order_id', detail: 'another order than the path names' });
  }
  return faults.length === 0 ? { kind: 'valid', order } : { kind: 'invalid', faults };
};
