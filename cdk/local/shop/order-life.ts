/**
 * The life of a simulated order: which actions follow its creation, and what each changes.
 */
import type { ShopifyLine, ShopifyOrder } from './order-body.ts';
import { addLine, changeLines, type LifeName, shipmentOf } from './order-shape.ts';
import { makeAddress, notes } from './people.ts';
import type { Random } from './random.ts';

/** One action of the customer, the merchant or Shopify. */
export type Action = {
  /** The webhooks that it triggers, one each. */
  readonly topics: readonly string[];
  /** The order after it; `at` is the action's time as the shop writes it. */
  readonly change: (order: ShopifyOrder, at: string) => ShopifyOrder;
  /** Happens only when all webhooks before it have been delivered. */
  readonly last?: true;
};

/** The order after an action. */
export const act = (order: ShopifyOrder, { change }: Action, at: string): ShopifyOrder => ({
  ...change(order, at),
  updated_at: at,
});

const same = (order: ShopifyOrder): ShopifyOrder => order;

const created = (random: Random, order: ShopifyOrder): Action => ({
  topics: [
    'orders/create',
    ...(order.financial_status === 'paid' ? ['orders/paid'] : []),
    ...(random.chance(0.1) ? ['orders/risk_assessment_changed'] : []),
    ...(random.chance(0.05) ? ['orders/shopify_protect_eligibility_changed'] : []),
  ],
  change: same,
});

const paid: Action = {
  topics: ['orders/paid', 'orders/updated'],
  change: (order) => ({ ...order, financial_status: 'paid' }),
};

const changedBy = (random: Random): Action => {
  const note = random.pick(notes);
  const address = makeAddress(random);
  const moves = random.chance(0.5);
  const linked = random.chance(0.1);
  return {
    topics: ['orders/updated', ...(linked ? ['orders/link_requested'] : [])],
    // Who gave no whole address does not move.
    change: (order) =>
      moves && order.shipping_address?.address1 && order.shipping_address.country_code
        ? { ...order, shipping_address: address }
        : { ...order, note },
  };
};

const itemAdded: Action = {
  topics: ['orders/edited', 'orders/updated'],
  change: (order) => addLine(order, { title: 'One more thing', sku: 'LATER-01' }),
};

const itemRemoved: Action = {
  topics: ['orders/edited', 'orders/updated'],
  change: (order) => {
    const newest = order.line_items.length - 1;
    return changeLines(order, (_, index) => (index === newest ? { current_quantity: 0 } : {}));
  },
};

const cancelled: Action = {
  topics: ['orders/cancelled', 'orders/updated'],
  change: (order, at) => ({
    ...changeLines(order, () => ({ current_quantity: 0, fulfillable_quantity: 0 })),
    ...{ cancelled_at: at, cancel_reason: 'customer', closed_at: at },
    financial_status: order.financial_status === 'paid' ? 'refunded' : 'voided',
  }),
};

const deleted: Action = { topics: ['orders/delete'], change: same, last: true };

/** What of a line is not shipped yet. */
const unshippedOf = (order: ShopifyOrder, { id, quantity }: ShopifyLine) => {
  const all = order.fulfillments.flatMap((shipment) => shipment.line_items);
  const shipped = all
    .filter((line) => line.id === id)
    .reduce((sum, line) => sum + line.quantity, 0);
  return { id, quantity: Math.max(0, quantity - shipped) };
};

const ship = (order: ShopifyOrder, at: string, linesMax: number): ShopifyOrder => {
  const left = order.line_items.map((line) => unshippedOf(order, line));
  const lines = left.filter(({ quantity }) => quantity > 0).slice(0, linesMax);
  const whole = lines.length === left.filter(({ quantity }) => quantity > 0).length;
  return {
    ...order,
    fulfillment_status: whole ? 'fulfilled' : 'partial',
    fulfillments: [
      ...order.fulfillments,
      shipmentOf(order, lines, at, order.fulfillments.length + 1),
    ],
  };
};

const partlyFulfilled: Action = {
  topics: ['orders/partially_fulfilled', 'orders/updated'],
  change: (order, at) => ship(order, at, 1),
};

const fulfilled: Action = {
  topics: ['orders/fulfilled', 'orders/updated'],
  change: (order, at) => ({ ...ship(order, at, order.line_items.length), closed_at: at }),
};

const ending = (random: Random, order: ShopifyOrder): readonly Action[] => {
  if (order.fulfillment_status === 'fulfilled') return [];
  if (random.chance(0.2)) return [cancelled];
  const whole = random.chance(0.5) ? [fulfilled] : [];
  return order.line_items.length > 1 && random.chance(0.4) ? [partlyFulfilled, ...whole] : whole;
};

const updatesMax = 3;

const ordinary = (random: Random, order: ShopifyOrder): readonly Action[] => [
  ...(order.financial_status !== 'paid' && random.chance(0.8) ? [paid] : []),
  ...Array.from({ length: random.int(0, updatesMax) }, () => changedBy(random)),
  ...ending(random, order),
];

const lives: Readonly<
  Record<LifeName, (random: Random, order: ShopifyOrder) => readonly Action[]>
> = {
  ordinary,
  over: (random) => (random.chance(0.5) ? [changedBy(random)] : []),
  edited: (random, order) => [itemAdded, itemRemoved, ...ordinary(random, order)],
  deleted: () => [cancelled, deleted],
};

/** The actions of an order in their order, its creation first. */
export const planLife = (
  random: Random,
  draft: ShopifyOrder,
  life: LifeName = 'ordinary',
): readonly [creation: Action, ...later: Action[]] => [
  created(random, draft),
  ...lives[life](random, draft),
];
