/** The walk through the index: a handful of a job's letters at a time. */
import { describe, expect, it } from 'vitest';
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { Cursor } from '../../../lib/letters/indexed-letter.ts';
import type { IndexPage } from '../../../lib/letters/ports.ts';
import { makeWalk } from '../../../lib/letters/walk.ts';
import { makeWorkScene, second } from './work-scene.ts';

const asOf = '2026-11-22T10:01:00.000Z';
const idOf = (n: number) => `parked-${String(n).padStart(4, '0')}`;

const makeScene = async (count: number, classOf: (n: number) => 'rejected' | 'expired') => {
  const scene = makeWorkScene();
  for (let n = 0; n < count; n++)
    await scene.park(idOf(n), { class: classOf(n), parkedAt: second(3) });
  let reads = 0;
  const page = (limit: number, after?: Cursor): Promise<IndexPage> => {
    reads += 1;
    return scene.letters.index.page(limit, after);
  };
  return {
    reads: () => reads,
    walk: (filter: LetterFilter, from?: Cursor) => makeWalk({ page }, { filter, asOf }, from),
  };
};

describe('a walk', () => {
  it('gives every letter that is meant once, and the place after it', async () => {
    const scene = await makeScene(250, (n) => (n % 3 === 0 ? 'expired' : 'rejected'));
    const walk = scene.walk({ class: 'expired' });
    const given: string[] = [];
    for (let takes = 0; takes < 20; takes++) {
      const taken = await walk.take(25);
      if (taken.kind === 'end') break;
      given.push(...taken.letterIds);
      expect(taken.letterIds.length).toBeLessThanOrEqual(25);
    }
    expect(given).toEqual(
      Array.from({ length: 250 }, (_, n) => n)
        .filter((n) => n % 3 === 0)
        .map(idOf),
    );
    // A page is read once, however many handfuls it gives.
    expect(scene.reads()).toBe(3);
  });

  it('goes on from the place of an earlier one', async () => {
    const scene = await makeScene(250, () => 'rejected');
    const first = await scene.walk({}).take(130);
    if (first.kind === 'end') throw new Error('nothing was given');
    expect(first.upTo).toEqual({ parkedAt: second(3), letterId: idOf(129) });
    const next = await scene.walk({}, first.upTo).take(2);
    expect(next).toMatchObject({ letterIds: [idOf(130), idOf(131)] });
  });

  it('through many letters that are not meant comes back now and then, to prolong the lease', async () => {
    const scene = await makeScene(2_500, (n) => (n === 2_400 ? 'expired' : 'rejected'));
    const walk = scene.walk({ class: 'expired' });
    const first = await walk.take(25);
    expect(first).toEqual({
      kind: 'letters',
      letterIds: [],
      upTo: { parkedAt: second(3), letterId: idOf(1_999) },
    });
    expect(scene.reads()).toBe(20);
    expect(await walk.take(25)).toMatchObject({ letterIds: [idOf(2_400)] });
    expect(await walk.take(25)).toEqual({ kind: 'end' });
  });

  it('ends where the letters are parked too late, and reads none of those that follow', async () => {
    const scene = makeWorkScene();
    await scene.park('a1', { parkedAt: asOf });
    for (let n = 0; n < 300; n++) {
      await scene.park(idOf(n), { parkedAt: asOf.replace('.000Z', '.001Z') });
    }
    const walk = makeWalk(scene.letters.index, { filter: {}, asOf }, undefined);
    expect(await walk.take(25)).toMatchObject({ letterIds: ['a1'] });
    expect(await walk.take(25)).toEqual({ kind: 'end' });
  });

  it('goes on over a page that is empty', async () => {
    const scene = makeWorkScene();
    await scene.park('a1');
    const cursor = { parkedAt: second(1), letterId: '~' };
    const page = async (limit: number, after?: Cursor): Promise<IndexPage> =>
      after === undefined ? { letters: [], next: cursor } : scene.letters.index.page(limit, after);
    const walk = makeWalk({ page }, { filter: {}, asOf }, undefined);
    expect(await walk.take(25)).toMatchObject({ letterIds: ['a1'] });
  });
});
