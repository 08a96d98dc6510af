/** The process's clock, timers and chance during a run, and after it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, makeEngine } from './engine/engine.ts';

const startAt = Date.parse('2026-11-22T10:00:00.000Z');
const makeOne = (): Engine => makeEngine({ seed: 1, startAt });

const names = [
  'Date',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'clearImmediate',
] as const;
const real = new Map(names.map((name) => [name, globalThis[name]]));
const others = () => [
  performance.now,
  AbortSignal.timeout,
  Math.random,
  process.hrtime,
  crypto.randomUUID,
  crypto.getRandomValues,
  fetch,
];
const realOthers = others();

afterEach(() => {
  for (const name of names) expect(globalThis[name], name).toBe(real.get(name));
  expect(others()).toEqual(realOthers);
});

describe('the clock', () => {
  it('shows virtual time, with its skew within an environment', async () => {
    const { time, run, makeEnvironment } = makeOne();
    const skewed = makeEnvironment('f/1', -2_500);
    const seen: unknown[] = [];
    const look = () => seen.push([Date.now(), new Date().toISOString(), performance.now()]);
    time.at(startAt + 1_000, look);
    time.at(startAt + 2_000, () => skewed.run(look));
    await run(() => time.runUntil(startAt + 3_000));
    expect(seen).toEqual([
      [startAt + 1_000, '2026-11-22T10:00:01.000Z', 1_000],
      [startAt - 500, '2026-11-22T09:59:59.500Z', 2_000],
    ]);
  });

  it('is a Date in everything else', async () => {
    const before = new Date(5);
    const { time, run } = makeOne();
    await run(async () => {
      expect(new Date(5)).toEqual(before);
      expect(before).toBeInstanceOf(Date);
      expect(new Date(2026, 0, 2, 3).getHours()).toBe(3);
      expect(Date.parse('2026-11-22T10:00:00Z')).toBe(startAt);
      expect(Date.UTC(1970, 0, 1)).toBe(0);
      expect(typeof Date()).toBe('string');
      class Later extends Date {}
      expect(new Later(7)).toBeInstanceOf(Later);
      expect(new Later().getTime()).toBe(time.now());
    });
  });
});

describe('timers', () => {
  it('fire in virtual time, with their arguments, until they are cleared', async () => {
    const { time, run } = makeOne();
    const seen: string[] = [];
    await run(async () => {
      const see = (name: unknown) => seen.push(`${name} ${time.now() - startAt}`);
      setTimeout(see, 50, 'timeout');
      setTimeout(see, undefined, 'least');
      setImmediate(see, 'immediate');
      clearTimeout(setTimeout(see, 20, 'cleared'));
      const repeated = setInterval(see, 30, 'interval');
      setTimeout(() => clearInterval(repeated), 95);
      const refreshed = setTimeout(see, 40, 'refreshed');
      setTimeout(() => refreshed.refresh(), 35);
      expect(setTimeout(see, 65, 'unref').unref().hasRef()).toBe(true);
      clearTimeout(undefined);
      await time.runUntil(startAt + 1_000);
    });
    expect(seen).toEqual([
      'immediate 0',
      'least 1',
      'interval 30',
      'timeout 50',
      'interval 60',
      'unref 65',
      'refreshed 75',
      'interval 90',
    ]);
  });

  it('leave no real timer behind', async () => {
    const kinds = () =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate');
    const before = kinds();
    const { time, run, makeEnvironment } = makeOne();
    const environment = makeEnvironment('f/1', 0);
    await run(async () => {
      environment.run(() => setInterval(() => undefined, 10));
      setTimeout(() => undefined, 86_400_000);
      await time.runUntil(startAt + 1_000);
    });
    expect(kinds()).toEqual(before);
  });
});

describe('within an environment', () => {
  it.each<[string, () => unknown]>([
    ['Math.random', () => Math.random()],
    ['AbortSignal.timeout', () => AbortSignal.timeout(5)],
    ['process.hrtime', () => process.hrtime()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
    ['fetch', () => fetch('http://127.0.0.1:1/')],
  ])('%s is refused, outside it is not', async (label, use) => {
    const { run, makeEnvironment } = makeOne();
    const environment = makeEnvironment('f/1', 0);
    await run(async () => {
      expect(() => environment.run(use)).toThrow(`${label} is not of the simulation`);
      if (label !== 'fetch') expect(use).not.toThrow();
    });
  });
});

describe('a run', () => {
  it('puts everything back when it fails', async () => {
    const { time, run } = makeOne();
    time.at(startAt, () => {
      throw new Error('broken');
    });
    await expect(run(() => time.runUntil(startAt + 1))).rejects.toThrow('broken');
  });

  it('refuses another one beside it', async () => {
    const { run } = makeOne();
    await run(async () => {
      await expect(makeOne().run(async () => undefined)).rejects.toThrow('of another run');
    });
  });
});
