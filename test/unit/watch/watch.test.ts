import { describe, expect, it } from 'vitest';
import type { Sources } from '../../../lib/watch/seen.ts';
import { makeWatch, type Watched, type WatchPorts } from '../../../lib/watch/watch.ts';
import { minute, settings, start } from '../circuit/circuits.ts';
import { sources } from './seen-values.ts';

/** A watch of what is given; a source that is an error throws it. */
const makeScene = (given: Partial<Record<keyof Sources, unknown>> = {}) => {
  const told: Watched[] = [];
  const values = { ...sources, ...given };
  const read = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      async () => {
        if (value instanceof Error) throw value;
        return value;
      },
    ]),
  ) as WatchPorts['read'];
  const tell = (watched: Watched) => void told.push(watched);
  return { told, watch: makeWatch({ read, tell, now: () => start + 2 * minute }, settings) };
};

describe('a watch', () => {
  it('tells once what it saw, and answers the same', async () => {
    const { told, watch } = makeScene();
    const watched = await watch();
    expect(watched).toMatchObject({
      gauges: { heartbeat: 1, queueDepth: 45, oldestUndeliveredAge: 240 },
      oldestOrder: 'demo.myshopify.com/820982911946154508',
      ...{ cut: [], failed: [] },
    });
    expect(told).toEqual([watched]);
  });

  it('told twice in a minute tells the same again: it keeps nothing', async () => {
    const { told, watch } = makeScene();
    await watch();
    await watch();
    expect(told[1]).toEqual(told[0]);
  });

  it('names the sources that failed, and of their errors nothing but the name', async () => {
    const secret = 'a name and an address';
    const { watch } = makeScene({
      circuit: new TypeError(secret),
      letters: new RangeError(secret),
    });
    const watched = await watch();
    expect(watched.failed).toEqual([
      { source: 'circuit', error: 'TypeError' },
      { source: 'letters', error: 'RangeError' },
    ]);
    expect(watched.gauges).toMatchObject({ heartbeat: 0, queueDepth: 45 });
    expect(JSON.stringify(watched)).not.toContain(secret);
  });

  it('names no oldest order where none waits, or where that was not read', async () => {
    const none = await makeScene({ waiting: { count: 0, complete: true } }).watch();
    const unread = await makeScene({ waiting: new Error('away') }).watch();
    expect([none, unread].map((one) => 'oldestOrder' in one)).toEqual([false, false]);
  });

  it('says of what there is more than was counted; that is no failure', async () => {
    const { watch } = makeScene({
      waiting: { ...sources.waiting, complete: false },
      letters: { ...sources.letters, complete: false },
    });
    expect(await watch()).toMatchObject({
      ...{ cut: ['waiting', 'letters'], failed: [], gauges: { heartbeat: 1 } },
    });
  });

  it('reads all sources at once: the slowest is the longest that it takes', async () => {
    const begun: string[] = [];
    const all = Promise.withResolvers<void>();
    const read = Object.fromEntries(
      Object.entries(sources).map(([name, value]) => [
        name,
        async () => {
          begun.push(name);
          if (begun.length === Object.keys(sources).length) all.resolve();
          await all.promise;
          return value;
        },
      ]),
    ) as WatchPorts['read'];
    await makeWatch({ read, tell: () => {}, now: () => start }, settings)();
    expect(begun).toHaveLength(6);
  });
});
