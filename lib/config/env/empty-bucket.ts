/** What empty-bucket reads from its environment. */
import * as z from 'zod';
import { common } from '../env.ts';

export const emptyBucketEnv = z.object({
  ...common,
  /** The bucket's name. */
  REPORTS_BUCKET: z.string().min(3),
});
export type EmptyBucketEnv = z.output<typeof emptyBucketEnv>;
