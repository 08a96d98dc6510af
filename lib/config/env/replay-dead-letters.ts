/** What replay-dead-letters reads from its environment. */
import * as z from 'zod';
import { common } from '../env.ts';

export const replayDeadLettersEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
});
export type ReplayDeadLettersEnv = z.output<typeof replayDeadLettersEnv>;
