/**
 * A shop with made-up customers: orders at a steady rate, each living its life, every action
 * delivered as signed webhooks; some twice, some late.
 *
 * A seed decides everything but the time. Bounded: too many orders alive at once are not placed.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { deliverWebhook, retryMillisDefault, type Tried } from './deliver-webhook.ts';
import { makeDraft } from './order-draft.ts';
import { type Action, planLife } from './order-life.ts';
import { type PlannedAction, type PlannedDelivery, planDeliveries } from './plan-deliveries.ts';
import { makeRandom } from './random.ts';
import type { ShopCounts, SimulatedShopSettings } from './shop-settings.ts';
import { shopTime } from './shop-time.ts';

export type { ShopCounts, SimulatedShopSettings };

/** Orders alive at once; an order lives for half a minute or so, longer while its webhooks are retried. */
const livesMax = 500;
const pauseMillisDefault = [2_000, 9_000] as const;
const offsetMinutesDefault = -300;

export type SimulatedShop = {
  readonly counts: () => ShopCounts;
  /** Resolves when the last of `ordersMax` orders has lived its life and all webhooks are out. */
  readonly finished: Promise<void>;
  /** Stops at once: no webhook is sent after it resolves. */
  readonly close: () => Promise<void>;
};

type Shop = {
  readonly settings: SimulatedShopSettings;
  readonly counts: { -readonly [Key in keyof ShopCounts]: number };
  /** Ends all waiting and all requests. */
  readonly stop: AbortSignal;
};

const hear = ({ settings, counts }: Shop, tried: Tried): void => {
  if (tried.outcome === 'accepted') counts.accepted += 1;
  else counts.failedAttempts += 1;
  if (tried.outcome === 'given-up') counts.givenUp += 1;
  settings.report?.(tried);
};

const send = async (shop: Shop, orderId: string, planned: PlannedDelivery): Promise<void> => {
  const { settings, stop } = shop;
  const { webhookUrl: url, retryMillis = retryMillisDefault } = settings;
  await pause(planned.lateMillis, stop);
  const report = (tried: Tried): void => hear(shop, tried);
  await deliverWebhook({ url, retryMillis, stop, report }, orderId, planned.delivery);
};

/** Waits so long, or until the shop stops. */
const pause = (millis: number, stop: AbortSignal): Promise<void> =>
  delay(millis, undefined, { signal: stop }).catch(throwUnless(stop));

/** Whole seconds, and always later than the action before. */
const nextSecond = (now: number, before: number): number =>
  Math.max(Math.floor(now / 1_000) * 1_000, before + 1_000);

const liveOrder = async (shop: Shop, number: number): Promise<void> => {
  const { settings, counts, stop } = shop;
  const { now = Date.now, offsetMinutes = offsetMinutesDefault, oddRatio = 0.01 } = settings;
  const [pauseMin, pauseMax] = settings.pauseMillis ?? pauseMillisDefault;
  // A series of its own: what other orders do, and when, does not change this one.
  const random = makeRandom(`${settings.seed}/${number}`);
  let second = nextSecond(now(), 0);
  const createdAt = shopTime(second, offsetMinutes);
  let order = makeDraft(random, { number, createdAt, odd: random.chance(oddRatio) });
  const sending: Promise<void>[] = [];
  const trigger = (action: Action): void => {
    const at = shopTime(second, offsetMinutes);
    order = { ...action.change(order, at), updated_at: at };
    const triggered = { topics: action.topics, order, triggeredAt: new Date(second) };
    const planned = planDeliveries({ ...settings, lateMillisMax: pauseMax }, random, triggered);
    count(counts, planned);
    for (const webhook of planned.webhooks) {
      sending.push(send(shop, order.id, webhook).catch(throwUnless(stop)));
    }
  };
  const [creation, ...later] = planLife(random, order);
  trigger(creation);
  for (const action of later) {
    await pause(random.int(pauseMin, pauseMax), stop);
    if (stop.aborted) break;
    second = nextSecond(now(), second);
    trigger(action);
  }
  await Promise.all(sending);
};

const count = (counts: Shop['counts'], planned: PlannedAction): void => {
  counts.actions += 1;
  counts.webhooks += planned.webhooks.length;
  counts.late += planned.webhooks.filter(({ lateMillis }) => lateMillis > 0).length;
  counts.duplicates += planned.duplicates;
  counts.dropped += planned.dropped;
};

/** Places orders until the shop stops; resolves when all of them have lived their lives. */
const placeOrders = async (shop: Shop): Promise<void> => {
  const { settings, counts, stop } = shop;
  const { ratePerMinute, ordersMax = Number.POSITIVE_INFINITY } = settings;
  const alive = new Set<Promise<void>>();
  for (let number = 1; number <= ordersMax && !stop.aborted; number += 1) {
    if (alive.size >= livesMax) counts.skipped += 1;
    else {
      counts.orders += 1;
      const life: Promise<void> = liveOrder(shop, number).finally(() => alive.delete(life));
      alive.add(life);
    }
    await pause(60_000 / ratePerMinute, stop);
  }
  await Promise.all(alive);
};

/** Being stopped is no failure; everything else is. */
const throwUnless =
  (stop: AbortSignal) =>
  (error: unknown): void => {
    if (!stop.aborted) throw error;
  };

const noCounts = (): Shop['counts'] => ({
  ...{ orders: 0, skipped: 0, actions: 0, webhooks: 0, duplicates: 0 },
  ...{ late: 0, dropped: 0, accepted: 0, failedAttempts: 0, givenUp: 0 },
});

/** Opens the shop; the first order is placed at once. */
export const startSimulatedShop = (settings: SimulatedShopSettings): SimulatedShop => {
  const stop = new AbortController();
  // Every waiting delivery listens to it.
  setMaxListeners(0, stop.signal);
  const shop: Shop = { settings, counts: noCounts(), stop: stop.signal };
  const finished = placeOrders(shop);
  return {
    counts: () => ({ ...shop.counts }),
    finished,
    close: () => {
      stop.abort();
      return finished;
    },
  };
};
