/** What browse-dead-letters reads from its environment. */
import * as z from 'zod';
import { common } from '../env.ts';

export const browseDeadLettersEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  /** What the widget's buttons call that change something. */
  REPLAY_FUNCTION_ARN: z.string().startsWith('arn:'),
});
export type BrowseDeadLettersEnv = z.output<typeof browseDeadLettersEnv>;
