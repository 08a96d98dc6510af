/** The simulated shop, against a door that writes everything down. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { shopTime } from '../../cdk/local/shop/shop-time.ts';
import {
  type SimulatedShop,
  type SimulatedShopSettings,
  startSimulatedShop,
} from '../../cdk/local/shop/simulated-shop.ts';
import { type HttpServer, readBody, sendAnswer, serveHttp } from '../../cdk/local/wms/http.ts';

type Arrived = { readonly headers: IncomingHttpHeaders; readonly text: string };

const secret = 'hush-hush-hush-hush-hush-hush-02';
const open: (SimulatedShop | HttpServer)[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

/** A door that answers with `statusOf` the n-th request, and a shop that hurries. */
const start = async (
  given: Partial<SimulatedShopSettings> = {},
  statusOf: (count: number) => number = () => 200,
) => {
  const arrived: Arrived[] = [];
  const door = await serveHttp(0, async (request, response) => {
    const body = await readBody(request, 1_000_000);
    arrived.push({ headers: request.headers, text: String(body) });
    sendAnswer(response, { status: statusOf(arrived.length) });
  });
  open.push(door);
  const shop = startSimulatedShop({
    ...{ webhookUrl: `${door.url}/webhooks/shopify`, secret, shop: 'demo.myshopify.com' },
    ...{ ratePerMinute: 60_000, seed: 'one', ordersMax: 40, oddRatio: 0 },
    ...{ now: () => Date.parse('2026-11-22T10:00:00.750Z'), pauseMillis: [1, 5] as const },
    ...{ retryMillis: [1, 2, 4, 8, 16, 32, 64, 128] },
    ...given,
  });
  open.push(shop);
  return { shop, arrived };
};

const digest = (arrived: readonly Arrived[]): string => {
  const all = arrived.map(({ text, headers }) => `${headers['x-shopify-webhook-id']} ${text}`);
  return createHash('sha256').update(all.sort().join('\n')).digest('hex');
};

const idOf = ({ text }: Arrived): string =>
  /"admin_graphql_api_id":"gid:\\\/\\\/shopify\\\/Order\\\/(\d+)"/.exec(text)?.[1] ?? '';

