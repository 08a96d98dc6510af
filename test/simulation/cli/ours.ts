/** The bridge in its simulated world, its planted mistakes, and what is asked of a run. */
import { mistakes } from '../mistakes/catalogue.ts';
import type { CommandSubject } from './command.ts';
import { expectedOccurrences } from './expected-occurrences.ts';
import { readRegressions } from './regressions.ts';

export const ours = (): CommandSubject => ({
  module: new URL('../run-seed.ts', import.meta.url).href,
  mistakes,
  knownSeeds: new URL('../mistakes/known-seeds.json', import.meta.url),
  regressions: readRegressions(),
  rule: expectedOccurrences,
});
