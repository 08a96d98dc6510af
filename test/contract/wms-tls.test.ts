/** A WMS with an authority of its own that asks for our certificate, on a real connection. */
import { createServer, type ServerOptions } from 'node:https';
import { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeWmsClient } from '../../lib/adapters/wms-client.ts';
import { makeWmsRequest } from '../../lib/adapters/wms-tls.ts';
import type { ReadWmsSecret } from '../../lib/adapters/wms-token.ts';
import type { WmsAuth } from '../../lib/config/policy.ts';
import type { WmsSecret } from '../../lib/config/secret-values.ts';
import { delivered, now, order } from './wms-client-scene.ts';
import { privateAuthority } from './wms-private-authority.ts';
import { listen } from './wms-server.ts';

const { ca, wms, bridge, stranger } = privateAuthority;
const apiKey = 'sixteen-letters-';

type Seen = { readonly authorization: string | undefined; readonly certificate: string };

/** Whoever it does not know by a certificate never comes to send anything. */
const startWms = async (options: ServerOptions = { requestCert: true, ca }) => {
  const seen: Seen[] = [];
  const server = createServer({ ...wms, ...options }, (request, response) => {
    const subject =
      request.socket instanceof TLSSocket ? request.socket.getPeerCertificate().subject : undefined;
    const { authorization } = request.headers;
    seen.push({ authorization, certificate: String(subject?.CN ?? 'none') });
    request.resume();
    response.writeHead(201).end('{"wms_order_id":"W-1"}');
  });
  return { ...(await listen(server, 'https')), seen };
};

const clientOf = (baseUrl: string, auth: WmsAuth, ...secrets: readonly WmsSecret[]) => {
  let reads = 0;
  const readSecret: ReadWmsSecret = async ({ fresh }) => {
    if (fresh) reads++;
    const value = secrets[Math.min(reads, secrets.length - 1)];
    return value === undefined ? { kind: 'not-set' } : { kind: 'set', value };
  };
  const settings = { baseUrl, auth, limitPerSecond: 10, pacePerSecond: 1.8 };
  return makeWmsClient({
    ...{ settings, readSecret, release: '1.2.3', isRefused: () => false, now: () => now },
    request: makeHttpRequest(),
    delivery: { attemptTimeoutMillis: 5_000, connectTimeoutMillis: 2_000, retryAfterSecondsMax: 9 },
    pass: async () => undefined,
  });
};
const byCertificate: WmsAuth = { kind: 'mutualTls' };
const byKey: WmsAuth = { kind: 'apiKey', header: 'Authorization', prefix: '' };

describe('a WMS that knows us by our certificate', () => {
  it('takes the order, and no header tells of credentials', async () => {
    await using server = await startWms();
    const send = clientOf(server.url, byCertificate, { tls: { ca, ...bridge } });

    expect(await send(order)).toMatchObject(delivered);
    expect(server.seen).toEqual([{ authorization: undefined, certificate: 'bridge.test' }]);
  });

  it('is sent nothing by a stranger, whom it refuses: the message waits', async () => {
    await using server = await startWms();
    const send = clientOf(server.url, byCertificate, { tls: { ca, ...stranger } });

    expect(await send(order)).toMatchObject({ kind: 'unavailable', cause: 'connection' });
    expect(server.seen).toEqual([]);
  });

  it('is asked with none where the secret has none: that is a hold until somebody sets one', async () => {
    await using server = await startWms();
    const send = clientOf(server.url, byCertificate, { apiKey, tls: { ca } });

    expect(await send(order)).toMatchObject({ kind: 'unauthorized', reason: 'not_configured' });
    expect(server.seen).toEqual([]);
  });

  it('is shown the new certificate after it was set, on a connection of its own', async () => {
    await using server = await startWms();
    const auth = { ...byCertificate };
    const secrets: WmsSecret[] = [{ tls: { ca, ...bridge } }];
    const request = makeHttpRequest();
    const readSecret: ReadWmsSecret = async () => {
      const [value] = secrets;
      return value === undefined ? { kind: 'not-set' } : { kind: 'set', value };
    };
    const send = makeWmsRequest({ settings: { baseUrl: server.url, auth }, readSecret, request });
    const put = () =>
      send({
        ...{ method: 'PUT', url: `${server.url}/orders/1`, headers: {}, body: '{}' },
        ...{ timeoutMillis: 5_000, connectTimeoutMillis: 2_000, answerBytesMax: 1_000 },
      });

    expect(await put()).toMatchObject({ status: 201 });
    secrets[0] = { tls: { ca, ...stranger } };
    expect(await put()).toMatchObject({ kind: 'connection' });
    expect(server.seen).toHaveLength(1);
  });
});

describe('a WMS with an authority of its own', () => {
  const withoutCertificates = {};

  it('is believed by that authority, beside an API key', async () => {
    await using server = await startWms(withoutCertificates);
    const send = clientOf(server.url, byKey, { apiKey, tls: { ca } });

    expect(await send(order)).toMatchObject(delivered);
    expect(server.seen).toEqual([{ authorization: apiKey, certificate: 'none' }]);
  });

  it.each([
    ['without it', { apiKey }],
    ['by another one', { apiKey, tls: { ca: stranger.certificate } }],
  ])('is not believed %s, and nothing is sent', async (_, secret) => {
    await using server = await startWms(withoutCertificates);

    expect(await clientOf(server.url, byKey, secret)(order)).toMatchObject({
      ...{ kind: 'unavailable', cause: 'connection' },
    });
    expect(server.seen).toEqual([]);
  });

  it('vouches for a token endpoint of another origin, too, beside the public ones', async () => {
    const asked: (readonly [string, number])[] = [];
    const request = makeWmsRequest({
      settings: { baseUrl: 'https://wms.example.com/api', auth: byKey },
      readSecret: async () => ({ kind: 'set', value: { apiKey, tls: { ca } } }),
      request: async ({ url, tls }) => {
        asked.push([url, tls?.ca?.length ?? 0]);
        return { kind: 'timeout' };
      },
    });
    const common = { method: 'POST', headers: {}, body: '' } as const;
    const bounds = { timeoutMillis: 1, connectTimeoutMillis: 1, answerBytesMax: 1 };
    for (const url of ['https://wms.example.com/token', 'https://login.example.com/token'])
      await request({ ...common, ...bounds, url });

    expect(asked[0]).toEqual(['https://wms.example.com/token', 1]);
    expect(asked[1]?.[1]).toBeGreaterThan(50);
  });

  it('is nothing that is asked for where the WMS asks for no credentials', async () => {
    const request = makeHttpRequest();
    const readSecret: ReadWmsSecret = () => Promise.reject(new Error('read'));
    const settings = { baseUrl: 'https://wms.example.com', auth: { kind: 'none' } } as const;

    expect(makeWmsRequest({ settings, readSecret, request })).toBe(request);
  });
});
