/** The WMS of the simulation: the contract's cases, and what only virtual time can show. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../lib/adapters/http-request.ts';
import {
  at,
  cancelledOrder,
  itAnswersTheClient,
  type OneFault,
  type OpenedWms,
  orderId,
  putterOf,
  wmsAccount,
  wmsApiKey,
} from '../contract/wms-cases.ts';
import { makeEngine } from './engine/engine.ts';
import { makeWorldWms } from './world/wms.ts';
import type { Moods, Treatment } from './world/wms-moods.ts';
import type { WorldEvent } from './world/world-events.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const patience = 60_000;

const treatments: Readonly<Record<OneFault['kind'], Treatment>> = {
  status: { kind: 'answer', status: 503, retryAfterSeconds: 9 },
  reset: { kind: 'reset' },
  'lose-answer': { kind: 'answer-lost', how: 'reset' },
  hang: { kind: 'hang' },
  garbage: { kind: 'garbage' },
};

const openWms = (seed = 1) => {
  const engine = makeEngine({ seed, startAt });
  const environment = engine.makeEnvironment('deliver-order/1', 0);
  const events: WorldEvent[] = [];
  let next: Treatment | undefined;
  const moods: Moods = {
    outageAt: (endpoint) => (endpoint === 'orders' ? next : undefined),
    troubleOf: () => undefined,
    isForbiddenToAll: () => false,
    brownOutAt: () => 0,
    slowMillisAt: () => 0,
  };
  const { sendFrom, parts } = makeWorldWms({
    ...{ engine, moods, rates: {}, tokenSeconds: 3_600 },
    ...{ client: wmsAccount, apiKeys: [wmsApiKey] },
    tell: (event) => {
      events.push(event);
      if (event.kind === 'wms-heard' && event.endpoint === 'orders') next = undefined;
    },
  });
  const opened: OpenedWms = {
    url: 'https://wms.example',
    request: sendFrom(environment),
    order: parts.book.get,
    revokeTokens: parts.tokens.revokeAll,
    setClients: parts.credentials.setClients,
    failOnce: ({ kind }) => {
      next = treatments[kind];
    },
    within: (work) =>
      engine.run(async () => {
        const done = environment.run(work);
        await engine.time.runUntil(engine.time.now() + patience);
        return done;
      }),
  };
  return { engine, environment, events, opened, sendFrom, setNext: (to: Treatment) => (next = to) };
};

let opened: OpenedWms;
beforeEach(() => {
  opened = openWms().opened;
});

describe('the contract', () => itAnswersTheClient(() => opened));

const open = (world: ReturnType<typeof openWms>) =>
  putterOf(
    world.opened,
    { kind: 'oauth2', tokenUrl: `${world.opened.url}/oauth/token` },
    () => wmsAccount,
  );

describe('a request', () => {
  it('takes effect although its answer is lost', async () => {
    const world = openWms();
    world.setNext({ kind: 'answer-lost', how: 'hang' });

    expect(await open(world)(at(0))).toMatchObject({ kind: 'unavailable', cause: 'timeout' });
    expect(world.opened.order(orderId)?.current).toEqual(cancelledOrder(at(0)));
  });

  it('that arrives late takes effect when nobody waits for it any more', async () => {
    const world = openWms();
    world.setNext({ kind: 'late', millis: 10_000 });
    const heard = await open(world)(at(0), cancelledOrder(at(0)), 2_000);

    expect(heard).toMatchObject({ kind: 'unavailable', cause: 'timeout' });
    expect(world.events.map(({ kind }) => kind).slice(-3)).toEqual([
      'wms-requested',
      'wms-heard',
      'wms-effect',
    ]);
  });

  it('of an environment that is killed still takes effect, and is never heard of', async () => {
    const world = openWms();
    const { engine, environment } = world;
    const put = putterOf(
      { ...world.opened, within: (work) => work() },
      { kind: 'apiKey', header: 'Authorization', prefix: '' },
      () => ({ apiKey: wmsApiKey }),
    );
    world.setNext({ kind: 'kill' });
    let heard = false;
    await engine.run(async () => {
      environment.run(() => {
        void put(at(0)).then(() => {
          heard = true;
        });
      });
      await engine.time.runUntil(startAt + patience);
    });

    expect([heard, environment.isAlive()]).toEqual([false, false]);
    expect(world.opened.order(orderId)?.current).toEqual(cancelledOrder(at(0)));
  });

  it('that is given up is silence, and ends with its own time', async () => {
    const world = openWms();
    const { engine, environment, sendFrom } = world;
    world.setNext({ kind: 'hang' });
    const ended: number[] = [];
    await engine.run(async () => {
      environment.run(() => {
        const request: HttpRequest = {
          ...{ url: `${world.opened.url}/orders/1`, headers: {}, body: '{}' },
          ...{ timeoutMillis: 2_000, connectTimeoutMillis: 1_000, answerBytesMax: 100 },
          method: 'PUT',
        };
        const end = new AbortController();
        const note = () => ended.push(engine.time.now() - startAt);
        void sendFrom(environment)(request).then(note);
        void sendFrom(environment)({ ...request, signal: end.signal }).then(note);
        setTimeout(() => end.abort(), 500);
      });
      await engine.time.runUntil(startAt + patience);
    });

    expect(ended).toEqual([500, 2_000]);
  });
});
