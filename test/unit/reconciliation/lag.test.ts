/**
 * What reaches us late: Shopify's index shows an order version some time after it was made. Grace and overlap
 * together (7 minutes) are the bound within which nothing is missed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeReconcileScene } from './reconcile-scene.ts';

const everyMillis = 240_000;
const boundMillis = 420_000;
const seconds = (most: number) => fc.integer({ min: 0, max: most });

const polls = async (scene: ReturnType<typeof makeReconcileScene>, count: number) => {
  for (let nth = 0; nth < count; nth++) {
    await scene.poll();
    scene.pass(everyMillis);
  }
};

describe('a version that the index shows late', () => {
  it('is always found within grace and overlap, wherever between two runs it was made', async () => {
    await fc.assert(
      fc.asyncProperty(seconds(239), seconds(boundMillis / 1_000), async (after, late) => {
        const scene = makeReconcileScene({ lagMillis: () => late * 1_000 });
        await polls(scene, 1);
        scene.pass(after * 1_000 - everyMillis);
        scene.shop().change('1001');
        scene.pass(everyMillis - after * 1_000);
        await polls(scene, 4);
        expect(scene.takeSent()).toHaveLength(1);
      }),
    );
  });

  it('later than that may be passed over by the polls, and is brought by a backfill', async () => {
    const scene = makeReconcileScene({ lagMillis: () => boundMillis + everyMillis + 1_000 });
    await polls(scene, 1);
    scene.shop().change('1001');
    await polls(scene, 10);
    expect(scene.takeSent()).toEqual([]);

    const since = '2026-11-22T10:00:00Z';
    const answer = await scene.run({ action: 'backfill', since });
    expect(answer).toMatchObject({ counts: { missed: 1 } });
    expect(scene.takeSent()).toHaveLength(1);
  });
});

describe('with no webhook at all', () => {
  it('200 orders are each on the queue within 7 minutes, once', async () => {
    const scene = makeReconcileScene();
    await scene.poll();
    const placed = new Map<string, number>();
    const found = new Map<string, number>();
    // Five to ten orders a minute, in no step with the runs.
    for (let nth = 1; nth <= 200; nth++) {
      scene.pass(7_300);
      placed.set(String(nth), scene.now());
      scene.shop().change(String(nth));
      if (nth % 33 > 0 && nth < 200) continue;
      await scene.poll();
      for (const { message } of scene.takeSent()) {
        expect(found.has(message.subject)).toBe(false);
        found.set(message.subject, scene.now());
      }
    }
    for (let rest = 0; rest < 2; rest++) {
      scene.pass(everyMillis);
      await scene.poll();
      for (const { message } of scene.takeSent()) found.set(message.subject, scene.now());
    }
    const waits = [...placed].map(([order, at]) => (found.get(order) ?? Infinity) - at);
    expect(waits).toHaveLength(200);
    expect(Math.max(...waits)).toBeLessThanOrEqual(boundMillis);
  });
});
