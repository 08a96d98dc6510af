/**
 * A shop with made-up customers: orders at a scenario's rate, each living its life, every action
 * delivered as signed webhooks; some twice, some late, some never.
 *
 * A seed decides everything but the time. Bounded: with too many orders alive the next one waits.
 */
import { setMaxListeners } from 'node:events';
import { Agent } from 'node:http';
import type { DeliverySettings, Tried } from './deliver-webhook.ts';
import { liveOrder, pause } from './live-order.ts';
import type { PlannedDelivery } from './plan-deliveries.ts';
import { patienceDefault } from './post-webhook.ts';
import { type Habits, type ScenarioName, scenarios } from './scenarios.ts';
import type { ShopCounts, ShopState, SimulatedShopSettings } from './shop-settings.ts';
import { makeSubscriptions, type Subscriptions } from './subscriptions.ts';

export type { ShopCounts, ShopState, SimulatedShopSettings };

/** Orders alive at once; an order lives for half a minute or so, longer while its webhooks are retried. */
const livesMax = 1_000;
/** Requests at once; more wait for a connection. */
const connectionsMax = 64;
const clockFactorDefault = 60;

export type SimulatedShop = {
  readonly settings: () => ShopState;
  readonly counts: () => ShopCounts;
  /** From the next order on, which is placed at once. */
  readonly setScenario: (name: ScenarioName, given?: { readonly ratePerMinute?: number }) => void;
  /** Subscribes again to the topics whose subscription was deleted. */
  readonly restoreSubscriptions: () => void;
  /** Resolves when the last of `ordersMax` orders has lived its life and all webhooks are out. */
  readonly finished: Promise<void>;
  /** Stops at once: no webhook is sent after it resolves. */
  readonly close: () => Promise<void>;
};

type Counts = { -readonly [Key in keyof Omit<ShopCounts, 'subscriptionsDeleted'>]: number };

type Shop = {
  readonly settings: SimulatedShopSettings;
  readonly counts: Counts;
  readonly subscriptions: Subscriptions;
  /** Changed at run time. */
  readonly now: { scenario: ScenarioName; habits: Habits; changed: AbortController };
  readonly agent: Agent;
  /** Ends all waiting and all requests. */
  readonly stop: AbortSignal;
};

const hear = ({ settings, counts, subscriptions }: Shop, tried: Tried): void => {
  if (tried.outcome === 'accepted') counts.accepted += 1;
  else counts.failedAttempts += 1;
  if (tried.outcome === 'given-up') counts.givenUp += 1;
  subscriptions.hear(tried);
  settings.report?.(tried);
};

const admit = (
  { counts, subscriptions }: Shop,
  planned: readonly PlannedDelivery[],
): readonly PlannedDelivery[] => {
  const kept = planned.filter(({ dropped }) => !dropped);
  const sent = kept.filter(({ delivery }) => subscriptions.has(delivery.topic));
  counts.actions += 1;
  counts.webhooks += sent.length;
  counts.late += sent.filter(({ lateMillis }) => lateMillis > 0).length;
  counts.duplicates += sent.filter(({ duplicate }) => duplicate).length;
  counts.dropped += planned.length - kept.length;
  counts.unsubscribed += kept.length - sent.length;
  return sent;
};

const deliveryOf = (shop: Shop): DeliverySettings => {
  const {
    webhookUrl: url,
    clockFactor = clockFactorDefault,
    patience = patienceDefault,
  } = shop.settings;
  const report = (tried: Tried): void => hear(shop, tried);
  return { url, agent: shop.agent, clockFactor, patience, stop: shop.stop, report };
};

/** Places orders until the shop stops; resolves when all of them have lived their lives. */
const placeOrders = async (shop: Shop): Promise<void> => {
  const { settings, counts, stop } = shop;
  const { ordersMax = Number.POSITIVE_INFINITY } = settings;
  const delivery = deliveryOf(shop);
  const alive = new Set<Promise<void>>();
  for (let number = 1; number <= ordersMax && !stop.aborted; number += 1) {
    counts.orders += 1;
    const place = { settings, habits: shop.now.habits, delivery, stop };
    const life: Promise<void> = liveOrder(
      { ...place, admit: (planned) => admit(shop, planned) },
      number,
    ).finally(() => alive.delete(life));
    alive.add(life);
    if (alive.size >= livesMax) await Promise.race(alive);
    await untilNext(shop);
  }
  await Promise.all(alive);
};

/** Waits for the next order's time; another scenario has another. */
const untilNext = ({ now, stop }: Shop): Promise<void> =>
  pause(60_000 / now.habits.ratePerMinute, AbortSignal.any([stop, now.changed.signal]));

const noCounts = (): Counts => ({
  ...{ orders: 0, actions: 0, webhooks: 0, duplicates: 0, late: 0, dropped: 0 },
  ...{ unsubscribed: 0, accepted: 0, failedAttempts: 0, givenUp: 0 },
});

const makeShop = (settings: SimulatedShopSettings, stop: AbortSignal): Shop => {
  const { scenario = 'steady' } = settings;
  const habits = { ...scenarios[scenario], ...settings.habits };
  return {
    settings,
    counts: noCounts(),
    subscriptions: makeSubscriptions(settings.subscriptionBook),
    now: { scenario, habits, changed: new AbortController() },
    agent: new Agent({ keepAlive: true, maxSockets: connectionsMax }),
    stop,
  };
};

const stateOf = ({ settings: { seed, shop }, now, subscriptions }: Shop): ShopState => ({
  ...now.habits,
  ...{ scenario: now.scenario, seed, shop, deletedTopics: subscriptions.deleted() },
});

const setScenario = (
  { now }: Shop,
  name: ScenarioName,
  given: { readonly ratePerMinute?: number } = {},
): void => {
  const { changed } = now;
  now.scenario = name;
  now.habits = { ...scenarios[name], ...given };
  now.changed = new AbortController();
  changed.abort();
};

/** Opens the shop; the first order is placed at once. */
export const startSimulatedShop = (settings: SimulatedShopSettings): SimulatedShop => {
  const stop = new AbortController();
  // Every waiting delivery listens to it.
  setMaxListeners(0, stop.signal);
  const shop = makeShop(settings, stop.signal);
  const finished = placeOrders(shop).finally(() => shop.agent.destroy());
  return {
    settings: () => stateOf(shop),
    counts: () => ({
      ...shop.counts,
      subscriptionsDeleted: shop.subscriptions.deleted().length,
    }),
    setScenario: (name, given) => setScenario(shop, name, given),
    restoreSubscriptions: shop.subscriptions.restore,
    finished,
    close: () => {
      stop.abort();
      return finished;
    },
  };
};
