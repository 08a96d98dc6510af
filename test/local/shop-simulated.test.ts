/** The simulated shop, against a door that writes everything down. */
import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { apiVersions } from '../../cdk/local/shop/order-sample.ts';
import { patienceDefault, postWebhook } from '../../cdk/local/shop/post-webhook.ts';
import type { Habits } from '../../cdk/local/shop/scenarios.ts';
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

type Given = Partial<SimulatedShopSettings> & Partial<Habits>;
/** Shopify's four hours in a quarter of a second. */
const hurried = 56_471;
const kind = { duplicateRatio: 0, lateRatio: 0 } as const;
const noop = (): void => {};

/** A door that answers with `statusOf` the n-th request (null: never), and a shop that hurries. */
const start = async (
  { ratePerMinute, pauseMillis, duplicateRatio, lateRatio, dropRatio, mix, ...given }: Given = {},
  statusOf: (count: number) => number | null = () => 200,
) => {
  const arrived: Arrived[] = [];
  const door = await serveHttp(0, async (request, response) => {
    const body = await readBody(request, 1_000_000);
    arrived.push({ headers: request.headers, text: String(body) });
    const status = statusOf(arrived.length);
    if (status !== null) sendAnswer(response, { status });
  });
  open.push(door);
  const shop = startSimulatedShop({
    ...{ webhookUrl: `${door.url}/webhooks/shopify`, secret, shop: 'demo.myshopify.com' },
    ...{ seed: 'one', ordersMax: 40, clockFactor: hurried },
    now: () => Date.parse('2026-11-22T10:00:00.750Z'),
    habits: {
      ratePerMinute: ratePerMinute ?? 60_000,
      pauseMillis: pauseMillis ?? [1, 5],
      duplicateRatio: duplicateRatio ?? 0.1,
      lateRatio: lateRatio ?? 0.1,
      lateMillisMax: 5,
      dropRatio: dropRatio ?? 0,
      mix: mix ?? 'ordinary',
    },
    ...given,
  });
  open.push(shop);
  return { shop, arrived };
};

