import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';

/** What all tests have, the long proofs, too. */
export const house = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    // A test that asserts nothing fails: the mistake most common in this field's samples.
    expect: { requireAssertions: true },
    testTimeout: 10_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { shuffle: { files: false, tests: false } },
  },
});

/** These start processes and servers, so each file has a process of its own. */
const apart = ['bridge', 'end-to-end', 'local'].map((folder) => `test/${folder}/**/*.test.ts`);

export default mergeConfig(
  house,
  defineConfig({
    test: {
      globalSetup: ['test/temporary-folder.ts'],
      projects: [
        { extends: true, test: { name: 'apart', include: apart } },
        {
          extends: true,
          test: {
            name: 'together',
            include: ['test/**/*.test.ts'],
            exclude: apart,
            // Without what the files have in common read again for each, they take a third of the time.
            isolate: false,
          },
        },
      ],
    },
  }),
);
