import { describe, expect, it } from 'vitest';
import type { ReadWmsSecret } from '../../lib/adapters/wms-token.ts';
import type { RequestBy } from '../../lib/circuit/guard.ts';
import type { Withheld } from '../../lib/delivery/attempt.ts';
import type { Pass } from '../../lib/delivery/pass.ts';
import {
  accept,
  clientFor,
  delivered,
  now,
  order,
  start,
  startWithTokens,
  within,
} from './wms-client-scene.ts';
import { listenHttp, reply } from './wms-server.ts';

const lease = { holder: 'us', until: now + 3_000 };
const later = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));
const versioned =
  (...versions: readonly string[]): ReadWmsSecret =>
  async ({ fresh }) => {
    const version = (fresh ? versions.at(-1) : versions[0]) ?? '';
    const value = { clientId: 'bridge', clientSecret: `secret-of-${version}-xxxxxx` };
    return { kind: 'set', value, version };
  };

describe('every request to the WMS', () => {
  it('asks whether it may pass, also for a token and also after a refusal', async () => {
    const asked: RequestBy[] = [];
    const pass: Pass = async (by) => {
      asked.push(by);
      return undefined;
    };
    await using wms = await startWithTokens(
      (authorization, response) =>
        authorization === 'Bearer token-1' ? reply(response, 401) : accept(response),
      { pass },
    );

    expect(await wms.send({ ...order, lease })).toEqual(delivered);
    expect(asked).toEqual(['token', lease, 'token', lease]);
    await wms.send(order);
    expect(asked.slice(4)).toEqual(['attempt']);
    expect(wms.received).toHaveLength(asked.length);
  });

  it.each<Withheld['reason']>(['circuit', 'no_time', 'state_unreachable'])(
    'is not sent where it may not, for %s',
    async (reason) => {
      const pass: Pass = async () => ({ kind: 'withheld', reason });
      await using wms = await startWithTokens((_, response) => accept(response), { pass });

      expect(await wms.send(order)).toEqual({ kind: 'withheld', reason });
      expect(wms.received).toEqual([]);
      await using open = await start((_, response) => accept(response), { pass });
      expect(await open.send(order)).toEqual({ kind: 'withheld', reason });
      expect(open.received).toEqual([]);
    },
  );

  it('is not sent after a refusal where the circuit has opened meanwhile', async () => {
    let passes = 0;
    const pass: Pass = async () => {
      passes += 1;
      return passes <= 3 ? undefined : { kind: 'withheld', reason: 'circuit' };
    };
    await using wms = await startWithTokens((_, response) => reply(response, 401), { pass });

    expect(await wms.send(order)).toEqual({ kind: 'withheld', reason: 'circuit' });
    expect(wms.calls()).toEqual(['token', 'PUT Bearer token-1', 'token']);
  });

  it('loses none of its time while it waits for its turn', async () => {
    const pass: Pass = async () => {
      await later(150);
      return undefined;
    };
    const delivery = { attemptTimeoutMillis: 100 };
    await using wms = await startWithTokens((_, response) => accept(response), { pass, delivery });

    expect(await wms.send(order)).toEqual(delivered);
  });

  it('ends at its own timeout, however much time the delivery has', async () => {
    await using wms = await start(() => undefined, { delivery: { attemptTimeoutMillis: 60 } });
    const begun = performance.now();

    expect(await wms.send(within(60_000))).toEqual({ kind: 'unavailable', cause: 'timeout' });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('of a probe ends with its lease', async () => {
    await using wms = await start(() => undefined);
    const begun = performance.now();

    expect(await wms.send({ ...order, lease: { holder: 'us', until: now + 60 } })).toEqual({
      kind: 'unavailable',
      cause: 'timeout',
    });
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('hears of the end of its attempt while it waits for its turn', async () => {
    const pass: Pass = (_by, signal) =>
      new Promise((resolve) => {
        const end = () => resolve({ kind: 'withheld', reason: 'no_time' });
        signal.addEventListener('abort', end, { once: true });
      });
    await using wms = await start((_, response) => accept(response), { pass });

    expect(await wms.send(within(40))).toEqual({ kind: 'withheld', reason: 'no_time' });
    expect(wms.received).toEqual([]);
  });
});

describe('the version of the secret', () => {
  it.each([
    [401, { kind: 'unauthorized', reason: 'refused', status: 401, secretVersion: 'v1' }],
    [403, { kind: 'forbidden', status: 403, secretVersion: 'v1' }],
    [422, { kind: 'rejected', status: 422 }],
  ])('that a %i was answered to is told where it is to blame', async (status, outcome) => {
    const answer = (_: string, response: Parameters<typeof accept>[0]) => reply(response, status);
    await using wms = await startWithTokens(answer, { readSecret: versioned('v1') });

    expect(await wms.send(order)).toEqual(outcome);
  });

  it('is that of the secret which was refused last', async () => {
    await using wms = await startWithTokens((_, response) => accept(response), {
      readSecret: versioned('v1', 'v2'),
      token: (_, response) => reply(response, 401),
    });

    expect(await wms.send(order)).toEqual({
      kind: 'unauthorized',
      reason: 'refused',
      status: 401,
      secretVersion: 'v2',
    });
    expect(wms.received).toHaveLength(2);
  });

  it('is told where nobody has set the secret yet', async () => {
    await using wms = await startWithTokens((_, response) => accept(response), {
      readSecret: async () => ({ kind: 'not-set', version: 'v1' }),
    });

    expect(await wms.send(order)).toEqual({
      kind: 'unauthorized',
      reason: 'not_configured',
      secretVersion: 'v1',
    });
  });

  it('is told with an API key, too', async () => {
    await using server = await listenHttp((_, response) => reply(response, 401));
    const send = clientFor(server.url, {
      auth: { kind: 'apiKey', header: 'X-Api-Key', prefix: '' },
      readSecret: async () => ({
        kind: 'set',
        value: { apiKey: 'a-key-of-16-chars' },
        version: 'v7',
      }),
    });

    expect(await send(order)).toEqual({
      kind: 'unauthorized',
      reason: 'refused',
      status: 401,
      secretVersion: 'v7',
    });
    expect(server.received).toHaveLength(1);
  });

  it('is none where the WMS asks for no credentials', async () => {
    await using wms = await start((_, response) => reply(response, 401));

    expect(await wms.send(order)).toEqual({ kind: 'unauthorized', reason: 'refused', status: 401 });
    expect(wms.received).toHaveLength(1);
  });

  it.each([
    ['a token', 'oauth2'],
    ['an API key', 'apiKey'],
  ] as const)(
    'that was refused elsewhere sends %s no more, until it has changed',
    async (_, kind) => {
      let refused: string | undefined;
      let version = 'v1';
      const value =
        kind === 'apiKey' ? { apiKey: 'a-key-of-16-chars' } : { clientId: 'a', clientSecret: 'b' };
      const given = {
        readSecret: async () => ({ kind: 'set', value, version }) as const,
        isRefused: (one: string | undefined) => one === refused,
      };
      await using wms = await startWithTokens((_received, response) => accept(response), given);
      const auth = { kind: 'apiKey', header: 'X-Api-Key', prefix: '' } as const;
      const send = kind === 'apiKey' ? clientFor(wms.url, { auth, ...given }) : wms.send;

      expect(await send(order)).toEqual(delivered);
      const sent = wms.received.length;
      refused = 'v1';
      expect(await send(order)).toEqual({
        kind: 'unauthorized',
        reason: 'refused',
        status: 401,
        secretVersion: 'v1',
      });
      expect(wms.received).toHaveLength(sent);
      version = 'v2';
      expect(await send(order)).toEqual(delivered);
      expect(wms.received).toHaveLength(2 * sent);
    },
  );
});
