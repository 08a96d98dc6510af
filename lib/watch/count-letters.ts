/**
 * Counts the dead letters that wait, from the first pages of their index: a watch that runs every minute
 * must end within its time, however many there are.
 */
import type { Cursor } from '../letters/indexed-letter.ts';
import type { LetterIndex } from '../letters/ports.ts';
import type { WaitingLetters } from './seen.ts';

const lettersPerPage = 1_000;
/** Pages of up to a megabyte; whether there are more makes no difference to whoever is called. */
export const letterPagesMax = 5;

export const countLetters = async ({
  page,
}: Pick<LetterIndex, 'page'>): Promise<WaitingLetters> => {
  const byClass: Partial<Record<keyof WaitingLetters['byClass'], number>> = {};
  let count = 0;
  let oldestAt: number | undefined;
  let after: Cursor | undefined;
  for (let read = 0; read < letterPagesMax; read++) {
    const { letters, next } = await page(lettersPerPage, after);
    for (const letter of letters) {
      byClass[letter.class] = (byClass[letter.class] ?? 0) + 1;
      oldestAt ??= Date.parse(letter.parkedAt);
    }
    count += letters.length;
    after = next;
    if (after === undefined) break;
  }
  const oldest = oldestAt === undefined ? {} : { oldestAt };
  return { count, byClass, complete: after === undefined, ...oldest };
};
