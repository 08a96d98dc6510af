import { describe, expect, it } from 'vitest';
import type { Tried } from '../../cdk/local/shop/deliver-webhook.ts';
import { makeSubscriptions } from '../../cdk/local/shop/subscriptions.ts';
import { makeWebhookRegistry } from '../../cdk/local/shop-admin/webhook-registry.ts';

describe('a subscription', () => {
  const tried = (webhookId: string, outcome: Tried['outcome'], topic = 'orders/paid'): Tried => ({
    ...{ topic, orderId: '1', webhookId, attempt: 1, status: 503, millis: 1 },
    outcome,
  });

  it('that Shopify deleted is missing in the book, until it is made again by anybody', () => {
    const registry = makeWebhookRegistry(() => 0);
    registry.subscribe(['orders/paid', 'orders/create'], 'https://bridge.example');
    const subscriptions = makeSubscriptions(registry.book);
    const fail = () => {
      for (let count = 0; count < 8; count += 1) subscriptions.hear(tried('a', 'will-retry'));
    };
    const topics = () => registry.all().map(({ topic }) => topic);

    fail();
    expect([topics(), subscriptions.deleted()]).toEqual([['ORDERS_CREATE'], ['orders/paid']]);
    registry.create('ORDERS_PAID', { uri: 'https://bridge.example' });
    expect([subscriptions.has('orders/paid'), subscriptions.deleted()]).toEqual([true, []]);

    fail();
    subscriptions.restore();
    expect([topics().sort(), subscriptions.has('orders/paid')]).toEqual([
      ['ORDERS_CREATE', 'ORDERS_PAID'],
      true,
    ]);
  });

  it('is deleted by eight failures in a row of one webhook', () => {
    const subscriptions = makeSubscriptions();
    for (let failure = 1; failure <= 7; failure += 1) subscriptions.hear(tried('a', 'will-retry'));
    expect(subscriptions.has('orders/paid')).toBe(true);

    subscriptions.hear(tried('a', 'will-retry'));

    expect(subscriptions.has('orders/paid')).toBe(false);
    expect([subscriptions.has('orders/create'), subscriptions.deleted()]).toEqual([
      true,
      ['orders/paid'],
    ]);
  });

  it('outlives one failure each of many webhooks, and what is interrupted by a success', () => {
    const subscriptions = makeSubscriptions();
    for (let each = 0; each < 100; each += 1) {
      subscriptions.hear(tried(`many-${each}`, 'will-retry'));
    }
    for (let failure = 1; failure <= 14; failure += 1) {
      subscriptions.hear(tried('a', 'will-retry'));
      if (failure % 7 === 0) subscriptions.hear(tried('b', 'accepted'));
    }

    expect(subscriptions.deleted()).toEqual([]);
  });
});
