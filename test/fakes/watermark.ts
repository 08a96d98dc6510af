/** A shop's watermark in memory, with the condition that DynamoDB checks on every write. */
import type { WatermarkItem } from '../../lib/adapters/watermark.ts';
import type { LastRun, Watermark } from '../../lib/reconciliation/ports.ts';

export const makeFakeWatermark = (): WatermarkItem => {
  let item: Watermark | undefined;
  let run: LastRun | undefined;
  return {
    read: async () => structuredClone(item),
    replace: async (before, after) => {
      if (before?.revision !== item?.revision) return 'overtaken';
      item = structuredClone({ ...after, revision: (before?.revision ?? 0) + 1 });
      return 'written';
    },
    lastRun: async () => structuredClone(run),
    noteRun: async (ended) => {
      run = structuredClone(ended);
    },
  };
};
