import { describe, expect, it } from 'vitest';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import type { LetterIndex } from '../../../lib/letters/ports.ts';
import { groupsMax } from '../../../lib/letters/request.ts';
import { findMeant, lettersMax } from '../../../lib/letters/survey.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';
import { makeDeskScene, parkedAt } from './desk-scene.ts';

const first = indexedLetter();
const longReason = (n: number) => `line ${n}: `.padEnd(500, 'x');

/** So many letters, a millisecond apart, each of an order and with a reason of its own. */
const letters = (count: number): readonly IndexedLetter[] =>
  Array.from({ length: count }, (_, n) => ({
    ...first,
    letterId: `L${String(n).padStart(8, '0')}`,
    orderId: String(n),
    reason: longReason(n),
    parkedAt: parkedAt(n / 1_000),
  }));

/** An index of these letters; `limits` are those of the pages that it was asked for. */
const indexOf = (all: readonly IndexedLetter[], pageMax = Number.POSITIVE_INFINITY) => {
  const limits: number[] = [];
  const keys = all.map(keyOf);
  const index: LetterIndex = {
    page: async (limit, after) => {
      limits.push(limit);
      const start = after ? keys.findIndex((key) => key > keyOf(after)) : 0;
      const page = start === -1 ? [] : all.slice(start, start + Math.min(limit, pageMax));
      const last = page.at(-1);
      const isLast = last === undefined || last === all.at(-1);
      return isLast
        ? { letters: page }
        : { letters: page, next: { parkedAt: last.parkedAt, letterId: last.letterId } };
    },
    find: async () => new Map(),
    contentOf: async () => undefined,
    settle: async () => 'gone',
    put: async () => {},
  };
  return { index, limits };
};
const keyOf = ({ parkedAt: at, letterId }: Pick<IndexedLetter, 'parkedAt' | 'letterId'>) =>
  `${at} ${letterId}`;

describe('the walk through the index', () => {
  it('looks at no more letters than its bound, and says so', async () => {
    const { index, limits } = indexOf(letters(lettersMax + 1));

    const found = await findMeant(index, {});

    expect([found.letters.length, found.complete]).toEqual([lettersMax, false]);
    expect(limits).toEqual(Array.from({ length: 20 }, () => 1_000));
  });

  it('is complete where exactly so many lie there', async () => {
    const { index } = indexOf(letters(lettersMax));

    const found = await findMeant(index, {});

    expect([found.letters.length, found.complete]).toEqual([lettersMax, true]);
  });

  it('reads on where a page gives less than it was asked for', async () => {
    const { index, limits } = indexOf(letters(2_500), 400);

    expect(await findMeant(index, {})).toMatchObject({ complete: true });
    expect(limits.length).toBe(7);
  });

  it('ends where the index goes on and on without giving letters', async () => {
    const { index, limits } = indexOf([]);
    const next = { parkedAt: parkedAt(0), letterId: 'L' };
    const endless = {
      ...index,
      page: async (limit: number) => {
        limits.push(limit);
        return { letters: [], next };
      },
    };

    expect(await findMeant(endless, {})).toEqual({ letters: [], complete: false });
    expect(limits.length).toBe(60);
  });

  it('begins and ends with the time that the filter names, so that a narrower one sees them all', async () => {
    const { index, limits } = indexOf(letters(lettersMax + 5_000));
    const filter = { parkedAfter: parkedAt(21), parkedBefore: parkedAt(21.999) };

    const found = await findMeant(index, filter);

    expect([found.letters.length, found.complete]).toEqual([1_000, true]);
    expect([found.letters[0]?.orderId, found.letters.at(-1)?.orderId]).toEqual(['21000', '21999']);
    expect(limits.length).toBeLessThanOrEqual(2);
  });

  it('leaves out what was parked later than asked for', async () => {
    const { index, limits } = indexOf(letters(5_000));

    const found = await findMeant(index, {}, Date.parse(parkedAt(0.999)));

    expect([found.letters.length, found.complete, limits.length]).toEqual([1_000, true, 2]);
  });
});

describe('one letter', () => {
  it('is looked up by its id, unless it is settled or parked too late', async () => {
    const scene = makeDeskScene();
    await scene.put({ letterId: 'waits' });
    await scene.put({ letterId: 'late', parkedAt: parkedAt(60) });
    await scene.put({ letterId: 'settled' });
    const found = (await scene.letters.index.find(['settled'])).get('settled');
    if (found === undefined) throw new Error('no letter');
    await scene.letters.index.settle(found.letter, {
      ...{ how: 'discarded', at: parkedAt(9), jobId: 'job-1' },
    });
    const until = Date.parse(parkedAt(30));
    const idsOf = async (letterId: string, filter = {}) => {
      const { letters: meant } = await findMeant(
        scene.letters.index,
        { letterId, ...filter },
        until,
      );
      return meant.map((letter) => letter.letterId);
    };

    expect(await idsOf('waits')).toEqual(['waits']);
    expect(await idsOf('waits', { class: 'poison' })).toEqual([]);
    expect(await idsOf('late')).toEqual([]);
    expect(await idsOf('settled')).toEqual([]);
    expect(await idsOf('unknown')).toEqual([]);
  });
});

describe('the order records', () => {
  it('are read 99 at a time, four reads at once, each order once', async () => {
    const all = letters(1_000);
    const again = all
      .slice(500)
      .map((one) => ({ ...one, letterId: `M${one.orderId}`, parkedAt: parkedAt(9) }));
    const { index } = indexOf([...all, ...again]);
    const scene = makeDeskScene({ index });

    const answer = await scene.browse({ action: 'plan', filter: {}, force: false });

    expect(answer).toMatchObject({ plan: { letters: 1_500, replay: 1_500 } });
    expect(scene.reads.states.toSorted((a, b) => b - a)).toEqual([
      ...Array.from({ length: 10 }, () => 99),
      10,
    ]);
    expect(scene.reads.mostTogether).toBe(4);
  });

  it('that cannot be read make the plan fail: it would promise what nobody knows', async () => {
    const { index } = indexOf(letters(1_000));
    const scene = makeDeskScene({
      index,
      readState: async () => Promise.reject(new Error('away')),
    });

    await expect(scene.browse({ action: 'plan', filter: {}, force: false })).rejects.toThrow(
      'away',
    );
  });
});

describe('the largest answer', () => {
  it('stays far below the 6 MB that Lambda gives back, and names the largest groups', async () => {
    const all = letters(lettersMax);
    const last = all.at(-1);
    if (last === undefined) throw new Error('no letters');
    const { index } = indexOf([...all.slice(1), { ...last, letterId: 'M' }]);
    const scene = makeDeskScene({ index });

    const answer = await scene.browse({ action: 'list', filter: {}, limit: 100 });

    expect(JSON.stringify(answer).length).toBeLessThan(1_000_000);
    expect(answer).toMatchObject({
      total: lettersMax,
      groupsLeftOut: lettersMax - 1 - groupsMax,
      groups: expect.objectContaining({
        length: groupsMax,
        0: expect.objectContaining({ letters: 2, reason: last.reason }),
      }),
    });
  });
});
