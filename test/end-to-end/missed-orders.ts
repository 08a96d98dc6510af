/** Orders in Shopify that no webhook tells of, and a bridge that is asked to look for them. */
import * as z from 'zod';
import type { SimulatedShopAdmin } from '../../cdk/local/shop-admin/simulated-shop-admin.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import type { Bridge } from './bridge.ts';

/** Orders are handled in their very second: what is tested is not the waiting for webhooks. */
export const withoutGrace = { reconciliation: { graceSeconds: 0 } } as const;

export const shopAdminOf = ({ stack }: Pick<Bridge, 'stack'>): SimulatedShopAdmin => {
  if (stack.shopAdmin === undefined) throw new Error('the simulated Admin API did not start');
  return stack.shopAdmin;
};

/** A person places or changes an order, now. Gives its body, for a webhook that comes all the same. */
export const placeInShopify = (bridge: Pick<Bridge, 'stack'>, id: string, given: object = {}) => {
  const now = new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString();
  const order = shopifyOrder({ id, created_at: now, updated_at: now, ...given });
  shopAdminOf(bridge).putOrder(order as unknown as Parameters<SimulatedShopAdmin['putOrder']>[0]);
  return order;
};

const count = z.int().min(0);
const polledSchema = z.object({
  kind: z.literal('polled'),
  shops: z
    .array(
      z.object({
        end: z.object({ kind: z.string() }),
        stamps: z.object({ known: count, missed: count, lost: count }),
        drift: z.object({ orders: count, oldestSeconds: z.number() }).optional(),
      }),
    )
    .length(1),
});
export type Polled = z.output<typeof polledSchema>['shops'][number];

/** One run, as the schedule has it made. */
export const poll = async ({ invoke }: Pick<Bridge, 'invoke'>): Promise<Polled> => {
  const { shops } = polledSchema.parse(await invoke('reconcile-orders', { action: 'poll' }));
  const [only] = shops;
  if (only === undefined) throw new Error('no shop was polled');
  return only;
};
