import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

/**
 * How long is waited for what comes, before it is said that it does not. No promise is measured by it: with all
 * of a stack's processes on two cores, what takes half a second takes several at times.
 */
const pollMillisMax = 10_000;

/** What all tests have, the long proofs, too. */
export const house = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    // A test that asserts nothing fails: the mistake most common in this field's samples.
    expect: { requireAssertions: true, poll: { timeout: pollMillisMax } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { shuffle: { files: false, tests: false } },
  },
});

/** They say how long something takes at most, so nothing runs beside them. */
const timed = [
  'contract/wms-*',
  'end-to-end/{crashes,failures,orders,reconcile}',
  'local/{host,stack,stack-alarms}',
].map((files) => `test/${files}.test.ts`);
/** These start processes and servers, so each file has a process of its own. */
const apart = ['bridge', 'end-to-end', 'local'].map((folder) => `test/${folder}/**/*.test.ts`);

const setupFiles = ['test/end-to-end/look-for-leaks.ts'];

export default mergeConfig(
  house,
  defineConfig({
    test: {
      globalSetup: ['test/temporary-folder.ts'],
      projects: [
        {
          extends: true,
          test: {
            name: 'timed',
            include: timed,
            setupFiles,
            maxWorkers: 1,
            sequence: { groupOrder: 1 },
          },
        },
        {
          extends: true,
          test: {
            name: 'apart',
            include: apart,
            exclude: timed,
            setupFiles,
            sequence: { groupOrder: 2 },
          },
        },
        {
          extends: true,
          test: {
            name: 'together',
            include: ['test/**/*.test.ts'],
            exclude: [...apart, ...timed],
            sequence: { groupOrder: 2 },
            // Without what the files have in common read again for each, they take a third of the time.
            isolate: false,
          },
        },
      ],
    },
  }),
);
