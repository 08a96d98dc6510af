/** What the index promises of letters that are settled, and of those that are parked again. */
import { expect, it } from 'vitest';
import type { Settlement } from '../../lib/letters/indexed-letter.ts';
import type { LetterIndex } from '../../lib/letters/ports.ts';
import { entry, findOne, putAll, replayedAt, second, waiting } from './letter-index-values.ts';

type Make = () => Promise<LetterIndex>;

export const describeSettling = (make: Make) => {
  it('takes a letter out of what waits, keeps its facts and removes its content', async () => {
    const index = await make();
    await putAll(index, [entry(1), entry(2)]);
    const { letter } = await findOne(index, 'letter-1');
    const settlement: Settlement = { how: 'discarded', at: second(30), jobId: 'job-1' };
    expect(await index.settle(letter, settlement)).toBe('settled');
    expect(await waiting(index)).toEqual(['letter-2']);
    expect(await findOne(index, 'letter-1')).toEqual({ letter, settled: settlement });
    expect(await index.contentOf(letter)).toBeUndefined();
    expect(await index.contentOf((await findOne(index, 'letter-2')).letter)).toBeDefined();
  });

  it('is gone for another job, which changes nothing', async () => {
    const index = await make();
    await putAll(index, [entry(1)]);
    const { letter } = await findOne(index, 'letter-1');
    await index.settle(letter, replayedAt(second(30), 'job-1'));
    expect(await index.settle(letter, replayedAt(second(31), 'job-2'))).toBe('gone');
    expect((await findOne(index, 'letter-1')).settled).toEqual(replayedAt(second(30), 'job-1'));
  });

  it('is settled for the same job again, whose first answer may be lost', async () => {
    const index = await make();
    await putAll(index, [entry(1)]);
    const { letter } = await findOne(index, 'letter-1');
    await index.settle(letter, replayedAt(second(30)));
    expect(await index.settle(letter, replayedAt(second(32)))).toBe('settled');
    expect((await findOne(index, 'letter-1')).settled).toEqual(replayedAt(second(30)));
  });

  it('of a letter that never was is gone, and makes none', async () => {
    const index = await make();
    const letter = { ...entry(1), parts: 1 };
    expect(await index.settle(letter, replayedAt(second(30)))).toBe('gone');
    expect((await index.find(['letter-1'])).size).toBe(0);
  });

  it('done by two at once is done by one of them', async () => {
    const index = await make();
    await putAll(index, [entry(1)]);
    const { letter } = await findOne(index, 'letter-1');
    const ends = await Promise.all(
      ['job-1', 'job-2'].map((jobId) => index.settle(letter, replayedAt(second(30), jobId))),
    );
    expect(ends.toSorted()).toEqual(['gone', 'settled']);
  });

  it('removes the content of what was parked again meanwhile, all of it', async () => {
    const index = await make();
    await index.put(entry(1), 'z');
    const { letter: asRead } = await findOne(index, 'letter-1');
    await index.put(entry(1, { parkedAt: second(2) }), 'z'.repeat(400_000));
    const { letter } = await findOne(index, 'letter-1');
    expect(await index.settle(asRead, replayedAt(second(30)))).toBe('settled');
    expect(await waiting(index)).toEqual([]);
    expect(await index.contentOf(letter)).toBeUndefined();
    expect(await index.contentOf({ ...letter, parts: 1 })).toBeUndefined();
  });
};

export const describeParkedAgain = (make: Make) => {
  it('overwrites a letter that waits', async () => {
    const index = await make();
    await index.put(entry(1), 'first');
    await index.put(entry(1, { parkedAt: second(7), attempts: 3 }), 'second');
    const { letters } = await index.page(10);
    expect(letters).toMatchObject([{ letterId: 'letter-1', parkedAt: second(7), attempts: 3 }]);
    const [letter] = letters;
    expect(letter && (await index.contentOf(letter))).toBe('second');
  });

  it('written once more for the same moment is completed: its content may have been missing', async () => {
    const index = await make();
    await index.put(entry(1), null);
    await index.put(entry(1), 'content');
    const { letter } = await findOne(index, 'letter-1');
    expect(await index.contentOf(letter)).toBe('content');
  });

  it('written late leaves what was parked later', async () => {
    const index = await make();
    await index.put(entry(1, { parkedAt: second(7) }), 'the same');
    await index.put(entry(1), 'the same');
    const { letters } = await index.page(10);
    expect(letters).toMatchObject([{ parkedAt: second(7) }]);
    const [letter] = letters;
    expect(letter && (await index.contentOf(letter))).toBe('the same');
  });

  it('waits anew where that was after it was settled, with its content', async () => {
    const index = await make();
    await index.put(entry(1), 'first');
    const { letter } = await findOne(index, 'letter-1');
    await index.settle(letter, replayedAt(second(30)));
    await index.put(entry(1, { parkedAt: second(31) }), 'second');
    const again = await findOne(index, 'letter-1');
    expect(again).not.toHaveProperty('settled');
    expect(await waiting(index)).toEqual(['letter-1']);
    expect(await index.contentOf(again.letter)).toBe('second');
    expect(await index.settle(again.letter, replayedAt(second(40), 'job-2'))).toBe('settled');
  });

  it.each([
    ['before', second(29)],
    ['at the very moment when', second(30)],
  ])('stays settled where that was %s it was settled', async (_, parkedAt) => {
    const index = await make();
    await index.put(entry(1), 'first');
    const { letter } = await findOne(index, 'letter-1');
    await index.settle(letter, replayedAt(second(30)));
    await index.put(entry(1, { parkedAt }), 'second');
    expect(await waiting(index)).toEqual([]);
    expect(await findOne(index, 'letter-1')).toEqual({ letter, settled: replayedAt(second(30)) });
  });
};
