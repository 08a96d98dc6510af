/** The item that holds all jobs, in memory, with the condition that DynamoDB checks on every write. */
import { type Jobs, jobsSchema, noJobs } from '../../lib/letters/job.ts';
import type { JobStore } from '../../lib/letters/ports.ts';

export const makeFakeJobStore = () => {
  let item: Jobs = noJobs;
  const store: JobStore = {
    read: async () => structuredClone(item),
    replace: async (before, { worker, jobs }) => {
      if (before.revision !== item.revision) return 'overtaken';
      // What is written must be readable for whoever comes next.
      const text = JSON.stringify({ revision: before.revision + 1, worker, jobs });
      item = jobsSchema.parse(JSON.parse(text));
      return 'written';
    },
  };
  return { ...store, seen: (): Jobs => structuredClone(item) };
};
