import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The long proofs: one after the other, since each loads both cores. */
export default mergeConfig(
  { ...base, test: { ...base.test, include: [] } },
  defineConfig({
    test: {
      include: ['test/prove/**/*.prove.ts'],
      fileParallelism: false,
      testTimeout: 600_000,
    },
  }),
);
