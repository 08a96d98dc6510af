/**
 * A worker that dies, or whose call fails, at each of its calls in turn: before the call did anything, or
 * after, when only the answer is lost. Whoever goes on loses, doubles and miscounts nothing.
 */
import { describe, expect, it } from 'vitest';
import { type Around, makeWorkScene, order, second, type WorkScene } from './work-scene.ts';

type Scenario = {
  readonly prepare: (scene: WorkScene) => Promise<void>;
  readonly check: (scene: WorkScene) => Promise<void>;
};

const parkSome = async (scene: WorkScene): Promise<void> => {
  // More than one hand of them, and two of one order.
  for (let n = 10; n < 16; n++) await scene.park(`parked-${n}`);
  await scene.park(
    'parked-again',
    { orderId: '10' },
    { order: { version: '2026-11-22T10:00:09Z' } },
  );
  await scene.park('often-77', { replays: 5 });
  await scene.park('other-88', { class: 'expired' });
};

const scenarios: Readonly<Record<string, Scenario>> = {
  'a replay': {
    prepare: async (scene) => {
      await parkSome(scene);
      await scene.makeJob({ filter: { class: 'rejected' }, letters: 8, pacePerSecond: 2 });
    },
    check: async (scene) => {
      const { done, gone, skipped, state } = scene.job();
      expect({ done, gone, skipped, state }).toEqual({
        done: 7,
        gone: 0,
        skipped: { replayed_often: 1 },
        state: 'done',
      });
      expect(new Set(scene.sentIds()).size).toBe(7);
      expect(await scene.waiting()).toEqual(['often-77', 'other-88']);
      expect(scene.letters.bodies()).toHaveLength(2);
    },
  },
  'a discard': {
    prepare: async (scene) => {
      await parkSome(scene);
      await scene.makeJob({
        kind: 'discard',
        filter: { class: 'rejected' },
        letters: 8,
        pacePerSecond: 2,
      });
    },
    check: async (scene) => {
      const { done, gone, skipped, state } = scene.job();
      expect({ done, gone, skipped, state }).toEqual({
        done: 8,
        gone: 0,
        skipped: {},
        state: 'done',
      });
      expect(scene.sent).toEqual([]);
      expect(await scene.waiting()).toEqual(['other-88']);
      const { recordOf } = await scene.records.readState([]);
      expect(recordOf(order('11')).decided).toMatchObject({ outcome: 'discarded', generation: 0 });
    },
  },
  'a walk through the queue': {
    prepare: async (scene) => {
      await parkSome(scene);
      for (const letter of await scene.letters.waiting()) {
        if (letter.class !== 'rejected') continue;
        await scene.letters.index.settle(letter, {
          how: 'discarded',
          at: second(50),
          jobId: 'job-0',
        });
      }
      scene.letters.putBare('demo.myshopify.com/99', 'not JSON');
      await scene.makeJob({ filter: { class: 'too_large' } });
    },
    check: async (scene) => {
      expect((await scene.waiting()).length).toBe(2);
      expect(scene.letters.bodies()).toHaveLength(2);
    },
  },
};

type Breaking = 'dies before' | 'dies after' | 'fails before' | 'fails after';

/** Breaks the nth call; one that died does nothing ever again. */
const breaking = (scene: WorkScene, nth: number, how: Breaking) => {
  let calls = 0;
  const died = Promise.withResolvers<'died'>();
  const around: Around = async (_, work) => {
    calls += 1;
    const isMine = calls === nth;
    if (how.startsWith('dies') && calls > nth) return new Promise(() => {});
    await scene.time.sleep(10);
    if (isMine && how === 'fails before') throw new Error('AWS is away');
    if (isMine && how === 'dies before') return die();
    const result = await work();
    if (isMine && how === 'fails after') throw new Error('AWS is away');
    if (isMine && how === 'dies after') return die();
    return result;
  };
  const die = (): Promise<never> => {
    died.resolve('died');
    return new Promise(() => {});
  };
  return { around, died: died.promise, calls: () => calls };
};

/** How many calls the broken slice made. */
const breakAndGoOn = async (scenario: Scenario, nth: number, how: Breaking): Promise<number> => {
  const scene = makeWorkScene();
  await scenario.prepare(scene);
  const broken = breaking(scene, nth, how);
  const slice = scene.startSlice({ around: broken.around }).catch(() => {});
  await scene.time.run(Promise.race([slice, broken.died]));
  const calls = broken.calls();
  for (let minutes = 0; minutes < 3; minutes++) {
    await scene.time.run(scene.time.sleep(120_000));
    await scene.slice();
  }
  await scenario.check(scene);
  return calls;
};

describe.each(Object.entries(scenarios))('%s', (_, scenario) => {
  it.each(['dies before', 'dies after', 'fails before', 'fails after'] as const)(
    'whose worker %s any of its calls',
    async (how) => {
      let nth = 1;
      while ((await breakAndGoOn(scenario, nth, how)) >= nth && nth < 400) nth += 1;
      expect(nth).toBeGreaterThan(10);
      expect(nth).toBeLessThan(400);
    },
    60_000,
  );
});
