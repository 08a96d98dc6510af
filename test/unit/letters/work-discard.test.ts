/** A discard: what is recorded as decided, and what is only taken out of the index. */
import { describe, expect, it } from 'vitest';
import type { Decided } from '../../../lib/order/order-record.ts';
import { makeWorkScene, order, second, type WorkScene } from './work-scene.ts';

const version = '2026-11-22T10:00:00Z';
const newer = '2026-11-22T10:00:05Z';
const delivered = (given: Partial<Decided> = {}): Decided => ({
  version,
  instant: Date.parse(given.version ?? version),
  hash: 'ab'.repeat(32),
  generation: 2,
  at: second(30),
  outcome: 'delivered',
  ...given,
});
const decidedOf = async (scene: WorkScene, orderId: string) => {
  const { recordOf } = await scene.records.readState([]);
  return recordOf(order(orderId)).decided;
};
const discard = async (scene: WorkScene) => {
  await scene.makeJob({ kind: 'discard', reason: 'test orders' });
  await scene.slice();
};

describe('a discard', () => {
  it('records the version as decided, so that no older copy is sent either, and sends nothing', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', {}, { data: { hash: 'cd'.repeat(32) } });
    const parked = { version, instant: Date.parse(version), class: 'rejected' as const };
    await scene.records.markParked(order('1'), { ...parked, letterId: 'a1', at: second(3) });
    await discard(scene);
    expect(await decidedOf(scene, '1')).toEqual({
      version,
      instant: Date.parse(version),
      hash: 'cd'.repeat(32),
      generation: 0,
      at: expect.any(String),
      outcome: 'discarded',
    });
    expect([scene.sent, scene.reports, await scene.waiting()]).toEqual([[], [], []]);
    const [kept] = scene.letters.index.all();
    expect(kept?.settled).toMatchObject({ how: 'discarded', jobId: 'job-1' });
    expect(scene.letters.bodies()).toEqual([]);
  });

  it.each([
    ['a newer version', delivered({ version: newer })],
    ['this very content', delivered()],
    ['other content of the same version', delivered({ hash: 'ef'.repeat(32) })],
  ])('where the WMS has %s changes no record', async (_, decided) => {
    const scene = makeWorkScene();
    await scene.park('a1', {}, { data: { hash: 'ab'.repeat(32) } });
    await scene.records.markDecided(order('1'), decided);
    await discard(scene);
    expect(await decidedOf(scene, '1')).toEqual(decided);
    expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: {} });
  });

  it('of a repair gives up that generation, so that the next repair has another', async () => {
    const scene = makeWorkScene();
    const hash = 'ab'.repeat(32);
    await scene.records.markDecided(order('1'), delivered());
    await scene.park('a1', {}, { data: { hash, origin: 'repair', generation: 3 } });
    await discard(scene);
    expect(await decidedOf(scene, '1')).toMatchObject({
      ...{ version, hash, generation: 3, outcome: 'discarded' },
    });
    expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: {} });
  });

  it('of other content than the WMS has leaves nothing parked', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', {}, { data: { hash: 'ab'.repeat(32) } });
    const has = delivered({ hash: 'ef'.repeat(32) });
    await scene.records.markDecided(order('1'), has);
    const at = { version, instant: Date.parse(version), at: second(3) };
    await scene.records.markParked(order('1'), { ...at, class: 'rejected', letterId: 'a1' });
    await discard(scene);
    const { recordOf } = await scene.records.readState([]);
    expect(recordOf(order('1'))).toEqual({ decided: has });
  });

  it('also of what came back often, and of what has no message', async () => {
    const scene = makeWorkScene();
    await scene.park('often1', { replays: 5 });
    await scene.parkWithout('nobody2', 'malformed', { orderId: '2', version });
    await scene.parkWithout('deleted3', 'deleted', { orderId: null });
    await discard(scene);
    expect(scene.job()).toMatchObject({ done: 3, skipped: {}, gone: 0 });
    expect(await decidedOf(scene, '1')).toMatchObject({ outcome: 'discarded' });
    expect(await decidedOf(scene, '2')).toBeUndefined();
  });

  it('of one fate discards no others', async () => {
    const scene = makeWorkScene();
    await scene.park('good1');
    await scene.park('old2');
    await scene.records.markDecided(order('2'), delivered({ version: newer }));
    await scene.makeJob({ kind: 'discard', filter: { fate: 'superseded' }, letters: 1 });
    await scene.slice();
    expect(scene.job()).toMatchObject({ state: 'done', done: 1, skipped: {}, gone: 0 });
    expect(await scene.waiting()).toEqual(['good1']);
  });
});
