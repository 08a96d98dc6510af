/**
 * The life of a simulated order: which actions follow its creation, and what each changes.
 */
import type { ShopifyOrder } from './order-body.ts';
import { makeAddress, notes } from './people.ts';
import type { Random } from './random.ts';

/** One action of the customer or the merchant. */
export type Action = {
  /** The webhooks that it triggers, all with the same body. */
  readonly topics: readonly string[];
  /** The order after it; `at` is the action's time as the shop writes it. */
  readonly change: (order: ShopifyOrder, at: string) => ShopifyOrder;
};

const created = (order: ShopifyOrder): Action => ({
  topics: order.financial_status === 'paid' ? ['orders/create', 'orders/paid'] : ['orders/create'],
  change: (draft) => draft,
});

const paid: Action = {
  topics: ['orders/paid', 'orders/updated'],
  change: (order) => ({ ...order, financial_status: 'paid' }),
};

const edited = (random: Random): Action => {
  const note = random.pick(notes);
  const address = makeAddress(random);
  const moves = random.chance(0.5);
  return {
    topics: ['orders/updated'],
    change: (order) => (moves ? { ...order, shipping_address: address } : { ...order, note }),
  };
};

const cancelled: Action = {
  topics: ['orders/cancelled', 'orders/updated'],
  change: (order, at) => ({
    ...order,
    cancelled_at: at,
    cancel_reason: 'customer',
    closed_at: at,
    financial_status: order.financial_status === 'paid' ? 'refunded' : 'voided',
    line_items: order.line_items.map((line) => ({
      ...line,
      current_quantity: 0,
      fulfillable_quantity: 0,
    })),
  }),
};

const fulfilled: Action = {
  topics: ['orders/fulfilled', 'orders/updated'],
  change: (order, at) => ({
    ...order,
    fulfillment_status: 'fulfilled',
    closed_at: at,
    line_items: order.line_items.map((line) => ({
      ...line,
      fulfillable_quantity: 0,
      fulfillment_status: 'fulfilled',
    })),
    fulfillments: [
      {
        id: `${BigInt(order.id) + 3n}`,
        status: 'success',
        created_at: at,
        line_items: order.line_items.map(({ id, quantity }) => ({ id, quantity })),
      },
    ],
  }),
};

/** The actions of an order in their order, its creation first. */
export const planLife = (
  random: Random,
  draft: ShopifyOrder,
): readonly [creation: Action, ...later: Action[]] => [
  created(draft),
  ...(draft.financial_status !== 'paid' && random.chance(0.9) ? [paid] : []),
  ...(random.chance(0.4) ? [edited(random)] : []),
  ...(random.chance(0.15) ? [cancelled] : random.chance(0.4) ? [fulfilled] : []),
];