const digest = (arrived: readonly Arrived[]): string => {
  const all = arrived.map(({ text, headers }) => {
    const { host: _host, connection: _connection, ...sent } = headers;
    return `${JSON.stringify(sent)} ${text}`;
  });
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
    const given = { mix: 'every', ordersMax: 60 } as const;
    const runs = [await start(given), await start(given), await start({ ...given, seed: 'two' })];
    await Promise.all(runs.map(({ shop }) => shop.finished));

    const [first, again, other] = runs.map(({ arrived }) => digest(arrived));

    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('lets every order live: created first, then paid, edited, cancelled or fulfilled', async () => {
    const { shop, arrived } = await start(kind);
    await shop.finished;

    const topics = new Set(arrived.map(({ headers }) => headers['x-shopify-topic']));
    const orders = new Set(arrived.map(idOf).filter((id) => id !== ''));

    expect([...topics]).toEqual(
      expect.arrayContaining([
        'orders/cancelled',
        'orders/create',
        'orders/fulfilled',
        'orders/paid',
        'orders/partially_fulfilled',
        'orders/updated',
      ]),
    );
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
    for (const each of arrived.filter((one) => idOf(one) !== '')) {
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
    const once = { ...kind, ordersMax: 1, seed: 'retry' };
    const { shop, arrived } = await start(once, (count) => (count <= 3 ? 503 : 204));
    await shop.finished;

    const ids = new Set(arrived.map(({ headers }) => headers['x-shopify-webhook-id']));

    expect(shop.counts()).toMatchObject({ failedAttempts: 3, givenUp: 0, accepted: ids.size });
    expect(arrived.length).toBe(ids.size + 3);
  });

  it('gives up after 8 retries, and its subscription is deleted until it is restored', async () => {
    const attempts: number[] = [];
    let status = 302;
    const report: SimulatedShopSettings['report'] = ({ topic, attempt, orderId }) =>
      topic === 'orders/create' && orderId === firstId && attempts.push(attempt);
    let firstId = '';
    const { shop, arrived } = await start(
      { ...kind, ordersMax: 2, ratePerMinute: 60, report },
      () => {
        firstId ||= idOf(arrived[0] ?? { headers: {}, text: '' });
        return status;
      },
    );
    await expect.poll(() => shop.settings().deletedTopics).toContain('orders/create');
    expect(shop.counts().subscriptionsDeleted).toBe(shop.settings().deletedTopics.length);
    await shop.finished;

    expect(attempts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(shop.counts()).toMatchObject({ accepted: 0, givenUp: shop.counts().webhooks });
    // The second order's creation came too late: nobody was told of it.
    expect(shop.counts().unsubscribed).toBeGreaterThan(0);

    status = 200;
    shop.restoreSubscriptions();
    expect(shop.settings().deletedTopics).toEqual([]);
  });

  it('takes an answer that does not come in time for a failure', async () => {
    const tried: (number | null)[] = [];
    const report: SimulatedShopSettings['report'] = ({ status, millis }) =>
      tried.push(status, millis);
    const patience = { connectMillis: 50, totalMillis: 100 };
    const { shop } = await start({ ...kind, ordersMax: 1, patience, report }, () => null);
    await expect.poll(() => tried.length).toBeGreaterThan(0);
    await shop.close();

    expect(patienceDefault).toEqual({ connectMillis: 1_000, totalMillis: 5_000 });
    expect(tried[0]).toBe(null);
    expect(tried[1]).toBeGreaterThanOrEqual(99);
  });

  it('does not wait as long for a connection as for an answer', async () => {
    const agent = new Agent();
    // A peer that never answers the handshake.
    agent.createConnection = () => Object.assign(new Socket(), { connecting: true });
    const patience = { connectMillis: 20, totalMillis: 60_000 };
    const webhook = { headers: {}, body: '{}' };

    const stop = AbortSignal.timeout(900);

    expect(await postWebhook(agent, 'http://127.0.0.1:1', webhook, patience, stop)).toBe(null);
    expect(stop.aborted).toBe(false);
  });

  it('tells every topic in every API version, each order in the shape whose turn it is', async () => {
    const { shop, arrived } = await start({ ...kind, mix: 'every', ordersMax: 104 });
    await shop.finished;

    const told = (name: string) => new Set(arrived.map(({ headers }) => headers[name]));

    expect([...told('x-shopify-api-version')].sort()).toEqual([...apiVersions]);
    expect([...told('x-shopify-topic')].sort()).toEqual([
      'orders/cancelled',
      'orders/create',
      'orders/delete',
      'orders/edited',
      'orders/fulfilled',
      'orders/link_requested',
      'orders/paid',
      'orders/partially_fulfilled',
      'orders/risk_assessment_changed',
      'orders/shopify_protect_eligibility_changed',
      'orders/updated',
    ]);
  });

  it('changes its scenario at run time, without waiting for the next order of the old one', async () => {
    const quiet = { scenario: 'nightly-quiet', habits: {}, ordersMax: 5 } as const;
    const { shop } = await start(quiet);
    await expect.poll(() => shop.counts().orders).toBe(1);
    expect(shop.settings()).toMatchObject({ scenario: 'nightly-quiet', seed: 'one' });

    shop.setScenario('flash-sale', { ratePerMinute: 6_000 });

    await expect.poll(() => shop.counts().orders).toBe(5);
    expect(shop.settings()).toMatchObject({ scenario: 'flash-sale', ratePerMinute: 6_000 });
  });

  it('stops at once when it closes, whatever it waits for', async () => {
    const slow = {
      ratePerMinute: 600,
      pauseMillis: [60_000, 60_000],
      clockFactor: 1,
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

describe('the orders of a shop', () => {
  it('are kept in their newest state, also those that no webhook tells', async () => {
    const kept = new Map<string, { readonly updated_at: string }[]>();
    const orderBook = {
      put: (order: { readonly id: string; readonly updated_at: string }) =>
        void kept.set(order.id, [...(kept.get(order.id) ?? []), order]),
      remove: (orderId: string) => void kept.delete(orderId),
    };
    const { shop, arrived } = await start({ dropRatio: 1, ordersMax: 20, orderBook });
    await shop.finished;

    expect([arrived.length, kept.size]).toEqual([0, 20]);
    expect([...kept.values()].flat()).toHaveLength(shop.counts().actions);
    for (const states of kept.values()) {
      const times = states.map((state) => Date.parse(state.updated_at));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  it('are gone from it once they are deleted', async () => {
    const kept = new Set<string>();
    const orderBook = {
      put: ({ id }: { readonly id: string }) => void kept.add(id),
      remove: (orderId: string) => void kept.delete(orderId),
    };
    const given = { shapes: ['deleted'], mix: 'every', ordersMax: 3, orderBook } as const;
    const { shop, arrived } = await start(given);
    await shop.finished;

    const topics = arrived.map(({ headers }) => headers['x-shopify-topic']);
    expect(topics.filter((topic) => topic === 'orders/delete').length).toBeGreaterThan(2);
    expect(kept.size).toBe(0);
  });

  it('are told to subscribed topics alone', async () => {
    const book = { has: (topic: string) => topic === 'orders/create', drop: noop, restore: noop };
    const { shop, arrived } = await start({ ...kind, ordersMax: 10, subscriptionBook: book });
    await shop.finished;

    const topics = arrived.map(({ headers }) => headers['x-shopify-topic']);
    expect(new Set(topics)).toEqual(new Set(['orders/create']));
    expect(shop.counts().unsubscribed).toBeGreaterThan(0);
  });
});
