/** The Admin API's client against the simulated Admin API, which executes Shopify's schema with graphql-js. */
import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import { act } from '../../cdk/local/shop/order-life.ts';
import { newestApiVersion } from '../../cdk/local/shop/order-sample.ts';
import { shapeNames } from '../../cdk/local/shop/order-shapes.ts';
import { planOrder } from '../../cdk/local/shop/plan-order.ts';
import { shopTime } from '../../cdk/local/shop/shop-time.ts';
import { webhookBody } from '../../cdk/local/shop/webhook-body.ts';
import { webhookText } from '../../cdk/local/shop/webhook-text.ts';
import {
  type SimulatedShopAdmin,
  startSimulatedShopAdmin,
} from '../../cdk/local/shop-admin/simulated-shop-admin.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeAdminApi } from '../../lib/adapters/shopify-admin.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { normalizeOrder } from '../../lib/order/normal-order.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';
import { bulkOrderSchema } from '../../lib/reconciliation/admin/bulk-documents.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { extract } from '../shopify-schema/extract.ts';
import { shop } from './shopify-admin-scene.ts';

const request = makeHttpRequest();
const startedAt = Date.parse('2026-11-22T10:00:00Z');
const client = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
const at = (second: number): string => shopTime(startedAt + second * 1_000, -300);

/** The shop and the client with one clock, which only sleeping moves. */
const start = async () => {
  const clock = { now: startedAt + 3_600_000, slept: 0 };
  const admin = await startSimulatedShopAdmin({ port: 0, client, now: () => clock.now });
  const api = makeAdminApi({
    shop,
    adminUrl: admin.url,
    readSecret: async () => ({ kind: 'secret', secret: client }),
    request,
    now: () => clock.now,
    sleep: async (millis) => {
      clock.now += millis;
      clock.slept += millis;
    },
    release: '1.2.3',
  });
  return { admin, api, clock, [Symbol.asyncDispose]: admin.close };
};

const bodyOf = (order: ReturnType<typeof shopifyOrder>): unknown => {
  const text = webhookText(webhookBody(newestApiVersion, 'orders/updated', order));
  const parsed = parseLosslessJson(Buffer.from(text));
  if (parsed.kind !== 'json') throw new Error('the webhook is not JSON');
  return parsed.value;
};
const put = (admin: SimulatedShopAdmin, body: unknown) =>
  admin.putOrder(body as Parameters<SimulatedShopAdmin['putOrder']>[0]);

const allSignatures = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => {
        const given = field.args.map((one) => `${one.name}: ${one.type} = ${one.defaultValue}`);
        return `${type.name}.${field.name}(${given.sort().join(', ')}): ${field.type}`;
      }),
    );

describe('the simulated Admin API', () => {
  it('has every field that we ask for just as Shopify’s schema has it', () => {
    const path = new URL('../../cdk/local/shop-admin/admin-2026-10.graphql', import.meta.url);
    const simulated = new Set(allSignatures(buildSchema(readFileSync(path, 'utf8'))));

    expect(allSignatures(extract).filter((one) => !simulated.has(one))).toEqual([]);
    expect(allSignatures(extract).length).toBeGreaterThan(60);
  });
});

describe('an order that the simulated shop tells', () => {
  it.each(shapeNames)('of the shape %s is the one that its webhook tells', async (shape) => {
    await using shopify = await start();
    const given = { seed: 'simulated', number: 3, createdAt: at(0), shapes: [shape] };
    const { draft, actions } = planOrder({ ...given, mix: 'every' });
    let order = draft;

    for (const [second, action] of actions.entries()) {
      order = act(order, action, at(second));
      const body = bodyOf(order);
      put(shopify.admin, body);

      expect(await shopify.api.order(order.id)).toEqual({
        kind: 'answered',
        value: normalizeOrder(shop, shopifyOrderSchema.parse(body)),
      });
    }
  });

  it('is told with a part of it denied, and not taken for whole', async () => {
    await using shopify = await start();
    put(shopify.admin, shopifyOrder());
    shopify.admin.faults.add({ kind: 'partial', field: 'Order.shippingAddress' });

    expect(await shopify.api.order('820982911946154508')).toMatchObject({ kind: 'denied' });
  });

  it('needs read_products for its variants', async () => {
    await using shopify = await start();
    put(shopify.admin, shopifyOrder());
    shopify.admin.set({ scopes: ['read_orders', 'read_all_orders'] });

    expect(await shopify.api.missingScopes()).toEqual({
      kind: 'answered',
      value: ['read_products'],
    });
    expect(await shopify.api.order('820982911946154508')).toEqual({
      kind: 'denied',
      scopes: ['read_products'],
    });
  });
});

