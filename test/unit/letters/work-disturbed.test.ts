/** A replay that meets a closed door, a stop, or the end of its time. */
import { describe, expect, it } from 'vitest';
import { changeJobs, resumeJob, stopJob } from '../../../lib/letters/jobs.ts';
import { decide } from './work-consumer.ts';
import { type Around, makeWorkScene, type WorkScene } from './work-scene.ts';

const closed = { served: 0, watchUntil: 0, failures: [], forbidden: [] };
const block = (scene: WorkScene, kind: 'open' | 'paused' | 'hold', millis = 60_000) => {
  const since = scene.time.now();
  const cause = kind === 'hold' ? { cause: 'operator' } : {};
  const nextProbeAt = since + millis;
  return scene.circuit.put({ ...closed, block: { kind, since, nextProbeAt, ...cause } });
};
const parkMany = async (scene: WorkScene, count: number) => {
  for (let n = 1; n <= count; n++) await scene.park(`letter-${String(n).padStart(4, '0')}`);
};
const at = (scene: WorkScene) => new Date(scene.time.now()).toISOString();
const stop = (scene: WorkScene) =>
  changeJobs(scene.store, (jobs) => stopJob(jobs, 'job-1', 'operator', at(scene)));
const resume = (scene: WorkScene) =>
  changeJobs(scene.store, (jobs) => resumeJob(jobs, 'job-1', at(scene)));

describe('where nothing goes through to the WMS', () => {
  it.each([
    ['open', 'circuit_open'],
    ['hold', 'circuit_hold'],
  ] as const)('a replay stops and says so (%s), and is resumed by hand', async (kind, why) => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    await block(scene, kind);
    expect(await scene.slice()).toMatchObject({ settled: 0 });
    expect(scene.job()).toMatchObject({ state: 'stopped', why, done: 0 });
    expect(scene.told).toEqual([scene.job()]);
    expect(await scene.slice()).toMatchObject({ settled: 0, busy: true });

    await scene.circuit.put(closed);
    await resume(scene);
    expect(scene.job()).not.toHaveProperty('why');
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 3, gone: 0 });
  });

  it.each([
    ['is coming', -30_000, { state: 'stopped', why: 'circuit_open', done: 0 }],
    [
      'has not come for a minute, since nothing waits on the queue',
      -60_000,
      { state: 'done', done: 3 },
    ],
  ] as const)(
    'a replay waits for the probe of an open circuit where it %s',
    async (_, millis, end) => {
      const scene = makeWorkScene();
      await parkMany(scene, 3);
      await scene.makeJob({ letters: 3 });
      await block(scene, 'open', millis);
      await scene.slice();
      expect(scene.job()).toMatchObject(end);
    },
  );

  it('a replay that is under way stops with the next letters that it takes in hand', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 200);
    await scene.makeJob({ letters: 200 });
    const slice = scene.startSlice();
    await scene.time.run(scene.time.sleep(1_500));
    await block(scene, 'open');
    const sentBefore = scene.sent.length;
    await scene.time.run(slice);
    expect(scene.job()).toMatchObject({ state: 'stopped', why: 'circuit_open' });
    expect(scene.sent.length - sentBefore).toBeLessThanOrEqual(25);
    expect(scene.job().done).toBe(scene.sent.length);
  });

  it('a discard goes on', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ kind: 'discard', reason: 'test orders' });
    await block(scene, 'open');
    expect(await scene.slice()).toMatchObject({ settled: 3 });
  });

  it('a replay that was stopped keeps no other job from its turn', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    await scene.makeJob({ jobId: 'job-2', kind: 'discard', letters: 3 });
    await block(scene, 'hold');
    expect(await scene.slice()).toMatchObject({ settled: 3 });
    expect([scene.job('job-1').state, scene.job('job-2').state]).toEqual(['stopped', 'done']);
  });
});

