import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import base from './vitest.config.ts';

const longest = 'outage.prove.ts';
/** They wait for real times to pass, and leave the cores to others meanwhile: two at once. */
const waiting = [longest, ...['outage-table', 'poison', 'hold', 'killed-process'].map(fileOf)].map(
  (name) => `test/prove/${name}`,
);

function fileOf(name: string): string {
  return `${name}.prove.ts`;
}

/** What takes as long as the others together begins with the first of them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification): boolean =>
      moduleId.endsWith(`/${longest}`);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

/** The long proofs: those that load both cores one after the other, when those that wait are over. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: {
      testTimeout: 600_000,
      sequence: { sequencer: LongestFirst },
      projects: [
        {
          extends: true,
          test: { name: 'waiting', include: waiting, maxWorkers: 2, sequence: { groupOrder: 1 } },
        },
        {
          extends: true,
          test: {
            name: 'busy',
            include: ['test/prove/**/*.prove.ts'],
            exclude: waiting,
            maxWorkers: 1,
            sequence: { groupOrder: 2 },
          },
        },
      ],
    },
  }),
);
