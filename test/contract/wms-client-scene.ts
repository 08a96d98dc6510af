/** The WMS's client against real servers on this machine, for one order, with the clock standing still. */
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeWmsClient, type WmsClientDependencies } from '../../lib/adapters/wms-client.ts';
import type { ReadWmsSecret } from '../../lib/adapters/wms-token.ts';
import type { DeliverySettings, WmsAuth } from '../../lib/config/policy.ts';
import type { AttemptCall } from '../../lib/delivery/deliver.ts';
import { type Answer, listenHttp, type Received, reply } from './wms-server.ts';

const request = makeHttpRequest();
export const noSecret: ReadWmsSecret = async () => ({ kind: 'not-set' });
export const client: ReadWmsSecret = async () => ({
  kind: 'set',
  value: { clientId: 'bridge', clientSecret: 'sixteen-letters-' },
});
export const apiKey =
  (stale: string, fresh = stale): ReadWmsSecret =>
  async (options) => ({ kind: 'set', value: { apiKey: options.fresh ? fresh : stale } });

export const now = Date.parse('2026-11-22T10:00:05Z');
export const order: AttemptCall = {
  orderId: '820982911946154508',
  version: '2026-11-22T10:00:00Z',
  body: '{"order_id":"820982911946154508"}',
  idempotencyKey: 'v1:demo.myshopify.com:820982911946154508:2026-11-22T10:00:00Z:abc:g0',
  correlationId: 'shopify-order-820982911946154508',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  deadline: now + 5_000,
};
export const within = (millis: number): AttemptCall => ({ ...order, deadline: now + millis });

/** What may differ from a client without credentials, whose requests pass at once. */
export type Given = Partial<Pick<WmsClientDependencies, 'pass' | 'isRefused' | 'readSecret'>> & {
  readonly auth?: WmsAuth;
  readonly path?: string;
  readonly delivery?: Partial<DeliverySettings>;
};

export const clientFor = (
  url: string,
  { auth = { kind: 'none' }, path = '', delivery, ...given }: Given = {},
) =>
  makeWmsClient({
    settings: { baseUrl: `${url}${path}`, auth, limitPerSecond: 10, pacePerSecond: 1.8 },
    delivery: {
      attemptTimeoutMillis: 5_000,
      connectTimeoutMillis: 1_000,
      retryAfterSecondsMax: 1_800,
      ...delivery,
    },
    release: '1.2.3',
    readSecret: noSecret,
    isRefused: () => false,
    request,
    pass: async () => undefined,
    now: () => now,
    ...given,
  });

/** A client of a server without credentials. */
export const start = async (answer: Answer, given: Given = {}) => {
  const server = await listenHttp(answer);
  return { ...server, send: clientFor(server.url, given) };
};
export const accept = (response: Parameters<Answer>[1]) =>
  reply(response, 201, { wms_order_id: 'W-1' });
export const delivered = { kind: 'delivered', wmsOrderId: 'W-1' };

/** A WMS with a token endpoint; the tokens it gives are token-1, token-2 … */
export const startWithTokens = async (
  answer: (authorization: string, response: Parameters<Answer>[1]) => void,
  { token, ...given }: Given & { readonly token?: Answer } = {},
) => {
  let tokens = 0;
  const server = await listenHttp((received, response, count) => {
    if (received.path !== '/oauth/token')
      return answer(received.headers.authorization ?? '', response);
    tokens += 1;
    if (token) return token(received, response, count);
    reply(response, 200, {
      access_token: `token-${tokens}`,
      token_type: 'Bearer',
      expires_in: 600,
    });
  });
  const auth = { kind: 'oauth2', tokenUrl: `${server.url}/oauth/token` } as const;
  const calls = () =>
    server.received.map(({ method, headers }: Received) =>
      method === 'POST' ? 'token' : `PUT ${headers.authorization}`,
    );
  return { ...server, calls, send: clientFor(server.url, { auth, readSecret: client, ...given }) };
};
