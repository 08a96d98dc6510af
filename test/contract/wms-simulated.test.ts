import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeWmsClient, type WmsClient } from '../../lib/adapters/wms-client.ts';

const credentials = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
const cancelled = (version: string) => ({
  order_id: '820982911946154508',
  name: '#1001',
  shop: 'demo.myshopify.com',
  version,
  status: 'cancelled',
  test: false,
  lines: [],
  ship_to: null,
  shipping_method: null,
  note: null,
});

let wms: SimulatedWms;
let send: WmsClient;
beforeEach(async () => {
  wms = await startSimulatedWms({ port: 0, clients: credentials });
  send = makeWmsClient({
    settings: {
      baseUrl: wms.url,
      auth: { kind: 'oauth2', tokenUrl: `${wms.url}/oauth/token` },
      limitPerSecond: 10,
      pacePerSecond: 1.8,
    },
    delivery: {
      attemptTimeoutMillis: 5_000,
      connectTimeoutMillis: 1_000,
      retryAfterSecondsMax: 1_800,
    },
    release: '1.2.3',
    readSecret: async () => ({ kind: 'set', value: credentials }),
    request: makeHttpRequest(),
    now: Date.now,
  });
});
afterEach(() => wms.close());

const put = (version: string, body: object = cancelled(version), timeoutMillis = 5_000) =>
  send({
    orderId: '820982911946154508',
    version,
    body: JSON.stringify(body),
    idempotencyKey: `v1:demo.myshopify.com:820982911946154508:${version}:abc:g0`,
    correlationId: 'shopify-order-820982911946154508',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    timeoutMillis,
  });
const at = (second: number) => `2026-11-22T10:00:0${second}Z`;

it('an order is delivered to the simulated WMS', async () => {
  expect(await put(at(0))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
  expect(wms.order('820982911946154508')?.current).toEqual(cancelled(at(0)));
});

it('an older version is superseded there', async () => {
  await put(at(5));

  expect(await put(at(4))).toEqual({ kind: 'superseded', currentVersion: at(5) });
});

it('a revoked token is replaced within the attempt', async () => {
  await put(at(0));
  wms.revokeTokens();

  expect(await put(at(1))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
});

it('rotated credentials that we do not have are refused', async () => {
  wms.setClients([{ clientId: 'bridge', clientSecret: 'another-secret--' }]);

  expect(await put(at(0))).toEqual({ kind: 'unauthorized', reason: 'refused', status: 401 });
});

it('an order that the contract does not allow is rejected with a problem', async () => {
  const outcome = await put(at(0), { ...cancelled(at(0)), email: 'ada@example.com' });

  expect(outcome).toMatchObject({ kind: 'rejected', problem: expect.stringMatching(/\w/) });
  expect(outcome).not.toMatchObject({ problem: expect.stringContaining('ada@example.com') });
});

it.each([
  [
    { kind: 'status', status: 503, retryAfter: 9 } as const,
    { cause: 'status', retryAfterSeconds: 9 },
  ],
  [{ kind: 'reset' } as const, { cause: 'connection' }],
  [{ kind: 'lose-answer' } as const, { cause: 'connection' }],
  [{ kind: 'hang' } as const, { cause: 'timeout' }],
  [{ kind: 'drip', millis: 100 } as const, { cause: 'timeout' }],
])('the fault %o is an outage that passes', async (fault, expected) => {
  await put(at(0));
  wms.faults.add({ ...fault, count: 1 });

  expect(await put(at(1), cancelled(at(1)), 200)).toMatchObject({
    kind: 'unavailable',
    ...expected,
  });
  expect(await put(at(1))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
});

it.each(['garbage', 'redirect'] as const)('the fault %s is taken for no delivery', async (kind) => {
  wms.faults.add({ kind });

  expect(await put(at(0))).toMatchObject({ kind: 'unusable' });
  expect(wms.orders()).toEqual([]);
});