describe('many orders of the simulated shop', () => {
  const many = 600;
  const fill = (admin: SimulatedShopAdmin) => {
    const orders = Array.from({ length: many }, (_, index) => ({
      orderId: String(7_000_000_000_000 + index),
      version: new Date(startedAt + index * 1_000).toISOString().replace('.000', ''),
    }));
    for (const { orderId, version } of orders) {
      put(admin, shopifyOrder({ id: orderId, updated_at: version, created_at: version }));
    }
    return orders;
  };
  const window = { from: '2026-11-22T10:00:00Z', until: '2026-11-22T11:00:00Z' };

  it('come page by page, oldest first, each once', async () => {
    await using shopify = await start();
    const orders = fill(shopify.admin);
    const found: unknown[] = [];
    let pages = 0;
    let after: string | undefined;

    do {
      const page = await shopify.api.changed(window, after);
      if (page.kind !== 'answered') throw new Error(page.kind);
      found.push(...page.value.stamps);
      after = page.value.next;
      pages += 1;
    } while (after !== undefined && pages < 10);

    expect(pages).toBe(3);
    expect(found).toEqual(orders);
  });

  it('come no further by a cursor that the shop does not take', async () => {
    await using shopify = await start();
    fill(shopify.admin);

    expect(await shopify.api.changed(window, 'of last year')).toEqual({
      kind: 'malformed',
      fault: 'bad_request',
    });
  });

  it('are read one by one without ever being throttled, from a small bucket', async () => {
    await using shopify = await start();
    const orders = fill(shopify.admin).slice(0, 60);
    shopify.admin.set({ bucket: { maximumAvailable: 400, restoreRate: 50 } });

    for (const { orderId } of orders) {
      expect(await shopify.api.order(orderId)).toMatchObject({ kind: 'answered' });
    }

    const refused = shopify.admin.requests().filter(({ status }) => status !== 200);
    expect(refused).toEqual([]);
    expect(shopify.admin.requests().filter(({ operation }) => operation !== null)).toHaveLength(60);
    expect(shopify.clock.slept).toBeGreaterThan(0);
  });

  it('are read although another app empties the bucket', async () => {
    await using shopify = await start();
    const [first, second] = fill(shopify.admin);

    await shopify.api.order(first?.orderId ?? '');
    shopify.admin.emptyBucket();

    expect(await shopify.api.order(second?.orderId ?? '')).toMatchObject({ kind: 'answered' });
    expect(shopify.clock.slept).toBeGreaterThan(0);
  });

  it('are exported in one file, of which every line is understood', async () => {
    await using shopify = await start();
    const orders = fill(shopify.admin);

    const started = await shopify.api.startBulk('2026-11-22T10:05:00Z');
    if (started.kind !== 'answered') throw new Error(started.kind);
    const again = await shopify.api.startBulk('2026-11-22T10:05:00Z');
    const done = await vi.waitFor(async () => {
      const told = await shopify.api.bulk(started.value.id);
      if (told.kind !== 'answered' || told.value.url === null) throw new Error('not yet');
      return told;
    }, 5_000);
    const file = await fetch(done.value.url ?? '');
    const lines = (await file.text()).trimEnd().split('\n');

    expect(again).toMatchObject({ value: { id: started.value.id } });
    expect(done.value).toMatchObject({ status: 'completed', objects: many - 300 });
    expect(lines.map((line) => bulkOrderSchema.parse(JSON.parse(line)).id)).toEqual(
      orders.slice(300).map(({ orderId }) => `gid://shopify/Order/${orderId}`),
    );
  });
});

describe('the subscriptions of the simulated shop', () => {
  it('are there once they are made', async () => {
    await using shopify = await start();
    const uri = 'https://bridge.example.com/webhooks/shopify';

    const made = await shopify.api.subscribe('orders/partially_fulfilled', uri);

    expect(made).toMatchObject({
      kind: 'answered',
      value: { topic: 'orders/partially_fulfilled', uri, apiVersion: '2026-10' },
    });
    expect(await shopify.api.subscriptions()).toEqual({
      kind: 'answered',
      value: made.kind === 'answered' ? [made.value] : [],
    });
    expect(await shopify.api.subscribe('orders/partially_fulfilled', uri)).toMatchObject({
      kind: 'rejected',
    });
  });
});
