/** Index items of dead letters as they are read, valid by default: that of the builders' dead letter. */
import type { IndexedLetter } from '../../lib/letters/indexed-letter.ts';
import { indexEntry } from './index-entry.ts';

export const indexedLetter = (given: Partial<IndexedLetter> = {}): IndexedLetter => ({
  ...indexEntry(),
  parts: 1,
  ...given,
});
