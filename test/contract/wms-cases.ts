/**
 * What any WMS of ours must answer to the real client, whether it listens on a port or stands in the
 * simulation.
 */
import { expect, it } from 'vitest';
import type { WmsClient as WmsAccount } from '../../cdk/local/wms/credentials.ts';
import type { StoredOrder } from '../../cdk/local/wms/order-book.ts';
import type { SendHttp } from '../../lib/adapters/http-request.ts';
import { makeWmsClient, type WmsClient } from '../../lib/adapters/wms-client.ts';
import type { WmsAuth } from '../../lib/config/policy.ts';
import type { WmsSecret } from '../../lib/config/secret-values.ts';

export const wmsAccount = { clientId: 'bridge', clientSecret: 'sixteen-letters-' };
export const wmsApiKey = 'key-of-sixteen-letters';
export const orderId = '820982911946154508';

export type OneFault =
  | { readonly kind: 'status'; readonly status: 503; readonly retryAfter: number }
  | { readonly kind: 'reset' | 'lose-answer' | 'hang' | 'garbage' };

/** A WMS that knows the account and the API key, and has no order yet. */
export type OpenedWms = {
  readonly url: string;
  readonly request: SendHttp;
  readonly order: (id: string) => StoredOrder | undefined;
  readonly revokeTokens: () => void;
  readonly setClients: (clients: readonly WmsAccount[]) => void;
  /** Of the next request for an order. */
  readonly failOnce: (fault: OneFault) => void;
  /** Does what a client does, in the time that it lives in. */
  readonly within: <Value>(work: () => Promise<Value>) => Promise<Value>;
};

export const cancelledOrder = (version: string) => ({
  order_id: orderId,
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

export const at = (second: number) => `2026-11-22T10:00:0${second}Z`;

export type Put = (version: string, body?: object, millis?: number) => ReturnType<WmsClient>;

/** @param readSecret - what the secret holds: the client reads it again when it is refused. */
export const putterOf = (
  { url, request, within }: Pick<OpenedWms, 'url' | 'request' | 'within'>,
  auth: WmsAuth,
  readSecret: () => WmsSecret,
): Put => {
  const send = makeWmsClient({
    settings: { baseUrl: url, auth, limitPerSecond: 10, pacePerSecond: 1.8 },
    delivery: {
      attemptTimeoutMillis: 5_000,
      connectTimeoutMillis: 1_000,
      retryAfterSecondsMax: 1_800,
    },
    release: '1.2.3',
    readSecret: async () => ({ kind: 'set', value: readSecret() }),
    isRefused: () => false,
    request,
    pass: async () => undefined,
    now: () => Date.now(),
  });
  return (version, body = cancelledOrder(version), millis = 5_000) =>
    within(() =>
      send({
        orderId,
        version,
        body: JSON.stringify(body),
        idempotencyKey: `v1:demo.myshopify.com:${orderId}:${version}:abc:g0`,
        correlationId: `shopify-order-${orderId}`,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        deadline: Date.now() + millis,
      }),
    );
};

/** @param opened - the WMS of the test that runs. */
export const itAnswersTheClient = (opened: () => OpenedWms): void => {
  const oauth2 = (): WmsAuth => ({ kind: 'oauth2', tokenUrl: `${opened().url}/oauth/token` });
  const open = (): Put => putterOf(opened(), oauth2(), () => wmsAccount);

  it('an order is delivered to the simulated WMS', async () => {
    expect(await open()(at(0))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
    expect(opened().order(orderId)?.current).toEqual(cancelledOrder(at(0)));
  });

  it('an older version is superseded there', async () => {
    const put = open();
    await put(at(5));

    expect(await put(at(4))).toEqual({ kind: 'superseded', currentVersion: at(5) });
  });

  it('a revoked token is replaced within the attempt', async () => {
    const put = open();
    await put(at(0));
    opened().revokeTokens();

    expect(await put(at(1))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
  });

  it('rotated credentials that we do not have are refused', async () => {
    opened().setClients([{ clientId: 'bridge', clientSecret: 'another-secret--' }]);

    expect(await open()(at(0))).toEqual({ kind: 'unauthorized', reason: 'refused', status: 401 });
  });

  it.each([
    { kind: 'apiKey', header: 'Authorization', prefix: '' } as const,
    { kind: 'apiKey', header: 'Authorization', prefix: 'ApiKey ' } as const,
    { kind: 'apiKey', header: 'X-Api-Key', prefix: '' } as const,
  ])('an API key is sent as %o', async (auth) => {
    const put = putterOf(opened(), auth, () => ({ apiKey: wmsApiKey }));

    expect(await put(at(0))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
  });

  it('an order that the contract does not allow is rejected with a problem', async () => {
    const outcome = await open()(at(0), { ...cancelledOrder(at(0)), email: 'ada@example.com' });

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
  ])('the fault %o is an outage that passes', async (fault, expected) => {
    const put = open();
    await put(at(0));
    opened().failOnce(fault);

    expect(await put(at(1), cancelledOrder(at(1)), 200)).toMatchObject({
      kind: 'unavailable',
      ...expected,
    });
    expect(await put(at(1))).toEqual({ kind: 'delivered', wmsOrderId: 'WMS-000001' });
  });

  it('a page of somebody else is taken for no delivery', async () => {
    opened().failOnce({ kind: 'garbage' });

    expect(await open()(at(0))).toMatchObject({ kind: 'unusable' });
    expect(opened().order(orderId)).toBeUndefined();
  });
};
