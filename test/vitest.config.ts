import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    // A test that asserts nothing fails: the mistake most common in this field's samples.
    expect: { requireAssertions: true },
    testTimeout: 10_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { shuffle: { files: false, tests: false } },
  },
});
