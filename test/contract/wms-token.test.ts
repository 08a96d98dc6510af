import { describe, expect, it } from 'vitest';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import {
  makeWmsToken,
  type ReadWmsSecret,
  type TokenDependencies,
} from '../../lib/adapters/wms-token.ts';
import type { ParsedSecret, WmsSecret } from '../../lib/config/secret-values.ts';
import { type Answer, listenHttp, reply } from './wms-server.ts';

const request = makeHttpRequest();
const secretOf = (clientId: string, clientSecret: string): ParsedSecret<WmsSecret> => ({
  kind: 'set',
  value: { clientId, clientSecret },
});
const known = secretOf('bridge', 'sixteen-letters-');
const granted = '{"access_token":"token-1","token_type":"Bearer"}';
const grant = (response: Parameters<Answer>[1], value: string, lifetime?: unknown) =>
  reply(response, 200, { access_token: value, token_type: 'Bearer', expires_in: lifetime });

/** A token source against a server that answers as told, with a clock in the test's hands. */
const start = async (
  answer: Answer,
  readSecret: ReadWmsSecret = async () => known,
  isRefused: TokenDependencies['isRefused'] = () => false,
) => {
  const server = await listenHttp(answer);
  const clock = { now: 1_000_000 };
  const source = makeWmsToken({
    auth: { kind: 'oauth2', tokenUrl: `${server.url}/oauth/token`, scope: 'orders:write' },
    readSecret,
    isRefused,
    request,
    now: () => clock.now,
    userAgent: 'shopify-wms-bridge/1.2.3',
    timeoutMillis: 2_000,
    connectTimeoutMillis: 1_000,
    retryAfterSecondsMax: 1_800,
  });
  return { ...server, ...source, clock };
};

describe('the token', () => {
  it('is asked for with client credentials, form-encoded before Basic', async () => {
    await using wms = await start(
      (_, response) => grant(response, 'abc.DEF-1~2+3/4=='),
      async () => secretOf('client:1', 'pässword /+%&='),
    );

    expect(await wms.token()).toEqual({ kind: 'token', value: 'abc.DEF-1~2+3/4==' });
    expect(wms.received).toMatchObject([
      {
        method: 'POST',
        path: '/oauth/token',
        headers: {
          // client%3A1:p%C3%A4ssword+%2F%2B%25%26%3D
          authorization: 'Basic Y2xpZW50JTNBMTpwJUMzJUE0c3N3b3JkKyUyRiUyQiUyNSUyNiUzRA==',
          'content-type': 'application/x-www-form-urlencoded',
          'user-agent': 'shopify-wms-bridge/1.2.3',
        },
        body: 'grant_type=client_credentials&scope=orders%3Awrite',
      },
    ]);
  });

  it('is asked for once by fifty who need it at the same time', async () => {
    await using wms = await start((_, response, count) => grant(response, `token-${count}`));

    const tokens = await Promise.all(Array.from({ length: 50 }, () => wms.token()));

    expect(wms.received).toHaveLength(1);
    expect(new Set(tokens.map((token) => token.kind === 'token' && token.value))).toEqual(
      new Set(['token-1']),
    );
  });

  it.each([
    [3_600, 3_240_000],
    [100, 90_000],
    [30, 25_000],
    [3, 1_500],
    [undefined, 54_000],
    [0, 54_000],
    [-5, 54_000],
    ['3600', 54_000],
    [null, 54_000],
    [1e99, 77_760_000],
  ])('that lives %j seconds is used for %i ms', async (lifetime, usableMillis) => {
    await using wms = await start((_, response, count) =>
      grant(response, `token-${count}`, lifetime),
    );
    await wms.token();

    wms.clock.now += usableMillis - 1;
    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-1' });
    wms.clock.now += 1;
    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-2' });
  });

  it('that was refused is forgotten, but no newer one', async () => {
    await using wms = await start((_, response, count) => grant(response, `token-${count}`, 3_600));
    await wms.token();

    wms.discard('token-1');
    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-2' });
    wms.discard('token-1');
    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-2' });
    expect(wms.received).toHaveLength(2);
  });

  it('says which version of the secret it was granted for, also from memory', async () => {
    await using wms = await start(
      (_, response) => grant(response, 'token-1'),
      async () => ({ ...known, version: 'v1' }),
    );

    const token = { kind: 'token', value: 'token-1', version: 'v1' };
    expect([await wms.token(), await wms.token()]).toEqual([token, token]);
    expect(wms.received).toHaveLength(1);
  });

  it('is neither used nor asked for with a version of the secret that was refused', async () => {
    let refused: string | undefined;
    let version = 'v1';
    await using wms = await start(
      (_, response, count) => grant(response, `token-${count}`),
      async () => ({ ...known, version }),
      (one) => one === refused,
    );
    await wms.token();
    refused = 'v1';
    expect(await wms.token()).toEqual({ kind: 'refused', status: 401, version: 'v1' });
    expect(wms.received).toHaveLength(1);
    version = 'v2';
    expect(await wms.token()).toMatchObject({ value: 'token-2', version: 'v2' });
    expect(await wms.token()).toMatchObject({ value: 'token-2', version: 'v2' });
  });

  it.each(['a b', 'a\r\nx-admin: 1', 'ä', '', 'x'.repeat(8_193), 7, null])(
    'that could not stand in a header, %j, is none',
    async (value) => {
      await using wms = await start((_, response) =>
        reply(response, 200, { access_token: value, token_type: 'bearer' }),
      );

      expect(await wms.token()).toEqual({
        kind: 'unusable',
        status: 200,
        fault: 'token endpoint: access_token is no bearer token',
      });
    },
  );

  it.each([
    [200, '<html>', 'the answer is no JSON object'],
    [200, '[]', 'token_type is not bearer'],
    [200, '{"access_token":"a","token_type":"mac"}', 'token_type is not bearer'],
    [204, '', 'unexpected status'],
    [302, '', 'unexpected status'],
  ])('is none where the endpoint answers %i %j', async (status, body, fault) => {
    await using wms = await start((_, response) => reply(response, status, body));

    expect(await wms.token()).toEqual({
      kind: 'unusable',
      status,
      fault: `token endpoint: ${fault}`,
    });
  });
});

