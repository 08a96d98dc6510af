/**
 * The letters that a job means, a handful at a time, in the order in which they were parked.
 *
 * A page of the index gives more than a handful, so the rest is kept for the next one. What has become of a
 * letter since is looked at when its turn comes.
 */
import { isMeant } from './filter.ts';
import type { Cursor, IndexedLetter } from './indexed-letter.ts';
import type { Job } from './job.ts';
import type { LetterIndex } from './ports.ts';

export type Taken =
  | {
      readonly kind: 'letters';
      /** None where only others came by: go on from the cursor. */
      readonly letterIds: readonly string[];
      /** The last letter that came by. */
      readonly upTo: Cursor | undefined;
    }
  | { readonly kind: 'end' };

export type Walk = { readonly take: (max: number) => Promise<Taken> };

const lettersPerRead = 100;
/** Reads before the place is written down again, so that the lease is prolonged in time. */
const readsPerTake = 20;

export const makeWalk = (
  { page }: Pick<LetterIndex, 'page'>,
  { filter, asOf }: Pick<Job, 'filter' | 'asOf'>,
  from: Cursor | undefined,
): Walk => {
  const end = Date.parse(asOf);
  let ahead: IndexedLetter[] = [];
  let next: Cursor | 'end' | undefined = from;

  const read = async (): Promise<void> => {
    const { letters, next: after } = await page(lettersPerRead, next === 'end' ? undefined : next);
    // Oldest first: whatever follows a letter that was parked too late was parked later still.
    ahead = letters.filter(({ parkedAt }) => Date.parse(parkedAt) <= end);
    next = after === undefined || ahead.length < letters.length ? 'end' : after;
  };

  /** Passes letters by until so many of the job's have come. */
  const pass = (max: number): readonly IndexedLetter[] => {
    let meant = 0;
    const past = ahead.findIndex((letter) => {
      if (isMeant(filter, letter)) meant += 1;
      return meant === max;
    });
    return ahead.splice(0, past < 0 ? ahead.length : past + 1);
  };

  const take = async (max: number): Promise<Taken> => {
    const passed = [...pass(max)];
    const meant = () => passed.filter((letter) => isMeant(filter, letter));
    for (let reads = 0; reads < readsPerTake && next !== 'end' && meant().length < max; reads++) {
      await read();
      passed.push(...pass(max - meant().length));
    }
    const last = passed.at(-1);
    if (last === undefined && next === 'end') return { kind: 'end' };
    const upTo = last && { parkedAt: last.parkedAt, letterId: last.letterId };
    return { kind: 'letters', letterIds: meant().map(({ letterId }) => letterId), upTo };
  };
  return { take };
};
