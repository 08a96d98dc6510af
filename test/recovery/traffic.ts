/**
 * Orders at an even rate, each due at a time of its own: a machine that falls behind places the next
 * ones at once, and the lateness is theirs.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { makeOrderIds, type OutwardBridge } from '../end-to-end/bridge.ts';
import type { PlacedOrder } from './recording.ts';

export type Traffic = {
  readonly placed: () => readonly PlacedOrder[];
  /** Places no more, and waits until all webhooks are answered. */
  readonly stop: () => Promise<void>;
};

const firstId = 70_000_001n;
/** Shopify sends a webhook again for hours, at growing distances; this shop is in a hurry. */
const againMillis = 1_000;
const sendsMax = 120;

type Door = Pick<OutwardBridge, 'send'>;

/** Sends a webhook until it is answered 2xx. @param given - ends that early, by rejecting. */
export const sendUntilAccepted = async (
  { send }: Door,
  order: object,
  given?: AbortSignal,
): Promise<void> => {
  for (let sends = 1; !(await send(order)).ok; sends += 1) {
    if (sends === sendsMax) throw new Error('a webhook was refused again and again');
    await delay(againMillis, undefined, given ? { signal: given } : {});
  }
};

/** @param given - ends everything at once. */
export const startTraffic = (
  door: Door,
  ordersPerMinute: number,
  given: AbortSignal = new AbortController().signal,
): Traffic => {
  const newId = makeOrderIds(firstId);
  const orders: { -readonly [Field in keyof PlacedOrder]: PlacedOrder[Field] }[] = [];
  const sending: Promise<void>[] = [];
  const stopping = new AbortController();
  const signal = AbortSignal.any([given, stopping.signal]);

  const place = async (placedAt: number): Promise<void> => {
    const order = { orderId: newId(), placedAt, acceptedAt: null as number | null };
    orders.push(order);
    await sendUntilAccepted(door, shopifyOrder({ id: order.orderId }), given);
    order.acceptedAt = Date.now();
  };
  const run = async (): Promise<void> => {
    const startedAt = Date.now();
    for (let number = 0; !signal.aborted; number += 1) {
      const placedAt = startedAt + (number * 60_000) / ordersPerMinute;
      await delay(Math.max(0, placedAt - Date.now()), undefined, { signal }).catch(() => undefined);
      // An order that nobody accepted is seen by its missing time.
      if (!signal.aborted) sending.push(place(placedAt).catch(() => undefined));
    }
  };
  const running = run();
  return {
    placed: () => orders,
    stop: async () => {
      stopping.abort();
      await running;
      await Promise.all(sending);
    },
  };
};
