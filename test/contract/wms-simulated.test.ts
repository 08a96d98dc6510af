import { afterEach, beforeEach, expect, it } from 'vitest';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeWmsClient, type WmsClient } from '../../lib/adapters/wms-client.ts';
import type { WmsAuth } from '../../lib/config/policy.ts';
import type { WmsSecret } from '../../lib/config/secret-values.ts';

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

const apiKey = 'key-of-sixteen-letters';

let wms: SimulatedWms;
let send: WmsClient;
/** What the secret holds: the client reads it again when it is refused. */
let secret: WmsSecret;

const makeClient = (auth: WmsAuth): WmsClient =>
  makeWmsClient({
    settings: { baseUrl: wms.url, auth, limitPerSecond: 10, pacePerSecond: 1.8 },
    delivery: {
      attemptTimeoutMillis: 5_000,
      connectTimeoutMillis: 1_000,
      retryAfterSecondsMax: 1_800,
    },
    release: '1.2.3',
    readSecret: async () => ({ kind: 'set', value: secret }),
    isRefused: () => false,
    request: makeHttpRequest(),
    pass: async () => undefined,
    now: Date.now,
  });

beforeEach(async () => {
  wms = await startSimulatedWms({ port: 0, clients: credentials, apiKeys: [apiKey] });
  secret = credentials;
  send = makeClient({ kind: 'oauth2', tokenUrl: `${wms.url}/oauth/token` });
});
afterEach(() => wms.close());

const put = (version: string, body: object = cancelled(version), millis = 5_000) =>
  send({
    orderId: '820982911946154508',
    version,
    body: JSON.stringify(body),
    idempotencyKey: `v1:demo.myshopify.com:820982911946154508:${version}:abc:g0`,
    correlationId: 'shopify-order-820982911946154508',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    deadline: Date.now() + millis,
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

it.each([
  { kind: 'apiKey', header: 'Authorization', prefix: '' } as const,
  { kind: 'apiKey', header: 'Authorization', prefix: 'ApiKey ' } as const,
  { kind: 'apiKey', header: 'X-Api-Key', prefix: '' } as const,
])('an API key is sent as %o', async (auth) => {
  secret = { apiKey };
  send = makeClient(auth);

  expect(await put(at(0))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
});

/** Asks the key endpoint, with a token of this secret. */
const askKeys = async (method: string, keyId: string, clientSecret: string) => {
  const form = {
    grant_type: 'client_credentials',
    client_id: 'bridge',
    client_secret: clientSecret,
  };
  const granted = await fetch(`${wms.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token } = (await granted.json()) as { access_token: string };
  return fetch(`${wms.url}/keys/${keyId}`, {
    method,
    headers: { Authorization: `Bearer ${access_token}` },
    ...(method === 'PUT' ? { body: '{"kind":"client_secret"}' } : {}),
  });
};

it('a rotation of the client secret costs no order', async () => {
  const sent = [await put(at(0))];
  const made = await askKeys('PUT', 'rotation-1', credentials.clientSecret);
  const fresh = ((await made.json()) as { secret: string }).secret;
  sent.push(await put(at(1)));
  secret = { clientId: 'bridge', clientSecret: fresh };
  sent.push(await put(at(2)));
  const revoked = await askKeys('DELETE', 'initial-1', fresh);
  sent.push(await put(at(3)));

  expect([made.status, revoked.status]).toEqual([201, 204]);
  expect(sent.map(({ kind }) => kind)).toEqual(Array(4).fill('delivered'));
  expect(wms.requests().filter(({ status }) => status === 401)).toHaveLength(1);
});

it.each([
  [{ kind: 'limit', perSecond: 1 } as const, { kind: 'throttled', retryAfterSeconds: 1 }],
  [{ kind: 'gzip' } as const, { kind: 'unusable' }],
  [{ kind: 'endless' } as const, { kind: 'unusable', fault: 'answer too large' }],
])('the fault %o is seen for what it is', async (fault, expected) => {
  await put(at(0));
  wms.faults.add(fault);
  if (fault.kind === 'limit') await put(at(1));

  expect(await put(at(2))).toMatchObject(expected);
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
