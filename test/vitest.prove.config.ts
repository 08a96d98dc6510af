import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { house } from './vitest.config.ts';

/** They measure real times, so nothing runs beside them. */
const waiting = [
  'outage',
  'outage-table',
  'poison',
  'hold',
  'killed-process',
  'outage-pages',
  'load',
  'hostile',
  'rotation',
].map((name) => `test/prove/${name}.prove.ts`);
/**
 * By hand: `npx vitest run --config test/vitest.prove.config.ts --project by-hand`. Not all of its scenes have been
 * seen to hold in one run.
 */
const byHand = ['test/prove/alarms.prove.ts'];
const longest = '/outage.prove.ts';

/** What takes longest says first whether the promise is kept. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean => moduleId.endsWith(longest);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

/** The long proofs: those that load both cores one after the other, when those that wait are over. */
export default mergeConfig(
  house,
  defineConfig({
    test: {
      testTimeout: 600_000,
      sequence: { sequencer: LongestFirst },
      projects: [
        {
          extends: true,
          test: { name: 'waiting', include: waiting, maxWorkers: 1, sequence: { groupOrder: 1 } },
        },
        {
          extends: true,
          test: {
            name: 'busy',
            include: ['test/prove/**/*.prove.ts'],
            exclude: [...waiting, ...byHand],
            maxWorkers: 1,
            sequence: { groupOrder: 2 },
          },
        },
        {
          extends: true,
          test: { name: 'by-hand', include: byHand, maxWorkers: 1, sequence: { groupOrder: 3 } },
        },
      ],
    },
  }),
);