describe('an endpoint that gives no token', () => {
  it.each([429, 500, 501, 502, 503, 504])('%i is an outage, and is asked again', async (status) => {
    await using wms = await start((_, response, count) =>
      count === 1
        ? reply(response, status, '', { 'retry-after': '20' })
        : grant(response, 'token-2'),
    );

    expect(await wms.token()).toEqual({
      kind: 'unavailable',
      cause: 'status',
      status,
      endpoint: 'token',
      retryAfterSeconds: 20,
    });
    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-2' });
  });

  it('and closes the connection is an outage, and is asked again', async () => {
    await using wms = await start((_, response, count) =>
      count === 1 ? response.socket?.resetAndDestroy() : grant(response, 'token-2'),
    );

    expect(await wms.token()).toEqual({
      kind: 'unavailable',
      cause: 'connection',
      endpoint: 'token',
    });
    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-2' });
  });

  it.each([400, 401, 403, 404])(
    '%i is a refusal, with unchanged credentials once',
    async (status) => {
      await using wms = await start((_, response) => reply(response, status));

      expect(await wms.token()).toEqual({ kind: 'refused', status });
      expect(wms.received).toHaveLength(1);
    },
  );

  it('is asked once more when the secret has changed since we read it', async () => {
    await using wms = await start(
      (_, response, count) =>
        count === 1 ? reply(response, 401) : grant(response, 'token-of-the-new-secret'),
      async ({ fresh }) => (fresh ? secretOf('bridge', 'another-secret--') : known),
    );

    expect(await wms.token()).toEqual({ kind: 'token', value: 'token-of-the-new-secret' });
    expect(wms.received.map(({ headers }) => headers.authorization)).toEqual([
      'Basic YnJpZGdlOnNpeHRlZW4tbGV0dGVycy0=',
      'Basic YnJpZGdlOmFub3RoZXItc2VjcmV0LS0=',
    ]);
  });

  it('is given up after the changed secret, too', async () => {
    await using wms = await start(
      (_, response) => reply(response, 401),
      async ({ fresh }) => (fresh ? secretOf('bridge', 'another-secret--') : known),
    );

    expect(await wms.token()).toEqual({ kind: 'refused', status: 401 });
    expect(wms.received).toHaveLength(2);
  });

  it.each<ParsedSecret<WmsSecret>>([
    { kind: 'not-set' },
    { kind: 'malformed', fault: 'it is not JSON' },
    { kind: 'set', value: { apiKey: 'a-key-of-16-chars' } },
  ])('is not asked while the secret is %j', async (secret) => {
    await using wms = await start(
      () => undefined,
      async () => secret,
    );

    expect(await wms.token()).toEqual({ kind: 'not-configured' });
    expect(wms.received).toHaveLength(0);
  });

  it.each([
    ['known', 'v1', { kind: 'refused', status: 401, version: 'v1' }],
    ['changed', 'v2', { kind: 'refused', status: 401, version: 'v2' }],
  ])('refuses the %s secret, and its version is told', async (_, fresh, outcome) => {
    await using wms = await start(
      (_received, response) => reply(response, 401),
      async (options) => {
        const version = options.fresh ? fresh : 'v1';
        return { ...secretOf('bridge', `secret-of-${version}-xxxxxx`), version };
      },
    );

    expect(await wms.token()).toEqual(outcome);
  });

  it('refuses still where the secret cannot be read again, and is not asked twice', async () => {
    await using wms = await start(
      (_, response) => reply(response, 401),
      async ({ fresh }) => {
        if (fresh) throw new Error('no secrets today');
        return { ...known, version: 'v1' };
      },
    );

    expect(await wms.token()).toEqual({ kind: 'refused', status: 401, version: 'v1' });
    expect(wms.received).toHaveLength(1);
  });

  it('is asked with a secret that was set a moment ago', async () => {
    await using wms = await start(
      (_, response) => grant(response, 'first'),
      async ({ fresh }) => (fresh ? known : { kind: 'not-set' }),
    );

    expect(await wms.token()).toEqual({ kind: 'token', value: 'first' });
  });

  it('is asked again after the secret could not be read', async () => {
    let reads = 0;
    await using wms = await start(
      (_, response) => grant(response, 'first'),
      async () => {
        reads += 1;
        if (reads === 1) throw new Error('no secrets today');
        return known;
      },
    );

    await expect(wms.token()).rejects.toThrow('no secrets today');
    expect(await wms.token()).toEqual({ kind: 'token', value: 'first' });
  });
});

