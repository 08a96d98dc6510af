import { describe, expect, it } from 'vitest';
import { type At, accepted, brokenBy, fault, queued, v } from './histories.ts';
import type { OrderContent } from './world/order-content.ts';
import type { ShopVersion } from './world/shop-orders.ts';
import type { ShopifyFacts } from './world/shopify-facts.ts';
import type { WorldEvent } from './world/world-events.ts';

const start = Date.parse(v(0));
const minute = 60_000;
const orderId = '820982911946154508';
const utc = (millis: number): string =>
  new Date(start + millis).toISOString().replace('.000Z', 'Z');

const order: ShopVersion = {
  ...{ orderId, name: 'order/1', version: v(0), instant: start },
  ...{ changedAt: start, indexedAt: start + minute },
  content: { mark: 'a' } as OrderContent,
};
/** One order of the first second, which the search shows a minute later. */
const shopify: ShopifyFacts = {
  orders: {
    orderAt: () => order,
    orderBefore: () => order,
    indexAt: (at) => (at >= order.indexedAt ? [order] : []),
    newest: () => [],
  },
  foundDueAt: () => start + 7 * minute,
};

const asked = (from: number, until: number): WorldEvent => ({
  ...{ kind: 'asked-changes', environment: 'reconcile-orders/1', after: null },
  ...{ from: utc(from), until: utc(until) },
});
const watermark = (until: number, holder?: string, leaseUntil = 0): WorldEvent => ({
  kind: 'watermark',
  watermark: {
    ...{ until: utc(until), unfinished: null, lettersUpTo: null },
    ...{ undelivered: [], undeliveredUpTo: null },
    ...(holder === undefined ? {} : { worker: { holder, until: start + leaseUntil } }),
  },
});
const told = (facts: object): WorldEvent => ({
  ...{ kind: 'told', environment: 'reconcile-orders/1', orderId, facts },
});
const missed = (version = v(0)): WorldEvent =>
  told({ stage: 'reconciled', facts: { cause: 'missed', order_version: version, run: 'r1' } });
const polled = (count: number): WorldEvent =>
  told({ reconciliation: { kind: 'polled', run: 'r1', stamps: { missed: count } } });
const found = (messageId: string): WorldEvent => ({
  ...(queued(messageId) as Extract<WorldEvent, { kind: 'queued' }>),
  origin: 'reconciliation',
});

const broken = (...history: readonly At[]) => brokenBy(history, { shopify });
const day = 24 * 60 * minute;
const begun: At = [0, watermark(-day)];

describe('reconciliation', () => {
  it('may come as far as it handled', () => {
    expect(
      broken(
        begun,
        [4 * minute, asked(-day, 2 * minute)],
        [4 * minute + 1, found('m1')],
        [4 * minute + 2, accepted()],
        [4 * minute + 3, missed()],
        [4 * minute + 4, watermark(2 * minute)],
        [4 * minute + 5, polled(1)],
        [4 * minute + 6, { kind: 'unqueued', queue: 'orders', messageId: 'm1' }],
      ),
    ).toBeUndefined();
  });

  it('may pass what the search did not show when it asked', () => {
    expect(
      broken(
        begun,
        [30_000, asked(-day, -90_000)],
        [2 * minute, asked(-day, 0)],
        [2 * minute, { kind: 'reread', orderId, version: v(0) }],
        [2 * minute, watermark(0)],
      ),
    ).toBeUndefined();
  });

  it.each<[string, readonly At[]]>([
    [
      'the watermark passes nothing that was shown',
      [
        [4 * minute, asked(-day, 2 * minute)],
        [4 * minute + 1, watermark(2 * minute)],
      ],
    ],
    ['the watermark passes nothing that was shown', [[4 * minute, watermark(2 * minute)]]],
    [
      'the watermark passes nothing for good',
      [
        // Asked before the search showed it, and come so far that nobody asks for it again.
        [30_000, asked(-day, -90_000)],
        [8 * minute, asked(minute, 6 * minute)],
        [8 * minute, watermark(6 * minute)],
      ],
    ],
    [
      'the watermark never goes back',
      [
        [4 * minute, asked(-2 * day, -2 * day)],
        [4 * minute + 1, watermark(-2 * day)],
      ],
    ],
    [
      'the watermark is one run’s at a time',
      [
        [minute, watermark(-day, 'one', 3 * minute)],
        [minute + 1, watermark(-day, 'two', 3 * minute)],
      ],
    ],
    ['what is young is left to its webhook', [[minute, asked(-day, 0)]]],
    [
      'what is on its way is left alone',
      [
        [0, queued('m1')],
        [4 * minute, found('m2')],
      ],
    ],
    [
      'a missed webhook is counted once',
      [
        [4 * minute, missed()],
        [8 * minute, missed()],
      ],
    ],
    ['a missed webhook is counted once', [[4 * minute, polled(1)]]],
    ['what was missed is found in time', [[8 * minute, accepted()]]],
  ])('breaks: %s', (invariant, history) => {
    expect(broken(begun, ...history)).toBe(invariant);
  });

  it('may send once more what a fault may have kept from being marked', () => {
    const again: readonly At[] = [
      [0, found('m1')],
      [1, { kind: 'unqueued', queue: 'orders', messageId: 'm1' }],
      [4 * minute, found('m2')],
    ];
    expect(broken(begun, ...again)).toBe('what is on its way is left alone');
    expect(broken(begun, [0, fault], ...again)).not.toBe('what is on its way is left alone');
  });
});
