/** What the index of the dead letters promises, for the fake as for DynamoDB. */
import { describe, expect, it } from 'vitest';
import type { IndexEntry } from '../../lib/letters/index-entry.ts';
import type { Cursor } from '../../lib/letters/indexed-letter.ts';
import type { LetterIndex } from '../../lib/letters/ports.ts';
import { describeParkedAgain, describeSettling } from './letter-index-settling.ts';
import { entry, findOne, idsOf, putAll, replayedAt, second } from './letter-index-values.ts';

type Make = () => Promise<LetterIndex>;

export const describeLetterIndex = (name: string, make: Make) => {
  describe(`the index of the dead letters (${name})`, () => {
    describeFinding(make);
    describeWalking(make);
    describeContent(make);
    describeSettling(make);
    describeParkedAgain(make);
  });
};

const describeFinding = (make: Make) => {
  it('gives back every fact of a letter', async () => {
    const index = await make();
    const facts: IndexEntry = {
      ...entry(1),
      class: 'malformed',
      status: null,
      orderId: null,
      version: null,
      hash: null,
      generation: null,
      topic: null,
      replays: 4,
      deliveries: 5,
      body: { bytes: 12, sha256: 'ab'.repeat(32) },
    };
    await index.put(facts, null);
    expect(await index.find(['letter-1'])).toEqual(
      new Map([['letter-1', { letter: { ...facts, parts: 0 } }]]),
    );
    expect((await index.page(10)).letters).toEqual([{ ...facts, parts: 0 }]);
  });

  it('finds those that are there, each once, and nothing where nothing is asked', async () => {
    const index = await make();
    await putAll(index, [entry(1), entry(2)]);
    const found = await index.find(['letter-2', 'letter-3', 'letter-1', 'letter-2']);
    expect([...found.keys()].sort()).toEqual(['letter-1', 'letter-2']);
    expect((await index.find([])).size).toBe(0);
  });

  it('finds a hundred at once', async () => {
    const index = await make();
    const entries = Array.from({ length: 3 }, (_, n) => entry(n));
    await putAll(index, entries);
    const ids = Array.from({ length: 100 }, (_, n) => `letter-${n}`);
    expect((await index.find(ids)).size).toBe(3);
  });
};

/** Page by page to the end, with a bound. */
const walk = async (index: LetterIndex, limit: number): Promise<readonly (readonly string[])[]> => {
  const pages: (readonly string[])[] = [];
  let after: Cursor | undefined;
  for (let page = 0; page < 10; page++) {
    const { letters, next } = await index.page(limit, after);
    pages.push(idsOf(letters));
    if (next === undefined) return pages;
    after = next;
  }
  throw new Error('the walk does not come to an end');
};

const describeWalking = (make: Make) => {
  it('is empty where nothing waits', async () => {
    expect(await (await make()).page(10)).toEqual({ letters: [] });
  });

  it('is walked page by page, oldest first, each letter once', async () => {
    const index = await make();
    await putAll(index, [entry(3), entry(1), entry(5), entry(2), entry(4)]);
    const pages = await walk(index, 2);
    expect(pages.flat()).toEqual(['letter-1', 'letter-2', 'letter-3', 'letter-4', 'letter-5']);
    expect(Math.max(...pages.map(({ length }) => length))).toBe(2);
  });

  it('is walked over letters of one instant, each once', async () => {
    const index = await make();
    await putAll(
      index,
      [1, 2, 3, 4, 5].map((n) => entry(n, { parkedAt: second(0) })),
    );
    const letters = (await walk(index, 2)).flat();
    expect(letters.toSorted()).toEqual([1, 2, 3, 4, 5].map((n) => `letter-${n}`));
  });

  it.each([
    ['of different instants', (n: number) => second(n)],
    ['of one instant', () => second(0)],
  ])('goes on after a letter that was settled meanwhile (%s)', async (_, parkedAt) => {
    const index = await make();
    await putAll(
      index,
      [1, 2, 3, 4].map((n) => entry(n, { parkedAt: parkedAt(n) })),
    );
    const { letters, next } = await index.page(2);
    for (const letter of letters) await index.settle(letter, replayedAt(second(9)));
    const rest = await index.page(10, next);
    expect(idsOf([...letters, ...rest.letters]).toSorted()).toEqual(
      [1, 2, 3, 4].map((n) => `letter-${n}`),
    );
    expect(rest.letters).toHaveLength(2);
  });

  it('starts anywhere: after a letter that never was', async () => {
    const index = await make();
    await putAll(index, [entry(1), entry(2), entry(3)]);
    const { letters } = await index.page(10, { parkedAt: second(2), letterId: '~' });
    expect(idsOf(letters).filter((id) => id !== 'letter-2')).toEqual(['letter-3']);
    const between = { parkedAt: second(1).replace('.000Z', '.999Z'), letterId: '~' };
    expect(idsOf((await index.page(10, between)).letters)).toEqual(['letter-2', 'letter-3']);
  });
};

const describeContent = (make: Make) => {
  const contents = {
    'a short one': '{"letter":{}}',
    'one of the largest message that SQS takes': 'x'.repeat(1_048_576),
    'one that fills its items to the last character': 'y'.repeat(700_000),
    'one that is not ASCII, cut within no character': '😀日ü\n'.repeat(65_000),
  };
  it.each(Object.entries(contents))('keeps %s', async (_, content) => {
    const index = await make();
    await index.put(entry(1), content);
    const { letter } = await findOne(index, 'letter-1');
    const kept = await index.contentOf(letter);
    // Not by `toBe`, whose message would be as long as the content.
    expect(kept === content).toBe(true);
  });

  it('keeps that of each letter apart, and none where there is none', async () => {
    const index = await make();
    await putAll(index, [entry(1), entry(2)]);
    await index.put(entry(3), null);
    const contents: (string | undefined)[] = [];
    for (const letter of (await index.page(10)).letters) {
      contents.push(await index.contentOf(letter));
    }
    expect(contents).toEqual(['content of letter-1', 'content of letter-2', undefined]);
  });

  it('keeps the facts apart from the content', async () => {
    const index = await make();
    await index.put(entry(1), 'nobody at 17 Thistledown Crescent');
    const found = [...(await index.find(['letter-1'])).values(), await index.page(10)];
    expect(JSON.stringify(found)).not.toContain('Thistledown');
  });
};
