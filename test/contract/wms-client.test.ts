import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadWmsSecret } from '../../lib/adapters/wms-token.ts';
import {
  accept,
  apiKey,
  client,
  clientFor,
  delivered,
  noSecret,
  order,
  start,
  startWithTokens,
  within,
} from './wms-client-scene.ts';
import { listenHttp, reply } from './wms-server.ts';

describe('an attempt', () => {
  it('puts the order as it is, and says whose and which it is', async () => {
    await using wms = await start((_, response) => accept(response));

    expect(await wms.send(order)).toEqual(delivered);
    expect(wms.received).toEqual([
      {
        method: 'PUT',
        path: '/orders/820982911946154508',
        headers: {
          accept: 'application/json, application/problem+json',
          connection: 'keep-alive',
          'content-length': '33',
          'content-type': 'application/json',
          host: wms.url.replace('http://', ''),
          'idempotency-key': 'v1:demo.myshopify.com:820982911946154508:2026-11-22T10:00:00Z:abc:g0',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
          'user-agent': 'shopify-wms-bridge/1.2.3',
          'x-correlation-id': 'shopify-order-820982911946154508',
        },
        body: '{"order_id":"820982911946154508"}',
      },
    ]);
  });

  it.each([
    ['', '1', '/orders/1'],
    ['/', '1', '/orders/1'],
    ['/wms/v2', '1', '/wms/v2/orders/1'],
    ['/wms/v2//', '1', '/wms/v2/orders/1'],
    ['', '../admin?x=1#y', '/orders/..%2Fadmin%3Fx%3D1%23y'],
    ['', 'ä b', '/orders/%C3%A4%20b'],
    ['', '...', '/orders/...'],
  ])('at the base path %j of order %j goes to %s', async (path, orderId, expected) => {
    await using wms = await start((_, response) => accept(response), { path });

    expect(await wms.send({ ...order, orderId })).toEqual(delivered);
    expect(wms.received[0]?.path).toBe(expected);
  });

  it.each(['', '.', '..'])('of an order named %j is not made', async (orderId) => {
    await using wms = await start((_, response) => accept(response));

    await expect(wms.send({ ...order, orderId })).rejects.toThrow('must be more than dots');
    expect(wms.received).toHaveLength(0);
  });

  it('cannot carry a header that nobody wrote', async () => {
    await using wms = await start((_, response) => accept(response));
    const names = ['idempotencyKey', 'correlationId', 'traceparent'] as const;
    const hostile = fc.constantFrom('\r\nx-admin: 1', '\nx-admin: 1', '\0', 'ä', ' ', '\u010dx');

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), hostile, async (name, text) => {
        await expect(wms.send({ ...order, [name]: `a${text}` })).rejects.toThrow('printable ASCII');
      }),
      { numRuns: 50 },
    );
    expect(wms.received).toHaveLength(0);
  });

  it('is answered with every status from 200 to 599 by one outcome and one request each', async () => {
    await using wms = await start(({ path }, response) => {
      reply(response, Number(path.split('/').at(-1)), { wms_order_id: 'W-1' });
    });
    const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);

    const outcomes = await Promise.all(
      statuses.map(async (status) => (await wms.send({ ...order, orderId: String(status) })).kind),
    );

    const count = (kind: string) => outcomes.filter((outcome) => outcome === kind).length;
    expect(wms.received).toHaveLength(400);
    expect({
      delivered: count('delivered'),
      throttled: count('throttled'),
      unavailable: count('unavailable'),
      unauthorized: count('unauthorized'),
      forbidden: count('forbidden'),
      rejected: count('rejected'),
      // A body goes missing with 204, 205 and 304; they are no success anyway.
      unusable: count('unusable'),
    }).toEqual({
      delivered: 2,
      throttled: 1,
      unavailable: 4,
      unauthorized: 1,
      forbidden: 1,
      rejected: 97,
      unusable: 294,
    });
  });

  it.each([
    [200, '<html><title>Log in</title></html>', 'no wms_order_id in the answer'],
    [201, '{"status":"ok"}', 'no wms_order_id in the answer'],
    [204, '', 'unexpected status'],
    [302, '', 'unexpected status'],
    [200, `{"wms_order_id":"W-1","pad":"${' '.repeat(70_000)}"}`, 'answer too large'],
  ])('answered by %i without proof is no delivery', async (status, body, fault) => {
    await using wms = await start((_, response) => {
      reply(response, status, body, { location: '/orders/elsewhere' });
    });

    expect(await wms.send(order)).toEqual({ kind: 'unusable', status, fault });
    expect(wms.received).toHaveLength(1);
  });

  it('that is not answered ends within its time', async () => {
    await using wms = await start(() => undefined);
    const begun = performance.now();

    expect(await wms.send(within(80))).toEqual({
      kind: 'unavailable',
      cause: 'timeout',
    });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('that begins too late is not made to wait for', async () => {
    await using wms = await start(() => undefined);

    expect(await wms.send(within(-100))).toEqual({ kind: 'unavailable', cause: 'timeout' });
  });

  it('whose connection is reset is a connection error, and is not repeated', async () => {
    await using wms = await start((_, response) => response.socket?.resetAndDestroy());

    expect(await wms.send(order)).toEqual({ kind: 'unavailable', cause: 'connection' });
    expect(wms.received).toHaveLength(1);
  });
});

