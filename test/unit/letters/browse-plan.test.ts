import { describe, expect, it } from 'vitest';
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { Plan } from '../../../lib/letters/plan.ts';
import { type DeskScene, makeDeskScene, parkedAt } from './desk-scene.ts';

const plan = async (scene: DeskScene, filter: LetterFilter = {}, force = false): Promise<Plan> => {
  const answer = await scene.browse({ action: 'plan', filter, force });
  if (answer.kind !== 'plan') throw new Error(`answered ${answer.kind}`);
  return answer.plan;
};
const shop = 'demo.myshopify.com';
const version = '2026-11-22T10:00:00Z';

describe('the plan', () => {
  it('says by class, age and topic how many would be sent and skipped, and why', async () => {
    const scene = makeDeskScene();
    for (const orderId of ['1', '2', '3']) await scene.put({ letterId: `L${orderId}`, orderId });
    await scene.put({ letterId: 'L4', orderId: '4', class: 'forbidden', topic: 'orders/paid' });
    await scene.put({ letterId: 'L5', orderId: '5', replays: 5 });
    await scene.put({
      letterId: 'L6',
      class: 'malformed',
      orderId: null,
      version: null,
      hash: null,
    });
    const instant = Date.parse(version) + 1_000;
    await scene.records.markParked(
      { shop, orderId: '2' },
      { ...{ version, instant, class: 'rejected' }, ...{ letterId: 'newer', at: parkedAt(9) } },
    );

    expect(await plan(scene)).toEqual({
      asOf: '2026-11-22T12:00:00.000Z',
      complete: true,
      letters: 6,
      replay: 3,
      skipped: { superseded: 1, replayed_often: 1, needs_shopify: 1 },
      rows: [
        {
          ...{ class: 'rejected', age: 'under 1 d', topic: 'orders/create', letters: 4, replay: 2 },
          skipped: { superseded: 1, replayed_often: 1 },
        },
        {
          ...{ class: 'forbidden', age: 'under 1 d', topic: 'orders/paid', letters: 1, replay: 1 },
          skipped: {},
        },
        {
          ...{ class: 'malformed', age: 'under 1 d', topic: 'orders/create', letters: 1 },
          ...{ replay: 0, skipped: { needs_shopify: 1 } },
        },
      ],
    });
    expect(await plan(scene, {}, true)).toMatchObject({
      replay: 4,
      skipped: { superseded: 1, needs_shopify: 1 },
    });
  });

  it('is of the letters that the filter means, its fate among them', async () => {
    const scene = makeDeskScene();
    for (const orderId of ['1', '2', '3']) await scene.put({ letterId: `L${orderId}`, orderId });
    const instant = Date.parse(version) + 1_000;
    await scene.records.markParked(
      { shop, orderId: '2' },
      { ...{ version, instant, class: 'rejected' }, ...{ letterId: 'newer', at: parkedAt(9) } },
    );

    expect(await plan(scene, { orderId: '1' })).toMatchObject({ letters: 1, replay: 1 });
    expect(await plan(scene, { fate: 'superseded' })).toMatchObject({
      ...{ letters: 1, replay: 0, skipped: { superseded: 1 } },
    });
    expect(await plan(scene, { fate: 'replay' })).toMatchObject({ letters: 2, replay: 2 });
  });

  it('is of its own instant: what is parked later is not in it', async () => {
    const scene = makeDeskScene();
    await scene.put({ letterId: 'L1', orderId: '1', parkedAt: '2026-11-22T12:00:00.000Z' });
    await scene.put({ letterId: 'L2', orderId: '2', parkedAt: '2026-11-22T12:00:00.001Z' });

    expect((await plan(scene)).letters).toBe(1);
    scene.pass(1);
    expect(await plan(scene)).toMatchObject({ letters: 2, asOf: '2026-11-22T12:00:00.001Z' });
  });

  it('changes nothing, and writes nothing down', async () => {
    const scene = makeDeskScene();
    await scene.put();
    const before = scene.letters.index.all();

    await plan(scene);

    expect(scene.letters.index.all()).toEqual(before);
    expect(scene.jobs.seen()).toEqual({ revision: 0, jobs: [] });
    expect(scene.takeLines()).toEqual([]);
  });
});
