/** Letters of an index under test, by their numbers. */
import type { IndexEntry } from '../../lib/letters/index-entry.ts';
import type { IndexedLetter, Settlement } from '../../lib/letters/indexed-letter.ts';
import type { LetterIndex } from '../../lib/letters/ports.ts';
import { indexEntry } from '../builders/index-entry.ts';

export const second = (n: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10, 0, n)).toISOString();
/** The nth letter, parked a second after the one before. */
export const entry = (n: number, given: Partial<IndexEntry> = {}): IndexEntry =>
  indexEntry({ letterId: `letter-${n}`, parkedAt: second(n), ...given });
export const replayedAt = (at: string, jobId = 'job-1'): Settlement => ({
  how: 'replayed',
  at,
  jobId,
});

export const putAll = async (index: LetterIndex, entries: readonly IndexEntry[]): Promise<void> => {
  for (const one of entries) await index.put(one, `content of ${one.letterId}`);
};
/** The letter as it is found, whatever has become of it. */
export const findOne = async (index: LetterIndex, letterId: string) => {
  const found = (await index.find([letterId])).get(letterId);
  if (found === undefined) throw new Error(`there is no letter ${letterId}`);
  return found;
};
export const idsOf = (letters: readonly IndexedLetter[]) => letters.map(({ letterId }) => letterId);
export const waiting = async (index: LetterIndex) => idsOf((await index.page(1_000)).letters);