describe('where the WMS asked everybody to wait', () => {
  it('a replay waits until then, and goes on by itself', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    await block(scene, 'paused', 9_000);
    const from = scene.time.now();
    expect(await scene.slice()).toMatchObject({ settled: 3 });
    expect((scene.sent[0]?.at ?? 0) - from).toBeGreaterThanOrEqual(9_000);
    expect((scene.sent[0]?.at ?? 0) - from).toBeLessThan(9_500);
    expect(scene.job()).toMatchObject({ state: 'done', done: 3 });
  });

  it('for longer than an invocation lasts: a later one goes on', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    await block(scene, 'paused', 70_000);
    expect(await scene.slice()).toMatchObject({ settled: 0, busy: false });
    expect(scene.job().state).toBe('running');
    expect(await scene.slice()).toMatchObject({ settled: 3 });
  });

  it('a stop counts meanwhile, too', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 3);
    await scene.makeJob({ letters: 3 });
    await block(scene, 'paused', 30_000);
    const slice = scene.startSlice();
    await scene.time.run(scene.time.sleep(5_000));
    await stop(scene);
    const from = scene.time.now();
    await scene.time.run(slice);
    expect(scene.time.now() - from).toBeLessThan(2_500);
    expect(scene.sent).toEqual([]);
  });
});

describe('an operator', () => {
  it('stops a replay at half, and has it resumed: each letter is sent and counted once', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 300);
    await scene.makeJob({ letters: 300 });
    const slice = scene.startSlice();
    await scene.time.run(scene.time.sleep(3_000));
    await stop(scene);
    await scene.time.run(slice);
    const half = scene.job();
    expect(half).toMatchObject({ state: 'stopped', why: 'operator', inHand: [] });
    expect(half.done).toBe(scene.sent.length);
    expect(half.done).toBeGreaterThan(100);
    expect(half.done).toBeLessThan(200);

    await resume(scene);
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 300, gone: 0, skipped: {} });
    expect(new Set(scene.sentIds()).size).toBe(300);
    expect(scene.sent).toHaveLength(300);
  });

  it('who makes a job while another is worked off need not wait for the next minute', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 60);
    await scene.makeJob({ filter: { orderId: '0001' }, letters: 1 });
    let isMade = false;
    await scene.slice({
      around: async (call, work) => {
        await scene.time.sleep(10);
        // At the last moment: the lease is being given back.
        if (call === 'jobs.replace' && scene.job().state === 'done' && !isMade) {
          isMade = true;
          await scene.makeJob({ jobId: 'job-2', letters: 59 });
        }
        return work();
      },
    });
    expect(scene.job('job-2')).toMatchObject({ state: 'done', done: 59 });
  });
});

describe('a worker that dies after a letter was sent and before it was settled', () => {
  const dieBeforeSettling = async (scene: WorkScene): Promise<void> => {
    const died = Promise.withResolvers<void>();
    const around: Around = async (call, work) => {
      if (call !== 'index.settle') return work();
      died.resolve();
      return new Promise(() => {});
    };
    const slice = scene.startSlice({ around });
    await scene.time.run(Promise.race([slice, died.promise]));
    await scene.time.run(scene.time.sleep(60_000));
  };

  it.each([{}, { fate: 'replay' }] as const)(
    'leaves it to the next slice, also where it is delivered by then (%j)',
    async (filter) => {
      const scene = makeWorkScene();
      await scene.park('letter-1');
      await scene.makeJob({ letters: 1, filter });
      await dieBeforeSettling(scene);
      const [letter] = await scene.letters.waiting();
      await decide(scene, '1', letter?.version ?? '', letter?.hash ?? '');

      await scene.slice();
      expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: {}, gone: 0 });
      expect(new Set(scene.sentIds())).toEqual(new Set(['letter-1']));
      expect([await scene.waiting(), scene.letters.bodies()]).toEqual([[], []]);
    },
  );

  it('leaves alone what was delivered before the job was made', async () => {
    const scene = makeWorkScene();
    await scene.park('letter-1');
    await scene.park('letter-2');
    const letter = (await scene.letters.waiting()).find(({ orderId }) => orderId === '2');
    await decide(scene, '2', letter?.version ?? '', letter?.hash ?? '');
    await scene.time.run(scene.time.sleep(1_000));
    await scene.makeJob({ letters: 2 });
    await dieBeforeSettling(scene);

    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: { delivered: 1 } });
    expect(await scene.waiting()).toEqual(['letter-2']);
  });
});
