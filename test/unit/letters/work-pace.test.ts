/** How fast a replay is: as fast as it may be, and no faster. */
import { describe, expect, it } from 'vitest';
import { catchUpMillis } from '../../../lib/letters/pace.ts';
import { makeWorkScene, type Sent, shop, type WorkScene } from './work-scene.ts';

const parkMany = async (scene: WorkScene, count: number) => {
  for (let n = 1; n <= count; n++) await scene.park(`letter-${String(n).padStart(4, '0')}`);
};
/** The most that were sent within any stretch of so many milliseconds. */
const mostWithin = (sent: readonly Sent[], millis: number): number =>
  Math.max(
    ...sent.map(({ at }) => sent.filter((one) => one.at >= at && one.at < at + millis).length),
  );

describe('the pace of a replay', () => {
  it('of 50 a second is reached, although each letter takes three calls of 10 ms', async () => {
    const scene = makeWorkScene();
    await parkMany(scene, 2_000);
    await scene.makeJob({ letters: 2_000, pacePerSecond: 50 });
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 2_000 });
    const times = scene.sent.map(({ at }) => at);
    const seconds = (Math.max(...times) - Math.min(...times)) / 1_000;
    expect(2_000 / seconds).toBeGreaterThan(48);
    expect(2_000 / seconds).toBeLessThan(50.5);
    // What reading a page costs is made good, and nothing more.
    expect(mostWithin(scene.sent, 1_000)).toBeLessThanOrEqual(55);
  });

  it.each([0.1, 0.7, 5])('of %d a second is kept', async (pacePerSecond) => {
    const scene = makeWorkScene();
    await parkMany(scene, 12);
    await scene.makeJob({ letters: 12, pacePerSecond });
    for (let slices = 0; scene.job().state !== 'done' && slices < 10; slices++) {
      const from = scene.time.now();
      await scene.slice();
      expect(scene.time.now() - from).toBeLessThan(58_500);
    }
    expect(scene.sent).toHaveLength(12);
    const interval = 1_000 / pacePerSecond;
    const times = scene.sent.map(({ at }) => at).sort((a, b) => a - b);
    const millis = (times.at(-1) ?? 0) - (times[0] ?? 0);
    // Also over the end of an invocation: the next one waits for its first turn.
    expect(millis).toBeGreaterThanOrEqual(interval * 11 - catchUpMillis);
    expect(millis).toBeLessThan(interval * 13);
  });

  it('counts for what is sent: what is skipped costs none', async () => {
    const scene = makeWorkScene();
    for (let n = 1; n <= 500; n++) await scene.park(`often-${n}`, { replays: 5 });
    await scene.makeJob({ letters: 500, pacePerSecond: 1 });
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', skipped: { replayed_often: 500 } });
  });

  it('never has two letters of one order side by side', async () => {
    const scene = makeWorkScene();
    for (let n = 1; n <= 100; n++) await scene.park(`letter-${n}`, { orderId: String(n % 3) });
    await scene.makeJob({ letters: 100, pacePerSecond: 100 });
    const busy = new Set<unknown>();
    let together = 0;
    let mostTogether = 0;
    await scene.slice({
      around: async (call, work) => {
        if (call !== 'enqueue') {
          await scene.time.sleep(10);
          return work();
        }
        const before = scene.sent.length;
        await work();
        const groupId = scene.sent[before]?.groupId;
        expect(busy.has(groupId), `${groupId} is on its way already`).toBe(false);
        busy.add(groupId);
        together += 1;
        mostTogether = Math.max(mostTogether, together);
        await scene.time.sleep(50);
        together -= 1;
        busy.delete(groupId);
        return undefined;
      },
    });
    expect(new Set(scene.sent.map(({ groupId }) => groupId))).toEqual(
      new Set(['0', '1', '2'].map((orderId) => `${shop}/${orderId}`)),
    );
    expect([scene.sent.length, mostTogether]).toEqual([100, 3]);
  });
});
