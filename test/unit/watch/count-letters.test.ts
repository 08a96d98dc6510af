import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LetterClass, letterClasses } from '../../../lib/letters/indexed-letter.ts';
import type { LetterIndex } from '../../../lib/letters/ports.ts';
import { countLetters, letterPagesMax } from '../../../lib/watch/count-letters.ts';
import { indexedLetter } from '../../builders/indexed-letter.ts';

const first = Date.UTC(2026, 10, 22, 10);

/** An index whose pages end after so many letters, as a table's do after a megabyte. */
const indexOf = (classes: readonly LetterClass[], perPage: number): Pick<LetterIndex, 'page'> => {
  const letters = classes.map((letterClass, n) =>
    indexedLetter({
      letterId: String(n),
      class: letterClass,
      parkedAt: new Date(first + n * 1_000).toISOString(),
    }),
  );
  return {
    page: async (limit, after) => {
      const from = after === undefined ? 0 : Number(after.letterId) + 1;
      const page = letters.slice(from, from + Math.min(limit, perPage));
      const last = page.at(-1);
      if (last === undefined || from + page.length === letters.length) return { letters: page };
      return { letters: page, next: { parkedAt: last.parkedAt, letterId: last.letterId } };
    },
  };
};

describe('the dead letters that wait', () => {
  it('are none where none lie there', async () => {
    expect(await countLetters(indexOf([], 10))).toEqual({ count: 0, byClass: {}, complete: true });
  });

  it('are counted by class over all pages, and the oldest is the first', async () => {
    const classes = ['rejected', 'unknown', 'rejected', 'expired', 'rejected'] as const;
    expect(await countLetters(indexOf(classes, 2))).toEqual({
      count: 5,
      byClass: { rejected: 3, unknown: 1, expired: 1 },
      complete: true,
      oldestAt: first,
    });
  });

  it('are counted on the first pages only, however many there are, and it says so', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...letterClasses), { maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        async (classes, perPage) => {
          const { count, byClass, complete } = await countLetters(indexOf(classes, perPage));
          const most = letterPagesMax * perPage;
          expect(count).toBe(Math.min(classes.length, most));
          expect(complete).toBe(classes.length <= most);
          const sum = Object.values(byClass).reduce((total, one) => total + one, 0);
          expect(sum).toBe(count);
        },
      ),
    );
  });
});
