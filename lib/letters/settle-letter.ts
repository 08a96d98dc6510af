/**
 * Takes one letter out of the index for a job, and says whether it was this job that did.
 */
import type { IndexedLetter, Settlement } from './indexed-letter.ts';
import type { Job } from './job.ts';
import type { LetterIndex } from './ports.ts';

export const settleLetter = async (
  index: Pick<LetterIndex, 'settle'>,
  { jobId, kind }: Job,
  letter: IndexedLetter,
  at: string,
): Promise<'done' | 'gone'> => {
  const how: Settlement['how'] = kind === 'replay' ? 'replayed' : 'discarded';
  const end = await index.settle(letter, { how, at, jobId });
  return end === 'settled' ? 'done' : 'gone';
};

/** Whoever lost the lease may have done it a moment ago, for this very job. */
export const settledBy = async (
  { find }: Pick<LetterIndex, 'find'>,
  jobId: string,
  { letterId }: IndexedLetter,
): Promise<'done' | 'gone' | undefined> => {
  const found = (await find([letterId])).get(letterId);
  if (found === undefined) return 'gone';
  if (found.settled === undefined) return undefined;
  return found.settled.jobId === jobId ? 'done' : 'gone';
};
