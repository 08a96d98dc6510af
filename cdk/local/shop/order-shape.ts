/**
 * What a shape of an order is, and the changes that many shapes are made of.
 */
import type { Given, ShopifyLine, ShopifyOrder } from './order-body.ts';
import type { Random } from './random.ts';

/** What may still happen to an order once it is placed. */
export type LifeName = 'ordinary' | 'over' | 'edited' | 'deleted';

export type OrderShape = {
  /** How common it is in an ordinary shop, against the others. */
  readonly weight: number;
  /** Gives an ordinary order this shape. */
  readonly dress: (order: ShopifyOrder, chance: Random) => ShopifyOrder;
  /** @default 'ordinary' */
  readonly life?: LifeName;
};

export type ShapeGroup = Readonly<Record<string, OrderShape>>;

/** An order with some fields changed; a field given as undefined is absent from the webhook. */
export const changed = (order: ShopifyOrder, given: Given<ShopifyOrder>): ShopifyOrder =>
  ({ ...order, ...given }) as ShopifyOrder;

export const changeLines = (
  order: ShopifyOrder,
  change: (line: ShopifyLine, index: number) => Given<ShopifyLine>,
): ShopifyOrder => ({
  ...order,
  line_items: order.line_items.map(
    (line, index) => ({ ...line, ...change(line, index) }) as ShopifyLine,
  ),
});

export const changeFirstLine = (order: ShopifyOrder, given: Given<ShopifyLine>): ShopifyOrder =>
  changeLines(order, (_, index) => (index === 0 ? given : {}));

/** One more line like the first, with what is different about it. */
export const addLine = (order: ShopifyOrder, given: Given<ShopifyLine>): ShopifyOrder => {
  const [first] = order.line_items;
  if (first === undefined) return order;
  const id = `${BigInt(order.id) + BigInt(order.line_items.length + 1) * 7n}`;
  const next = { ...first, id, quantity: 1, current_quantity: 1, ...given } as ShopifyLine;
  return { ...order, line_items: [...order.line_items, next] };
};

/** What a line that nobody packs has in common: no sku, nothing to ship. */
export const unshipped = { sku: null, requires_shipping: false, variant_id: null } as const;

/** A shipment of these lines. @param number - counts the order's shipments, from 1. */
export const shipmentOf = (
  order: ShopifyOrder,
  lines: readonly { readonly id: string; readonly quantity: number }[],
  at: string,
  number: number,
) => ({
  id: `${BigInt(order.id) + 4_000_000n + BigInt(number)}`,
  order_id: order.id,
  status: 'success',
  created_at: at,
  updated_at: at,
  tracking_company: null,
  tracking_numbers: [],
  line_items: lines.map(({ id, quantity }) => ({ id, quantity })),
});