describe('the simulated shop', () => {
  it('signs every webhook and sends all of Shopify’s headers', async () => {
    const { shop, arrived } = await start();
    await shop.finished;

    const wrong = arrived.filter(
      ({ headers, text }) =>
        headers['x-shopify-hmac-sha256'] !==
        createHmac('sha256', secret).update(text).digest('base64'),
    );
    const missing = arrived.flatMap(({ headers }) =>
      ['topic', 'shop-domain', 'api-version', 'webhook-id', 'event-id', 'triggered-at'].filter(
        (name) => headers[`x-shopify-${name}`] === undefined,
      ),
    );

    expect({ wrong, missing, some: arrived.length > 100 }).toEqual({
      wrong: [],
      missing: [],
      some: true,
    });
  });

  it('sends the same webhooks for the same seed, byte for byte, and others for another', async () => {
    const runs = [await start(), await start(), await start({ seed: 'two' })];
    await Promise.all(runs.map(({ shop }) => shop.finished));

    const [first, again, other] = runs.map(({ arrived }) => digest(arrived));

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('lets every order live: created first, then paid, edited, cancelled or fulfilled', async () => {
    const { shop, arrived } = await start({ duplicateRatio: 0, lateRatio: 0 });
    await shop.finished;

    const topics = new Set(arrived.map(({ headers }) => headers['x-shopify-topic']));
    const orders = new Set(arrived.map(idOf));

    expect([...topics].sort()).toEqual([
      'orders/cancelled',
      'orders/create',
      'orders/fulfilled',
      'orders/paid',
      'orders/updated',
    ]);
    expect(orders.size).toBe(40);
    expect(shop.counts()).toMatchObject({
      orders: 40,
      webhooks: arrived.length,
      accepted: arrived.length,
      failedAttempts: 0,
      duplicates: 0,
      late: 0,
    });
  });

  it('writes its own time in whole seconds, later with every action of an order', async () => {
    const { shop, arrived } = await start();
    await shop.finished;
    const times = new Map<string, Map<string, string>>();
    for (const each of arrived) {
      const { updated_at: at } = JSON.parse(each.text);
      const byEvent = times.get(idOf(each)) ?? new Map<string, string>();
      times.set(idOf(each), byEvent.set(String(each.headers['x-shopify-event-id']), at));
    }

    const all = [...times.values()].map((byEvent) => [...byEvent.values()].sort());

    // One event id per action: as many different times as events, in steps of a second here.
    expect(all.map((each) => each.length)).toEqual(all.map((each) => new Set(each).size));
    expect(new Set(all.map(([first]) => first))).toEqual(new Set(['2026-11-22T05:00:00-05:00']));
    expect(all.some((each) => each[1] === '2026-11-22T05:00:01-05:00')).toBe(true);
  });

  it('sends some webhooks twice and some late, and says how many', async () => {
    const { shop, arrived } = await start({ duplicateRatio: 1, lateRatio: 1 });
    await shop.finished;

    const { webhooks, duplicates, late } = shop.counts();

    expect([duplicates * 2, late, arrived.length]).toEqual([webhooks, webhooks, webhooks]);
    expect(new Set(arrived.map(({ headers }) => headers['x-shopify-webhook-id'])).size).toBe(
      webhooks,
    );
  });

  it('drops webhooks if it is told to', async () => {
    const { shop, arrived } = await start({ dropRatio: 1, ordersMax: 3 });
    await shop.finished;

    expect(arrived).toEqual([]);
    expect(shop.counts()).toMatchObject({ orders: 3, webhooks: 0, accepted: 0 });
    expect(shop.counts().dropped).toBeGreaterThan(2);
  });

  it('tries again with the same webhook id until it hears 2xx', async () => {
    const once = { ordersMax: 1, duplicateRatio: 0, lateRatio: 0, seed: 'retry' };
    const { shop, arrived } = await start(once, (count) => (count <= 3 ? 503 : 204));
    await shop.finished;

    const ids = new Set(arrived.map(({ headers }) => headers['x-shopify-webhook-id']));

    expect(shop.counts()).toMatchObject({ failedAttempts: 3, givenUp: 0, accepted: ids.size });
    expect(arrived.length).toBe(ids.size + 3);
  });

  it('gives up after 8 retries', async () => {
    const attempts: number[] = [];
    const given = { ordersMax: 1, duplicateRatio: 0, lateRatio: 0 };
    const { shop } = await start(
      {
        ...given,
        report: ({ topic, attempt }) => topic === 'orders/create' && attempts.push(attempt),
      },
      () => 302,
    );
    await shop.finished;

    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shop.counts()).toMatchObject({ accepted: 0, givenUp: shop.counts().webhooks });
  });

  it('makes orders that no WMS can work with, as often as it is told', async () => {
    const { shop, arrived } = await start({ oddRatio: 1, ordersMax: 5 });
    await shop.finished;

    const created = arrived.filter(({ headers }) => headers['x-shopify-topic'] === 'orders/create');

    expect(created.map(({ text }) => JSON.parse(text).line_items[0].sku)).toEqual(
      created.map(() => null),
    );
  });

  it('stops at once when it closes, whatever it waits for', async () => {
    const slow = {
      ratePerMinute: 600,
      pauseMillis: [60_000, 60_000],
      retryMillis: [60_000],
    } as const;
    const { shop } = await start({ ...slow, ordersMax: 1_000 }, () => 503);
    await expect.poll(() => shop.counts().failedAttempts).toBeGreaterThan(0);

    await shop.close();

    expect(shop.counts()).toMatchObject({ accepted: 0, givenUp: 0 });
    expect(shop.counts().orders).toBeLessThan(100);
  });

  it('writes any offset', () => {
    const instant = Date.parse('2026-11-22T23:30:59.999Z');

    expect([0, -300, 330, 540].map((offset) => shopTime(instant, offset))).toEqual([
      '2026-11-22T23:30:59+00:00',
      '2026-11-22T18:30:59-05:00',
      '2026-11-23T05:00:59+05:30',
      '2026-11-23T08:30:59+09:00',
    ]);
  });
});
