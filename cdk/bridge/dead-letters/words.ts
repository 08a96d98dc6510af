/**
 * How the commands are typed that follow from a plan or a job, and which letters they mean.
 */
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { StageNames } from '../stage-names.ts';
import { filterText } from './filter-options.ts';

/** A command of this group, as it is typed for this stage. */
export const commandText = (names: StageNames, command: string, ...rest: readonly string[]) =>
  ['npm run bridge -- dead-letters', command, ...rest.filter((word) => word !== '')].join(' ') +
  names.flag;

/** Which letters are meant, for people. */
export const meantText = (filter: LetterFilter): string => filterText(filter) || 'all';

/** A replay or discard refuses to mean everything unless it is told so. */
export const chosenText = (filter: LetterFilter): string => filterText(filter) || '--all';
