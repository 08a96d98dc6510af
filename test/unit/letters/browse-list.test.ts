import { describe, expect, it } from 'vitest';
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { Cursor } from '../../../lib/letters/indexed-letter.ts';
import type { BrowseAnswer } from '../../../lib/letters/request.ts';
import { type DeskScene, makeDeskScene, parkedAt } from './desk-scene.ts';

type Listed = Extract<BrowseAnswer, { kind: 'letters' }>;
const list = async (
  scene: DeskScene,
  filter: LetterFilter = {},
  { limit = 20, after }: { limit?: number; after?: Cursor } = {},
): Promise<Listed> => {
  const answer = await scene.browse({
    ...{ action: 'list', filter, limit },
    ...(after ? { after } : {}),
  });
  if (answer.kind !== 'letters') throw new Error(`answered ${answer.kind}`);
  return answer;
};
const idsOf = ({ letters }: Listed) => letters.map(({ letterId }) => letterId);

describe('the list of dead letters', () => {
  it('groups them by class and reason, largest first, and shows them one by one, oldest first', async () => {
    const scene = makeDeskScene();
    await scene.put({ letterId: 'L3', parkedAt: parkedAt(30) });
    await scene.put({ letterId: 'L1', parkedAt: parkedAt(10), class: 'forbidden', reason: '403' });
    await scene.put({ letterId: 'L4', parkedAt: parkedAt(40), reason: 'the WMS answered 409' });
    await scene.put({ letterId: 'L2', parkedAt: parkedAt(20) });

    const answer = await list(scene);

    expect(answer).toMatchObject({ total: 4, complete: true, groupsLeftOut: 0 });
    expect('next' in answer).toBe(false);
    expect(idsOf(answer)).toEqual(['L1', 'L2', 'L3', 'L4']);
    expect(answer.groups).toEqual([
      {
        ...{ class: 'rejected', reason: 'the WMS answered 422', letters: 2 },
        ...{ oldest: parkedAt(20), newest: parkedAt(30) },
      },
      {
        ...{ class: 'forbidden', reason: '403', letters: 1 },
        ...{ oldest: parkedAt(10), newest: parkedAt(10) },
      },
      {
        ...{ class: 'rejected', reason: 'the WMS answered 409', letters: 1 },
        ...{ oldest: parkedAt(40), newest: parkedAt(40) },
      },
    ]);
  });

  it('is of none where none lies there', async () => {
    expect(await list(makeDeskScene())).toEqual({
      ...{ kind: 'letters', groups: [], groupsLeftOut: 0, letters: [], total: 0, complete: true },
    });
  });

  it('goes on where it was left, each letter once, also those of one instant', async () => {
    const scene = makeDeskScene();
    const ids = Array.from({ length: 7 }, (_, n) => `L${n}`);
    for (const letterId of ids) await scene.put({ letterId, parkedAt: parkedAt(5) });

    const seen: string[] = [];
    let after: Cursor | undefined;
    for (const expected of [3, 3, 1]) {
      const page: Listed = await list(scene, {}, { limit: 3, ...(after ? { after } : {}) });
      seen.push(...idsOf(page));
      expect([page.letters.length, page.total]).toEqual([expected, 7]);
      after = page.next;
    }
    expect(seen).toEqual(ids);
    expect(after).toBeUndefined();
  });

  it('goes on behind a letter that was settled meanwhile', async () => {
    const scene = makeDeskScene();
    for (const [n, letterId] of ['L1', 'L2', 'L3'].entries()) {
      await scene.put({ letterId, parkedAt: parkedAt(n) });
    }
    const { next, letters } = await list(scene, {}, { limit: 2 });
    const settlement = { how: 'replayed', at: parkedAt(60), jobId: 'job-1' } as const;
    for (const letter of letters) await scene.letters.index.settle(letter, settlement);

    expect(next).toEqual({ parkedAt: parkedAt(1), letterId: 'L2' });
    expect(idsOf(await list(scene, {}, next ? { after: next } : {}))).toEqual(['L3']);
  });

  it('counts without showing any where the limit is 0', async () => {
    const scene = makeDeskScene();
    await scene.put();

    expect(await list(scene, {}, { limit: 0 })).toMatchObject({ letters: [], total: 1 });
  });

  it('shows what the filter means, and reads no record for it', async () => {
    const scene = makeDeskScene();
    await scene.put({ letterId: 'L1', class: 'poison' });
    await scene.put({ letterId: 'L2', orderId: '7' });

    expect(idsOf(await list(scene, { class: 'poison' }))).toEqual(['L1']);
    expect(idsOf(await list(scene, { orderId: '7' }))).toEqual(['L2']);
    expect(await list(scene, { orderId: '8' })).toMatchObject({ total: 0, groups: [] });
    expect(scene.reads.states).toEqual([]);
  });

  it('shows what a replay would skip, and why, where the filter asks for it', async () => {
    const scene = makeDeskScene();
    await scene.put({ letterId: 'old', orderId: '1', version: '2026-11-22T10:00:00Z' });
    await scene.put({ letterId: 'new', orderId: '2' });
    const instant = Date.parse('2026-11-22T10:00:09Z');
    await scene.records.markParked(
      { shop: 'demo.myshopify.com', orderId: '1' },
      {
        ...{ version: '2026-11-22T10:00:09Z', instant, class: 'rejected' },
        ...{ letterId: 'newer', at: parkedAt(9) },
      },
    );

    expect(idsOf(await list(scene, { fate: 'superseded' }))).toEqual(['old']);
    expect(idsOf(await list(scene, { fate: 'replay' }))).toEqual(['new']);
    expect(idsOf(await list(scene, { fate: 'delivered' }))).toEqual([]);
  });

  it('writes nothing down', async () => {
    const scene = makeDeskScene();
    await scene.put();
    await list(scene);

    expect(scene.takeLines()).toEqual([]);
  });
});
