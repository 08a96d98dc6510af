/**
 * How a simulated shop is opened, and what it counts.
 */
import type { Tried } from './deliver-webhook.ts';
import type { ShapeName } from './order-shapes.ts';
import type { Patience } from './post-webhook.ts';
import type { Habits, ScenarioName } from './scenarios.ts';
import type { SubscriptionBook } from './subscriptions.ts';

/** Where a shop keeps its orders: each in its newest state, also while no webhook tells it. */
export type OrderBook = {
  /** In the shape that its webhooks have, with ids as digits. */
  readonly put: (order: { readonly id: string; readonly updated_at: string }) => unknown;
  readonly remove: (orderId: string) => void;
};

export type SimulatedShopSettings = {
  readonly webhookUrl: string;
  /** Signs the webhooks. */
  readonly secret: string;
  /** `*.myshopify.com` */
  readonly shop: string;
  /** Decides everything but the time. */
  readonly seed: string;
  /** @default 'steady' */
  readonly scenario?: ScenarioName;
  /** Instead of the scenario's own. @default - none */
  readonly habits?: Partial<Habits>;
  /** Hears of every attempt to deliver. @default - nobody does */
  readonly report?: (tried: Tried) => void;
  /** Told of every order before its webhooks are sent. @default - the shop keeps none */
  readonly orderBook?: OrderBook | undefined;
  /** Which topics are subscribed to. @default - all, but those that kept failing */
  readonly subscriptionBook?: SubscriptionBook | undefined;
  /** Milliseconds since 1970. @default - the clock of this machine */
  readonly now?: () => number;
  /** The shop stops placing orders after so many. @default - it never does */
  readonly ordersMax?: number;
  /** The shop's offset from UTC. @default -300 */
  readonly offsetMinutes?: number;
  /** How much faster than Shopify's the clock of retries runs. @default 60, an hour is a minute */
  readonly clockFactor?: number;
  /** How long it waits for a connection and for an answer. @default - Shopify's 1 s and 5 s */
  readonly patience?: Patience;
  /** The shapes that take turns where the scenario takes every one. @default - all */
  readonly shapes?: readonly ShapeName[];
};

/** What a shop is doing now. */
export type ShopState = Habits & {
  readonly scenario: ScenarioName;
  readonly seed: string;
  readonly shop: string;
  /** Topics whose subscription Shopify has deleted, because it kept failing. */
  readonly deletedTopics: readonly string[];
};

export type ShopCounts = {
  readonly orders: number;
  readonly actions: number;
  /** Webhooks to deliver, duplicates included. */
  readonly webhooks: number;
  readonly duplicates: number;
  readonly late: number;
  readonly dropped: number;
  /** Webhooks that nobody was sent, because the subscription was deleted. */
  readonly unsubscribed: number;
  /** Webhooks answered 2xx in the end. */
  readonly accepted: number;
  /** Attempts that were answered otherwise, or not at all. */
  readonly failedAttempts: number;
  readonly givenUp: number;
  /** Subscriptions that are deleted now. */
  readonly subscriptionsDeleted: number;
};
