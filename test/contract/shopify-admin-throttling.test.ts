/** Shopify's bucket: nothing is asked that it cannot pay, and being throttled is waited out, within bounds. */
import { describe, expect, it } from 'vitest';
import { noOrders, startAdmin, tell, throttle, window } from './shopify-admin-scene.ts';
import { reply } from './wms-server.ts';

describe('a query', () => {
  it('waits until the bucket can pay what it asks for', async () => {
    // 253 are asked for, 53 are there and 100 come back each second.
    await using shopify = await startAdmin((_, response) =>
      tell(response, noOrders, { requested: 253, available: 53 }),
    );

    await shopify.api.changed(window);
    expect(shopify.clock.slept).toEqual([]);
    await shopify.api.changed(window);

    expect(shopify.clock.slept).toEqual([2_000]);
  });

  it('goes at once when the bucket has filled again', async () => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, noOrders, { requested: 253, available: 53 }),
    );

    await shopify.api.changed(window);
    shopify.clock.now += 2_000;
    await shopify.api.changed(window);

    expect(shopify.clock.slept).toEqual([]);
  });

  it('counts by what Shopify asked for it before, not by the formula', async () => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, noOrders, { requested: 12, available: 53 }),
    );

    await shopify.api.changed(window);
    await shopify.api.changed(window);

    expect(shopify.clock.slept).toEqual([]);
  });

  it('waits for a full bucket and no longer, where it would cost more than that', async () => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, noOrders, { requested: 253, available: 0, maximum: 100 }),
    );

    await shopify.api.changed(window);
    await shopify.api.changed(window);

    expect(shopify.clock.slept).toEqual([1_000]);
  });

  it('reserves what it asks for, so that others that go with it wait', async () => {
    // Told 506 there: two can go together, the third waits for what it lacks.
    await using shopify = await startAdmin((_, response) =>
      tell(response, noOrders, { requested: 253, available: 506 }),
    );

    await shopify.api.changed(window);
    await Promise.all([1, 2, 3].map(() => shopify.api.changed(window)));

    expect(shopify.clock.slept).toEqual([2_530]);
  });

  it('is not asked at all where it would wait longer than a call may', async () => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, noOrders, { requested: 253, available: 0, restored: 10 }),
    );

    await shopify.api.changed(window);

    const answers = [await shopify.api.changed(window), await shopify.api.changed(window)];

    // Nothing is reserved for the one that did not wait: the next would wait no longer.
    const throttled = { kind: 'throttled', seconds: 26 };
    expect(answers).toEqual([throttled, throttled]);
    expect(shopify.asked).toHaveLength(1);
    expect(shopify.clock.slept).toEqual([]);
  });
});

describe('a throttled query', () => {
  it('is sent again when the bucket can pay it', async () => {
    await using shopify = await startAdmin((_, response, count) =>
      count === 1
        ? throttle(response, { requested: 253, available: 3 })
        : tell(response, noOrders, { requested: 253, available: 1_500 }),
    );

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.clock.slept).toEqual([3_000]);
  });

  it.each([
    ['says when', { 'retry-after': '7' }, 7_000],
    ['says when as Shopify does', { 'retry-after': '2.0' }, 2_000],
    ['says a fraction', { 'retry-after': '2.1' }, 3_000],
    ['says at once', { 'retry-after': '0' }, 1_000],
    ['does not say when', {}, 1_000],
    ['says something else', { 'retry-after': 'soon' }, 1_000],
  ])('with 429 that %s is sent again', async (_, headers, slept) => {
    await using shopify = await startAdmin((_asked, response, count) =>
      count === 1 ? reply(response, 429, '', headers) : tell(response, noOrders),
    );

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.clock.slept).toEqual([slept]);
  });

  it('is given up after four tries', async () => {
    await using shopify = await startAdmin((_, response) => reply(response, 429));

    expect(await shopify.api.changed(window)).toEqual({ kind: 'throttled', seconds: 1 });
    expect(shopify.asked).toHaveLength(4);
  });

  it('is given up where it would wait longer than a call may', async () => {
    await using shopify = await startAdmin((_, response) =>
      reply(response, 429, '', { 'retry-after': '12' }),
    );

    // 12 s once, and the next 12 s do not fit into 20.
    expect(await shopify.api.changed(window)).toEqual({ kind: 'throttled', seconds: 12 });
    expect(shopify.asked).toHaveLength(2);
  });

  it('is a mutation’s, too: nothing was done of it', async () => {
    await using shopify = await startAdmin((_, response, count) => {
      if (count === 1) return throttle(response, { requested: 13, available: 0 });
      tell(response, {
        webhookSubscriptionCreate: { webhookSubscription: null, userErrors: [] },
      });
    });

    expect(await shopify.api.subscribe('orders/create', 'https://x.example.com')).toEqual({
      kind: 'rejected',
      fault: 'no reason given',
    });
  });
});
