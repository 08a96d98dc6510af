/** What accept-webhook reads from its environment. */
import * as z from 'zod';
import { common, shops } from '../env.ts';

export const acceptWebhookEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
  /** `[{domain, secretArn}]`: which secret belongs to which shop. */
  SHOPS: shops,
});
export type AcceptWebhookEnv = z.output<typeof acceptWebhookEnv>;
