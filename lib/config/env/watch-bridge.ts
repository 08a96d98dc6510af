/** What watch-bridge reads from its environment. */
import * as z from 'zod';
import { circuitSchema } from '../circuit-policy.ts';
import { common, json } from '../env.ts';

export const watchBridgeEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
  /** The secret whose age is told; empty where the WMS asks for no credentials. */
  WMS_SECRET_ARN: z.string(),
  CIRCUIT: json(circuitSchema),
});
export type WatchBridgeEnv = z.output<typeof watchBridgeEnv>;
