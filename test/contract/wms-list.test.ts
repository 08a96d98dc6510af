/** The WMS's list over real HTTP, page by page; and whatever is no page of the contract. */
import { describe, expect, it } from 'vitest';
import { startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeListWms } from '../../lib/adapters/wms-list.ts';
import type { ReadWmsSecret } from '../../lib/adapters/wms-token.ts';
import type { WmsAuth } from '../../lib/config/policy.ts';
import { client, noSecret } from './wms-client-scene.ts';
import { type Answer, listenHttp, reply } from './wms-server.ts';

const since = '2026-11-19T10:00:00Z';
const none: WmsAuth = { kind: 'none' };

const listOf = (baseUrl: string, auth: WmsAuth = none, readSecret: ReadWmsSecret = noSecret) =>
  makeListWms({
    settings: { baseUrl, auth, limitPerSecond: 10, pacePerSecond: 1.8 },
    release: '1.2.3',
    ...{ readSecret, isRefused: () => false, request: makeHttpRequest(), now: Date.now },
    pacer: (_signal, look) => look(),
  });
const answered = async (answer: Answer) => {
  await using server = await listenHttp(answer);
  return await listOf(server.url)(since, null);
};
const order = {
  order_id: '820982911946154508',
  wms_order_id: 'W-1',
  version: '2026-11-22T10:00:00Z',
  status: 'open',
  updated_at: '2026-11-22T10:00:01Z',
};

describe('the list of the WMS', () => {
  it('is asked for since then, from a cursor on, with what each answer says', async () => {
    await using server = await listenHttp((_, response) =>
      reply(response, 200, { orders: [order], next_cursor: 'c 2' }),
    );
    const list = listOf(`${server.url}/api/`);
    const page = {
      kind: 'page',
      entries: [
        { orderId: '820982911946154508', instant: Date.parse(order.version), status: 'open' },
      ],
      next: 'c 2',
    };

    expect(await list(since, null)).toEqual(page);
    expect(await list(since, 'c&1')).toEqual(page);
    expect(server.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/orders?updated_since=2026-11-19T10%3A00%3A00Z',
      'GET /api/orders?updated_since=2026-11-19T10%3A00%3A00Z&cursor=c%261',
    ]);
  });

  it.each([
    [404, 'not_offered'],
    [405, 'not_offered'],
    [501, 'not_offered'],
    [401, 'refused'],
    [403, 'refused'],
    [429, 'throttled'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [400, 'malformed'],
    [302, 'malformed'],
  ])('that is answered %d is %s', async (status, kind) => {
    expect(await answered((_, response) => reply(response, status, '{}'))).toEqual({ kind });
  });

  it.each([
    ['a page for people', '<html></html>'],
    ['without a cursor', { orders: [] }],
    [
      'with an order without a version',
      { orders: [{ ...order, version: null }], next_cursor: null },
    ],
    ['with an id that is none', { orders: [{ ...order, order_id: 'x' }], next_cursor: null }],
    ['of another status', { orders: [{ ...order, status: 'picked' }], next_cursor: null }],
  ])('%s is no list', async (_, body) => {
    expect(await answered((_received, response) => reply(response, 200, body))).toEqual({
      kind: 'malformed',
    });
  });

  it('is not to be had where nobody has set the credentials, or listens', async () => {
    const auth: WmsAuth = { kind: 'oauth2', tokenUrl: 'http://127.0.0.1:9/token' };

    expect(await listOf('http://127.0.0.1:9', auth)(since, null)).toEqual({
      kind: 'not_configured',
    });
    expect(await listOf('http://127.0.0.1:9')(since, null)).toEqual({ kind: 'unavailable' });
    expect(await listOf('http://127.0.0.1:9', auth, client)(since, null)).toEqual({
      kind: 'unavailable',
    });
  });

  it('of the simulated WMS has all of its pages, also where its tokens have ended', async () => {
    const clientId = 'bridge';
    const wms = await startSimulatedWms({
      port: 0,
      clients: { clientId, clientSecret: 'sixteen-letters-' },
    });
    await using stack = new AsyncDisposableStack();
    stack.defer(wms.close);
    for (let n = 0; n < 600; n++) {
      wms.putOrder({
        ...{ order_id: String(1_001 + n), name: `#${n}`, shop: 'demo.myshopify.com', test: false },
        ...{ version: order.version, status: 'cancelled', lines: [], ship_to: null },
        ...{ shipping_method: null, note: null },
      });
    }
    const list = listOf(wms.url, { kind: 'oauth2', tokenUrl: `${wms.url}/oauth/token` }, client);
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages < 3; pages++) {
      const page = await list('2020-01-01T00:00:00Z', cursor);
      if (page.kind !== 'page') throw new Error(page.kind);
      ids.push(...page.entries.map(({ orderId }) => orderId));
      cursor = page.next;
      wms.revokeTokens();
    }

    expect([new Set(ids).size, cursor]).toEqual([600, null]);
  });
});