describe('with OAuth 2.0', () => {
  it('fifty attempts at once ask for one token', async () => {
    await using wms = await startWithTokens((_, response) => accept(response));

    await Promise.all(Array.from({ length: 50 }, () => wms.send(order)));

    expect(wms.calls().filter((call) => call === 'token')).toHaveLength(1);
    expect(wms.calls().filter((call) => call === 'PUT Bearer token-1')).toHaveLength(50);
  });

  it('a 401 brings a new token and the same request once more', async () => {
    await using wms = await startWithTokens((authorization, response) =>
      authorization === 'Bearer token-1' ? reply(response, 401) : accept(response),
    );

    expect(await wms.send(order)).toEqual(delivered);
    expect(wms.calls()).toEqual(['token', 'PUT Bearer token-1', 'token', 'PUT Bearer token-2']);
    const puts = wms.received.filter(({ method }) => method === 'PUT');
    expect(puts[0]?.body).toBe(puts[1]?.body);
    expect(puts[0]?.headers['idempotency-key']).toBe(puts[1]?.headers['idempotency-key']);
  });

  it('a second 401 ends the attempt', async () => {
    await using wms = await startWithTokens((_, response) => reply(response, 401));

    expect(await wms.send(order)).toEqual({
      kind: 'unauthorized',
      reason: 'refused',
      status: 401,
    });
    expect(wms.calls()).toEqual(['token', 'PUT Bearer token-1', 'token', 'PUT Bearer token-2']);
  });

  it('a token that comes back the same is not sent again', async () => {
    await using wms = await startWithTokens((_, response) => reply(response, 401), {
      token: (_, response) =>
        reply(response, 200, { access_token: 'evergreen', token_type: 'Bearer' }),
    });

    expect(await wms.send(order)).toMatchObject({ kind: 'unauthorized', reason: 'refused' });
    expect(wms.calls()).toEqual(['token', 'PUT Bearer evergreen', 'token']);
  });

  it('many refused at once renew the token once', async () => {
    await using wms = await startWithTokens((authorization, response) =>
      authorization === 'Bearer token-1' ? reply(response, 401) : accept(response),
    );

    const outcomes = await Promise.all(Array.from({ length: 20 }, () => wms.send(order)));

    expect(outcomes).toEqual(Array.from({ length: 20 }, () => delivered));
    expect(wms.calls().filter((call) => call === 'token')).toHaveLength(2);
    expect(wms.calls().filter((call) => call === 'PUT Bearer token-2')).toHaveLength(20);
  });

  it('a token endpoint that is down is an outage, and no order is sent', async () => {
    await using wms = await startWithTokens((_, response) => accept(response), {
      token: (_, response) => reply(response, 503, '', { 'retry-after': '7' }),
    });

    expect(await wms.send(order)).toEqual({
      kind: 'unavailable',
      cause: 'status',
      status: 503,
      endpoint: 'token',
      retryAfterSeconds: 7,
    });
    expect(wms.calls()).toEqual(['token']);
  });

  it('a token endpoint that hangs takes no more than the time of the attempt', async () => {
    await using wms = await startWithTokens((_, response) => accept(response), {
      token: () => undefined,
    });
    const begun = performance.now();

    expect(await wms.send(within(80))).toMatchObject({
      kind: 'unavailable',
      cause: 'timeout',
    });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it.each([400, 401])('a token endpoint that answers %i refuses us', async (status) => {
    await using wms = await startWithTokens((_, response) => accept(response), {
      token: (_, response) => reply(response, status, { error: 'invalid_client' }),
    });

    expect(await wms.send(order)).toEqual({ kind: 'unauthorized', reason: 'refused', status });
    expect(wms.calls()).toEqual(['token']);
  });

  it('nothing is sent while nobody has set the secret', async () => {
    await using wms = await startWithTokens((_, response) => accept(response), {
      readSecret: noSecret,
    });

    expect(await wms.send(order)).toEqual({ kind: 'unauthorized', reason: 'not_configured' });
    expect(wms.calls()).toEqual([]);
  });
});

describe('with an API key', () => {
  const startWithKey = async (
    readSecret: ReadWmsSecret,
    good = 'a-key-of-16-chars',
    prefix = '',
  ) => {
    const server = await listenHttp(({ headers }, response) =>
      headers['x-api-key'] === `${prefix}${good}` ? accept(response) : reply(response, 401),
    );
    const auth = { kind: 'apiKey', header: 'X-Api-Key', prefix } as const;
    const keys = () => server.received.map(({ headers }) => headers['x-api-key']);
    return { ...server, keys, send: clientFor(server.url, { auth, readSecret }) };
  };

  it('the key stands behind its prefix in its header', async () => {
    await using wms = await startWithKey(apiKey('a-key-of-16-chars'), undefined, 'Key ');

    expect(await wms.send(order)).toEqual(delivered);
    expect(wms.keys()).toEqual(['Key a-key-of-16-chars']);
  });

  it('a refused key that is still the same is not sent again', async () => {
    await using wms = await startWithKey(apiKey('a-revoked-key-16-'));

    expect(await wms.send(order)).toEqual({
      kind: 'unauthorized',
      reason: 'refused',
      status: 401,
    });
    expect(wms.keys()).toEqual(['a-revoked-key-16-']);
  });

  it('a refused key that has been changed is sent once', async () => {
    await using wms = await startWithKey(apiKey('a-revoked-key-16-', 'a-key-of-16-chars'));

    expect(await wms.send(order)).toEqual(delivered);
    expect(wms.keys()).toEqual(['a-revoked-key-16-', 'a-key-of-16-chars']);
  });

  it.each(['a-key-of-16-chars\n', 'a-key\r\nx-admin: 1', 'schlüssel-mit-ü-16'])(
    'a key that could not stand in a header, %j, counts as not set',
    async (key) => {
      await using wms = await startWithKey(apiKey(key));

      expect(await wms.send(order)).toEqual({ kind: 'unauthorized', reason: 'not_configured' });
      expect(wms.keys()).toEqual([]);
    },
  );

  it('a key that cannot be read in time ends the attempt, and nothing is sent', async () => {
    await using wms = await startWithKey(() => new Promise(() => undefined));

    expect(await wms.send(within(40))).toEqual({
      kind: 'unavailable',
      cause: 'timeout',
      endpoint: 'token',
    });
    expect(wms.keys()).toEqual([]);
  });

  it('a key that was refused, and cannot be read again in time, stays refused', async () => {
    await using wms = await startWithKey(async ({ fresh }) =>
      fresh ? new Promise(() => undefined) : apiKey('a-revoked-key-16-')({ fresh }),
    );

    expect(await wms.send(within(300))).toEqual({
      kind: 'unauthorized',
      reason: 'refused',
      status: 401,
    });
    expect(wms.keys()).toEqual(['a-revoked-key-16-']);
  });

  it.each([
    ['not set', noSecret],
    ['of another kind', client],
  ])('nothing is sent while the secret is %s', async (_, readSecret) => {
    await using wms = await startWithKey(readSecret);

    expect(await wms.send(order)).toEqual({ kind: 'unauthorized', reason: 'not_configured' });
    expect(wms.keys()).toEqual([]);
  });
});
