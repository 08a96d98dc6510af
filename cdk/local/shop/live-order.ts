/**
 * Lives one order: its actions one after the other, each delivered while the next may happen already.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type DeliverySettings, deliverWebhook } from './deliver-webhook.ts';
import type { ShopifyOrder } from './order-body.ts';
import { type Action, act } from './order-life.ts';
import { shapeNames } from './order-shapes.ts';
import { type PlannedDelivery, planDeliveries } from './plan-deliveries.ts';
import { type PlannedOrder, planOrder } from './plan-order.ts';
import { makeRandom, type Random } from './random.ts';
import type { Habits } from './scenarios.ts';
import type { OrderBook, SimulatedShopSettings } from './shop-settings.ts';
import { shopTime } from './shop-time.ts';

export type OrderPlace = {
  readonly settings: SimulatedShopSettings;
  /** Those of the time at which the order is placed. */
  readonly habits: Habits;
  readonly delivery: DeliverySettings;
  /** Counts what an action triggers, and gives what of it is to be sent. */
  readonly admit: (planned: readonly PlannedDelivery[]) => readonly PlannedDelivery[];
  readonly stop: AbortSignal;
};

const offsetMinutesDefault = -300;

/** Whole seconds, and always later than the action before. */
const nextSecond = (now: number, before: number): number =>
  Math.max(Math.floor(now / 1_000) * 1_000, before + 1_000);

/** Waits so long, or until the shop stops. */
export const pause = (millis: number, stop: AbortSignal): Promise<void> =>
  delay(millis, undefined, { signal: stop }).catch(throwUnless(stop));

/** Being stopped is no failure; everything else is. */
export const throwUnless =
  (stop: AbortSignal) =>
  (error: unknown): void => {
    if (!stop.aborted) throw error;
  };

export const liveOrder = async (place: OrderPlace, number: number): Promise<void> => {
  const { settings, habits, stop } = place;
  const {
    now = Date.now,
    offsetMinutes = offsetMinutesDefault,
    shapes = shapeNames,
    seed,
  } = settings;
  const first = nextSecond(now(), 0);
  const createdAt = shopTime(first, offsetMinutes);
  const planned = planOrder({ seed, number, createdAt, mix: habits.mix, shapes });
  const random = makeRandom(`${seed}/${number}/deliveries`);
  const sending: Promise<void>[] = [];
  let order = planned.draft;
  let second = first - 1_000;
  for (const action of planned.actions) {
    if (action !== planned.actions[0]) await pause(random.int(...habits.pauseMillis), stop);
    if (action.last) await Promise.all(sending);
    if (stop.aborted) break;
    second = nextSecond(now(), second);
    order = act(order, action, shopTime(second, offsetMinutes));
    keep(settings.orderBook, action, order);
    sending.push(...trigger(place, planned, { action, order, second, random }));
  }
  await Promise.all(sending);
};

const keep = (book: OrderBook | undefined, { topics }: Action, order: ShopifyOrder): void => {
  if (topics.includes('orders/delete')) book?.remove(order.id);
  else book?.put(order);
};

type Happened = {
  readonly action: Action;
  /** The order after it. */
  readonly order: ShopifyOrder;
  readonly second: number;
  readonly random: Random;
};

const trigger = (
  place: OrderPlace,
  { apiVersion }: PlannedOrder,
  { action, order, second, random }: Happened,
): readonly Promise<void>[] => {
  const { secret, shop } = place.settings;
  const triggered = { topics: action.topics, order, triggeredAt: new Date(second) };
  const planned = planDeliveries({ secret, shop, apiVersion }, place.habits, random, triggered);
  return place
    .admit(planned)
    .map((webhook) => send(place, order.id, webhook).catch(throwUnless(place.stop)));
};

const send = async (
  { delivery, stop }: OrderPlace,
  orderId: string,
  planned: PlannedDelivery,
): Promise<void> => {
  await pause(planned.lateMillis, stop);
  if (!stop.aborted) await deliverWebhook(delivery, orderId, planned.delivery);
};
