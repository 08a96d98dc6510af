/** A replay that meets the end of its time, a failing port, or another worker. */
import { describe, expect, it } from 'vitest';
import { type Around, makeWorkScene, type WorkScene } from './work-scene.ts';

const parkMany = async (scene: WorkScene, count: number) => {
  for (let n = 1; n <= count; n++) await scene.park(`letter-${String(n).padStart(4, '0')}`);
};

describe('the time of an invocation', () => {
  it('ends a slice in time; later ones go on where it was', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 300);
    await scene.makeJob({ letters: 300, pacePerSecond: 5 });
    const from = scene.time.now();
    expect(await scene.slice()).toMatchObject({ busy: false, swept: 0 });
    expect(scene.time.now() - from).toBeLessThanOrEqual(57_500);
    expect(scene.time.now() - from).toBeGreaterThan(54_000);
    const first = scene.job();
    expect(first).toMatchObject({ state: 'running', inHand: [] });
    expect(first.done).toBe(scene.sent.length);
    expect(scene.store.seen()).not.toHaveProperty('worker');

    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 300 });
    expect(scene.sent).toHaveLength(300);
  });

  it('is too short for anything: nothing is begun', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    await scene.slice({ seconds: 4 });
    expect([scene.sent.length, scene.job().inHand]).toEqual([0, []]);
  });
});

describe('a port that fails', () => {
  it.each(['enqueue', 'readState', 'jobs.replace', 'index.settle'] as const)(
    'ends the slice (%s); the job runs on, and the next slice goes on at once',
    async (broken) => {
      const scene = makeWorkScene();
      await parkMany(scene, 60);
      await scene.makeJob({ letters: 60 });
      let calls = 0;
      const slice = scene.slice({
        around: async (call, work) => {
          await scene.time.sleep(10);
          if (call === broken) calls += 1;
          if (call === broken && calls === 3) throw new Error('AWS is away');
          return work();
        },
      });
      await expect(slice).rejects.toThrow('AWS is away');
      expect(scene.job().state).toBe('running');
      expect(scene.store.seen()).not.toHaveProperty('worker');
      await scene.slice();
      expect(scene.job()).toMatchObject({ state: 'done', done: 60, gone: 0 });
      expect(new Set(scene.sentIds()).size).toBe(60);
    },
  );
});

describe('two invocations', () => {
  it('at once: one works, the other leaves it alone', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 100);
    await scene.makeJob({ letters: 100 });
    const ends = await scene.time.run(Promise.all([scene.startSlice(), scene.startSlice()]));
    expect(ends.map(({ busy }) => busy).sort()).toEqual([false, true]);
    expect(scene.sent).toHaveLength(100);
  });

  it('one after the other that died: its lease is waited for, and no longer', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 100);
    await scene.makeJob({ letters: 100 });
    let isDead = false;
    void scene.startSlice({
      around: async (_, work) => {
        await scene.time.sleep(10);
        return isDead ? new Promise(() => {}) : work();
      },
    });
    await scene.time.run(scene.time.sleep(1_000));
    isDead = true;
    expect(await scene.slice()).toMatchObject({ busy: true });
    await scene.time.run(scene.time.sleep(15_000));
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 100, gone: 0 });
  });

  it('of which one stood still for longer than its lease: it begins nothing', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    const around: Around = async (call, work) => {
      await scene.time.sleep(call === 'readState' ? 16_000 : 10);
      return work();
    };
    expect(await scene.slice({ around })).toEqual({ settled: 0, swept: 0, busy: false });
    expect(scene.sent).toEqual([]);
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 3, gone: 0 });
  });
});

describe('what a slice has not come to an end of', () => {
  it('stays in hand while the WMS asked everybody to wait, and is counted afterwards', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 20);
    await scene.makeJob({ letters: 20 });
    let settles = 0;
    const died = Promise.withResolvers<void>();
    const around: Around = async (call, work) => {
      await scene.time.sleep(10);
      if (call === 'index.settle') settles += 1;
      if (settles <= 5) return work();
      died.resolve();
      return new Promise(() => {});
    };
    void scene.startSlice({ around });
    await scene.time.run(died.promise);
    const since = scene.time.now();
    const block = { kind: 'paused', since, nextProbeAt: since + 100_000 };
    const closed = { served: 0, watchUntil: 0, failures: [], forbidden: [] };
    await scene.circuit.put({ ...closed, block });
    await scene.time.run(scene.time.sleep(20_000));
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'running', done: 0 });
    expect(scene.job().inHand).toHaveLength(20);
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 20, gone: 0 });
  });

  it('is not begun anew: where only others came by, the place is kept, too', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 2_500);
    await scene.makeJob({ filter: { class: 'expired' } });
    const around: Around = async (call, work) => {
      await scene.time.sleep(call === 'index.page' ? 400 : 10);
      return work();
    };
    await scene.slice({ around, seconds: 12 });
    expect(scene.job()).toMatchObject({
      state: 'running',
      cursor: { letterId: 'letter-2000' },
    });
  });
});
