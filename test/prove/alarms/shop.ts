/**
 * A shop that sells one order in a minute of the stack: its Admin API knows each at once, and each is told by a
 * webhook where one is subscribed to, once. What no webhook brings, polling does.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedShopAdmin } from '../../../cdk/local/shop-admin/simulated-shop-admin.ts';
import { shopifyBody, shopifyOrder, signedRequest } from '../../builders/shopify-order.ts';
import { makeOrderIds, type OutwardBridge } from '../../end-to-end/bridge.ts';
import { minuteMillis } from './compressed.ts';

const firstId = 71_000_001n;
/** As many processes as the door has here; more at once would wait for one. */
const atOnce = 4;

type Given = Parameters<typeof shopifyOrder>[0];

export type Shop = {
  /** Signs webhooks from now on. */
  readonly signWith: (secret: string) => void;
  readonly secret: () => string;
  readonly newId: () => string;
  /** An order of this moment, as Shopify has it. */
  readonly order: (given?: Given) => ReturnType<typeof shopifyOrder>;
  /** Sells it; gives the webhook's status, or nothing where none is subscribed to. */
  readonly sell: (given?: Given) => Promise<number | undefined>;
  /** Sells so many at once; gives their ids. */
  readonly sellMany: (count: number) => Promise<readonly string[]>;
  /** Sends a webhook of it, whatever the Admin API knows. */
  readonly post: (body: object | string, topic?: string) => Promise<number>;
  /** Nobody buys anything until it is opened again. */
  readonly shut: () => void;
  readonly open: () => void;
  readonly close: () => Promise<void>;
};

const thisSecond = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

export const openShop = (bridge: OutwardBridge, admin: SimulatedShopAdmin): Shop => {
  const { shop, shopifySecret } = bridge.stack.describe();
  const newId = makeOrderIds(firstId);
  const ending = new AbortController();
  const state = { secret: shopifySecret, isOpen: true };

  const post: Shop['post'] = async (given, topic = 'orders/create') => {
    const body = typeof given === 'string' ? given : shopifyBody(given);
    const request = signedRequest({ body, secret: state.secret, shop, topic });
    return (await bridge.post(request.body, { ...request.headers })).status;
  };
  const order: Shop['order'] = (given = {}) => {
    const now = thisSecond();
    return shopifyOrder({ id: newId(), created_at: now, updated_at: now, ...given });
  };
  const sell: Shop['sell'] = async (given) => {
    const sold = order(given);
    admin.putOrder(sold as Parameters<typeof admin.putOrder>[0]);
    return admin.webhooks.book.has('orders/create') ? post(sold) : undefined;
  };
  const sellMany: Shop['sellMany'] = async (count) => {
    const ids = Array.from({ length: count }, () => newId());
    for (let first = 0; first < count; first += atOnce)
      await Promise.all(ids.slice(first, first + atOnce).map((id) => sell({ id })));
    return ids;
  };
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      if (state.isOpen) await sell().catch(() => undefined);
      await delay(minuteMillis, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    ...{ newId, order, sell, sellMany, post },
    secret: () => state.secret,
    signWith: (secret) => {
      state.secret = secret;
    },
    shut: () => {
      state.isOpen = false;
    },
    open: () => {
      state.isOpen = true;
    },
    close: async () => {
      ending.abort();
      await running;
    },
  };
};
