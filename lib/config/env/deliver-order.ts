/** What deliver-order reads from its environment. */
import * as z from 'zod';
import { circuitSchema } from '../circuit-policy.ts';
import { common, json } from '../env.ts';
import { deliverySchema, sendSchema, wmsSchema } from '../policy.ts';

export const deliverOrderEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
  /** The secret with the WMS's credentials; empty where the WMS asks for none. */
  WMS_SECRET_ARN: z.string(),
  WMS: json(wmsSchema),
  DELIVERY: json(deliverySchema),
  CIRCUIT: json(circuitSchema),
  SEND: json(sendSchema),
});
export type DeliverOrderEnv = z.output<typeof deliverOrderEnv>;
