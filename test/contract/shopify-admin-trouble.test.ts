/** What keeps the Admin API from answering: each kind is told apart, and none is taken for an answer. */
import { describe, expect, it } from 'vitest';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { orderSchema } from '../../lib/reconciliation/admin/order-documents.ts';
import { adminOrder } from '../builders/admin-order.ts';
import { shopifyOrder } from '../builders/shopify-order.ts';
import {
  noOrders,
  type Script,
  startAdmin,
  startedAt,
  tell,
  window,
} from './shopify-admin-scene.ts';
import { listenTcp, reply } from './wms-server.ts';

const troubleOf = async (script: Script) => {
  await using shopify = await startAdmin(script);
  const trouble = await shopify.api.changed(window);
  return { trouble, asked: shopify.asked.length };
};
const answering =
  (status: number, body: unknown, headers: Record<string, string> = {}): Script =>
  (_, response) =>
    reply(response, status, body, headers);
const failing = (...errors: unknown[]) => answering(200, { data: null, errors });
const error = (code: string, requiredAccess?: string) => ({
  message: 'of the customer Wilhelmina',
  extensions: { code, ...(requiredAccess ? { requiredAccess } : {}) },
});

describe('an HTTP status', () => {
  it.each([
    [402, { kind: 'unavailable', cause: 'http_402' }, 4],
    [423, { kind: 'unavailable', cause: 'http_423' }, 4],
    [430, { kind: 'unavailable', cause: 'http_430' }, 4],
    [500, { kind: 'unavailable', cause: 'http_500' }, 4],
    [503, { kind: 'unavailable', cause: 'http_503' }, 4],
    [400, { kind: 'refused', status: 400 }, 1],
    [401, { kind: 'refused', status: 401 }, 1],
    [403, { kind: 'refused', status: 403 }, 1],
    [404, { kind: 'refused', status: 404 }, 1],
  ])('of %i is told as it is', async (status, trouble, asked) => {
    expect(await troubleOf(answering(status, { errors: 'no' }))).toEqual({ trouble, asked });
  });

  it('of 403 may name the scope that is missing', async () => {
    const errors = '[API] This action requires merchant approval for read_orders scope.';

    expect(await troubleOf(answering(403, { errors }))).toEqual({
      trouble: { kind: 'denied', scopes: ['read_orders'] },
      asked: 1,
    });
  });

  it('that is a redirect is not followed, or the token would go there', async () => {
    await using elsewhere = await startAdmin((_, response) => tell(response, noOrders));
    const location = `${elsewhere.url}/admin/api/2026-10/graphql.json`;

    expect(await troubleOf(answering(301, '', { location }))).toEqual({
      trouble: { kind: 'refused', status: 301 },
      asked: 1,
    });
    expect(elsewhere.received).toEqual([]);
  });
});

describe('an error in HTTP 200', () => {
  it.each([
    ['INTERNAL_SERVER_ERROR', 'internal_server_error'],
    ['SHOP_INACTIVE', 'shop_inactive'],
    ['MAX_COST_EXCEEDED', 'max_cost_exceeded'],
    ['undefinedField', 'undefinedfield'],
    ['<b>Wilhelmina</b>', 'graphql_error'],
  ])('%s is tried again, and told by its code alone', async (code, cause) => {
    expect(await troubleOf(failing(error(code)))).toEqual({
      trouble: { kind: 'unavailable', cause },
      asked: 4,
    });
  });

  it('BAD_REQUEST is the question’s own fault, and not asked again', async () => {
    expect(await troubleOf(failing(error('BAD_REQUEST')))).toEqual({
      trouble: { kind: 'malformed', fault: 'bad_request' },
      asked: 1,
    });
  });

  it('without a code is one all the same', async () => {
    const trouble = { kind: 'unavailable', cause: 'graphql_error' };

    expect(await troubleOf(failing({}))).toEqual({ trouble, asked: 4 });
    expect(await troubleOf(answering(200, { errors: 'Not found' }))).toEqual({ trouble, asked: 4 });
  });

  it('passes, and the answer is taken then', async () => {
    await using shopify = await startAdmin((_, response, count) =>
      count < 3
        ? reply(response, 200, { errors: [error('INTERNAL_SERVER_ERROR')] })
        : tell(response, noOrders),
    );

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(shopify.clock.slept).toEqual([500, 1_000]);
  });

  it('of a mutation is not tried again: it may have been done', async () => {
    await using shopify = await startAdmin((_, response) =>
      reply(response, 200, { errors: [error('INTERNAL_SERVER_ERROR')] }),
    );

    expect(await shopify.api.subscribe('orders/create', 'https://x.example.com')).toMatchObject({
      kind: 'unavailable',
    });
    expect(shopify.asked).toHaveLength(1);
  });
});