it.each(['circuit', 'no_time', 'state_unreachable'] as const)(
  'a request for a token that was withheld, for %s, is no answer of the endpoint',
  async (reason) => {
    let withheld = true;
    const source = makeWmsToken({
      auth: { kind: 'oauth2', tokenUrl: 'http://127.0.0.1:9/oauth/token' },
      readSecret: async () => known,
      isRefused: () => false,
      request: async () =>
        withheld
          ? { kind: 'withheld', reason }
          : { kind: 'answer', status: 200, headers: {}, body: granted, truncated: false },
      now: () => 0,
      userAgent: 'shopify-wms-bridge/1.2.3',
      timeoutMillis: 2_000,
      connectTimeoutMillis: 1_000,
      retryAfterSecondsMax: 1_800,
    });
    expect(await source.token()).toEqual({ kind: 'withheld', reason });
    withheld = false;
    expect(await source.token()).toEqual({ kind: 'token', value: 'token-1' });
  },
);

describe('who waits for a token', () => {
  it('leaves at its own time, while the others get it', async () => {
    const held = Promise.withResolvers<() => void>();
    await using wms = await start((_, response) => held.resolve(() => grant(response, 'late')));
    const hasty = new AbortController();
    const waiting = [wms.token(hasty.signal), wms.token()];
    const answerNow = await held.promise;

    hasty.abort();
    expect(await waiting[0]).toEqual({ kind: 'unavailable', cause: 'timeout', endpoint: 'token' });
    answerNow();
    expect(await waiting[1]).toEqual({ kind: 'token', value: 'late' });
  });

  it('ends the request when nobody is left, and the next one starts another', async () => {
    const closed = Promise.withResolvers<boolean>();
    const asked = Promise.withResolvers<void>();
    await using wms = await start((_, response, count) => {
      if (count > 1) return grant(response, 'second');
      response.on('close', () => closed.resolve(response.writableFinished));
      asked.resolve();
    });
    const callers = [new AbortController(), new AbortController()] as const;
    const waiting = callers.map(({ signal }) => wms.token(signal));
    await asked.promise;

    for (const caller of callers) caller.abort();
    expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual([
      'unavailable',
      'unavailable',
    ]);
    expect(await closed.promise).toBe(false);
    expect(await wms.token()).toEqual({ kind: 'token', value: 'second' });
  });
});
