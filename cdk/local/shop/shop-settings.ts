/**
 * How a simulated shop behaves, and what it counts.
 */
import type { Tried } from './deliver-webhook.ts';

export type SimulatedShopSettings = {
  readonly webhookUrl: string;
  /** Signs the webhooks. */
  readonly secret: string;
  /** `*.myshopify.com` */
  readonly shop: string;
  /** New orders per minute; each brings two to four webhooks and more over the next seconds. */
  readonly ratePerMinute: number;
  readonly seed: string;
  /** Hears of every attempt to deliver. @default - nobody does */
  readonly report?: (tried: Tried) => void;
  /** Milliseconds since 1970. @default - the clock of this machine */
  readonly now?: () => number;
  /** The shop stops placing orders after so many. @default - it never does */
  readonly ordersMax?: number;
  /** The shop's offset from UTC. @default -300 */
  readonly offsetMinutes?: number;
  /** Between two actions of an order. @default 2 to 9 seconds */
  readonly pauseMillis?: readonly [min: number, max: number];
  /** Share of webhooks that come twice. @default 0.1 */
  readonly duplicateRatio?: number;
  /** Share of webhooks that come late, often after the next action's. @default 0.1 */
  readonly lateRatio?: number;
  /** Share of webhooks that never come. @default 0 */
  readonly dropRatio?: number;
  /** Share of orders that no WMS can work with. @default 0.01 */
  readonly oddRatio?: number;
  /** Before each retry. @default - from half a second, doubling, 8 times */
  readonly retryMillis?: readonly number[];
};

export type ShopCounts = {
  readonly orders: number;
  /** Orders not placed because too many were alive. */
  readonly skipped: number;
  readonly actions: number;
  /** Webhooks to deliver, duplicates included. */
  readonly webhooks: number;
  readonly duplicates: number;
  readonly late: number;
  readonly dropped: number;
  /** Webhooks answered 2xx in the end. */
  readonly accepted: number;
  /** Attempts that were answered otherwise, or not at all. */
  readonly failedAttempts: number;
  readonly givenUp: number;
};