describe('an order that is denied in part', () => {
  const order = orderSchema.parse(adminOrder(shopifyOrder()));
  const orderWith = async (data: unknown, ...errors: unknown[]) => {
    await using shopify = await startAdmin(answering(200, { data, errors }));
    return await shopify.api.order('820982911946154508');
  };

  it.each([
    ['`read_products` access scope.', ['read_products']],
    ['`read_orders` access scope, `read_marketplace_orders` access scope.', ['read_orders']],
    ['`read_customers` access scope.', ['read_customers']],
    ['', ['read_orders', 'read_products']],
  ])('is not taken for whole, and needs what "%s" says', async (requiredAccess, scopes) => {
    const denied = error('ACCESS_DENIED', requiredAccess);

    expect(await orderWith({ order }, denied)).toEqual({ kind: 'denied', scopes });
  });

  it('needs the approval of protected customer data', async () => {
    const without = { order: { ...order, shippingAddress: null } };
    const unapproved = {
      message: 'This app is not approved to use the name field. See …',
      path: ['order', 'shippingAddress', 'name'],
    };

    expect(await orderWith(without, unapproved)).toEqual({
      kind: 'denied',
      scopes: ['protected_customer_data'],
    });
  });

  it('is not taken for whole with any other error either', async () => {
    expect(await orderWith({ order }, error('TIMEOUT'))).toEqual({
      kind: 'unavailable',
      cause: 'timeout',
    });
  });
});

describe('what is no answer', () => {
  it.each<[string, unknown]>([
    ['a page for people', '<html>Opening soon</html>'],
    ['neither data nor errors', {}],
    ['no data', { data: null }],
    ['a list', [1]],
    ['nothing', ''],
  ])('%s is none', async (_, body) => {
    expect(await troubleOf(answering(200, body))).toEqual({
      trouble: { kind: 'unavailable', cause: 'not_graphql' },
      asked: 4,
    });
  });

  it('more than 4 MiB are not read', async () => {
    const { trouble, asked } = await troubleOf(answering(200, `{"data":"${'x'.repeat(5e6)}"}`));

    expect({ trouble, asked }).toEqual({
      trouble: { kind: 'malformed', fault: 'longer than is read' },
      asked: 1,
    });
  });

  it('a connection that breaks in the middle is none', async () => {
    const { trouble } = await troubleOf((_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"data":');
      setImmediate(() => response.destroy());
    });

    expect(trouble).toEqual({ kind: 'unavailable', cause: 'connection' });
  });

  it('nobody who listens is none', async () => {
    const gone = await listenTcp(() => undefined);
    await gone[Symbol.asyncDispose]();
    await using shopify = await startAdmin((_, response) => tell(response, noOrders), {
      adminUrl: `${gone.url}/admin`,
    });

    expect(await shopify.api.changed(window)).toEqual({ kind: 'unavailable', cause: 'connection' });
  });
});

describe('the time that is left', () => {
  it('is what a request may take', async () => {
    const timeouts: number[] = [];
    const send = makeHttpRequest();
    await using shopify = await startAdmin((_, response) => tell(response, noOrders), {
      until: () => startedAt + 3_000,
      request: (request) => {
        timeouts.push(request.timeoutMillis);
        return send(request);
      },
    });

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'answered' });
    expect(timeouts).toEqual([3_000]);
  });

  it('ends a request that nobody answers', async () => {
    await using shopify = await startAdmin(() => undefined, { until: () => startedAt + 1_100 });

    expect(await shopify.api.changed(window)).toEqual({ kind: 'unavailable', cause: 'timeout' });
    expect(shopify.asked).toHaveLength(1);
  });

  it('must be a second, or nothing is asked', async () => {
    await using shopify = await startAdmin((_, response) => tell(response, noOrders), {
      until: () => startedAt + 999,
    });

    expect(await shopify.api.changed(window)).toEqual({
      kind: 'unavailable',
      cause: 'out_of_time',
    });
    expect(shopify.received).toEqual([]);
  });

  it('ends the tries', async () => {
    await using shopify = await startAdmin(answering(500, ''), { until: () => startedAt + 2_000 });

    expect(await shopify.api.changed(window)).toEqual({ kind: 'unavailable', cause: 'http_500' });
    // The second would begin at 500 ms, the third at 1,500 ms with less than a second left.
    expect(shopify.asked).toHaveLength(2);
  });
});
