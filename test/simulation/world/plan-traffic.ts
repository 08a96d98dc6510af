/**
 * Who orders what and when: orders, their versions, and each version's webhooks with the lateness,
 * disorder and doubling that Shopify has.
 */
import type { Draw } from '../contracts.ts';
import { between, choose, happens } from '../engine/draw.ts';
import { weighted } from './chance.ts';
import type { OrderContent } from './order-content.ts';
import { drawContents } from './plan-contents.ts';

export type ShapeName =
  | 'alone'
  | 'two-an-hour'
  | 'five-a-minute'
  | 'fifty-a-minute'
  | 'flash-sale'
  | 'trickle';

export type Shape = {
  readonly name: ShapeName;
  readonly orders: number;
  /** In which the orders come, but for stragglers. */
  readonly windowMillis: number;
};

export type PlannedWebhook = {
  /** For instance `webhook/3/2/1`: the first of the third order's second version. */
  readonly name: string;
  readonly at: number;
  readonly topic: string;
};

export type PlannedVersion = {
  /** Shopify's `updated_at` in whole seconds, since the run's beginning. */
  readonly second: number;
  /** When the shop has it, and when its search shows it: milliseconds since the run's beginning. */
  readonly changedAt: number;
  readonly indexedAt: number;
  readonly content: OrderContent;
  /** None where all of them are lost for good. */
  readonly webhooks: readonly PlannedWebhook[];
};

export type PlannedOrder = {
  /** For instance `order/3`. */
  readonly name: string;
  readonly orderId: string;
  readonly versions: readonly PlannedVersion[];
};

export type PlannedExtra = {
  /** For instance `malformed/1`. */
  readonly name: string;
  readonly kind: 'malformed' | 'deleted' | 'other-topic' | 'forged' | 'unknown-deleted';
  readonly at: number;
};

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Orders and the time they take. A trickle is for outages of days: every try of an order is an event. */
const shapes: readonly {
  readonly name: ShapeName;
  readonly share: number;
  readonly orders: readonly [number, number];
  readonly millisPerOrder: number;
}[] = [
  { name: 'alone', share: 0.08, orders: [1, 1], millisPerOrder: minute },
  { name: 'two-an-hour', share: 0.2, orders: [2, 8], millisPerOrder: 30 * minute },
  { name: 'five-a-minute', share: 0.27, orders: [5, 20], millisPerOrder: 12 * second },
  { name: 'fifty-a-minute', share: 0.2, orders: [15, 60], millisPerOrder: 1_200 },
  { name: 'flash-sale', share: 0.13, orders: [20, 60], millisPerOrder: 100 },
  { name: 'trickle', share: 0.12, orders: [1, 4], millisPerOrder: 20 * minute },
];

export const drawShape = (draw: Draw): Shape => {
  const shape = weighted(
    draw,
    'shape',
    shapes.map((one) => [one, one.share] as const),
  );
  const orders = between(draw, 'orders', ...shape.orders);
  return { name: shape.name, orders, windowMillis: orders * shape.millisPerOrder };
};

/** Every fourth order or so comes at any time until a while after the last outage. */
const stragglerShare = 0.25;

/** How Shopify treats what it has: all of it told at once, and shown at once, unless it is said otherwise. */
export type Telling = {
  /** Of so many versions no webhook ever comes. */
  readonly lostShare: number;
  /** How far its search lags behind, at most. */
  readonly lagMillisMax: number;
};

export const drawOrders = (
  draw: Draw,
  shape: Shape,
  lastEnd: number,
  telling: Telling,
): readonly PlannedOrder[] =>
  Array.from({ length: shape.orders }, (_, index) => {
    const name = `order/${index + 1}`;
    const isLate = happens(draw, `${name}/straggler`, stragglerShare);
    const span = isLate ? Math.max(lastEnd, shape.windowMillis) + 2 * minute : shape.windowMillis;
    return drawOrder(draw, telling, index, Math.floor(draw(`${name}/at`) * span));
  });

const drawOrder = (draw: Draw, telling: Telling, index: number, at: number): PlannedOrder => {
  const name = `order/${index + 1}`;
  const contents = drawContents(draw, name);
  let millis = at;
  const versions = contents.map((content, nth) => {
    if (nth > 0) millis += gapMillis(draw, `${name}/gap/${nth}`);
    const updatedAt = Math.floor(millis / second);
    const version = `webhook/${index + 1}/${nth + 1}`;
    const isLost = happens(draw, `${version}/lost`, telling.lostShare);
    const webhooks = isLost ? [] : drawWebhooks(draw, version, millis, nth, content);
    // Counted from the version that people see; small lags as often as large ones.
    const lag = Math.floor(draw(`${version}/lag`) ** 2 * telling.lagMillisMax);
    const indexedAt = Math.max(millis, updatedAt * second + lag);
    return { second: updatedAt, changedAt: millis, indexedAt, content, webhooks };
  });
  // More than a number can hold exactly, as Shopify's own are.
  return { name, orderId: `8209829119461${54_000 + index}`, versions };
};

/** Often within the same second: Shopify's clock has whole ones. */
const gapMillis = (draw: Draw, name: string): number => {
  const kind = draw(`${name}/kind`);
  if (kind < 0.2) return 0;
  if (kind < 0.55) return Math.floor(draw(name) * 5 * second);
  if (kind < 0.9) return Math.floor(draw(name) * 2 * minute);
  return Math.floor(draw(name) * hour);
};

const drawWebhooks = (
  draw: Draw,
  name: string,
  changedAt: number,
  nth: number,
  { cancelled }: OrderContent,
): readonly PlannedWebhook[] => {
  const topic = cancelled ? 'orders/cancelled' : nth === 0 ? 'orders/create' : 'orders/updated';
  const extra = between(draw, `${name}/extra`, 0, 9);
  const copies = extra < 6 ? 0 : extra < 9 ? 1 : 2;
  return Array.from({ length: 1 + copies }, (_, copy) => {
    const webhook = `${name}/${copy + 1}`;
    const again = copy === 0 ? 0 : Math.floor(draw(`${webhook}/again`) * 10 * minute);
    const sibling = copy > 0 && happens(draw, `${webhook}/sibling`, 0.5);
    return {
      name: webhook,
      at: changedAt + latenessMillis(draw, webhook) + again,
      topic: sibling ? choose(draw, `${webhook}/topic`, ['orders/paid', 'orders/updated']) : topic,
    };
  });
};

/** Mostly a second; sometimes so much that another one overtakes; seldom hours. */
const latenessMillis = (draw: Draw, name: string): number => {
  const kind = draw(`${name}/lateness`);
  const share = draw(`${name}/late`);
  if (kind < 0.85) return 100 + Math.floor(share * 2 * second);
  if (kind < 0.97) return Math.floor(share * 90 * second);
  if (kind < 0.995) return Math.floor(share * 10 * minute);
  return Math.floor(share * 6 * hour);
};

const extraShares: readonly (readonly [PlannedExtra['kind'], number])[] = [
  ['malformed', 0.08],
  ['deleted', 0.06],
  ['other-topic', 0.06],
  ['forged', 0.08],
  ['unknown-deleted', 0.03],
];

export const drawExtras = (draw: Draw, { windowMillis }: Shape): readonly PlannedExtra[] =>
  extraShares.flatMap(([kind, share]) => {
    const name = `${kind}/1`;
    if (!happens(draw, name, share)) return [];
    // Late enough that some order is known by then, for the kinds that need one.
    return [{ name, kind, at: windowMillis + Math.floor(draw(`${name}/at`) * 5 * minute) }];
  });
