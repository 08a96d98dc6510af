/** What reconcile-orders reads from its environment. */
import * as z from 'zod';
import { common, json, shops } from '../env.ts';
import { sendSchema, wmsSchema } from '../policy.ts';
import { reconciliationSchema } from '../reconciliation-policy.ts';

export const reconcileOrdersEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
  /** The bucket's name. */
  REPORTS_BUCKET: z.string().min(3),
  /** `[{domain, secretArn}]`: which secret has the credentials for a shop's Admin API. */
  SHOPS: shops,
  RECONCILIATION: json(reconciliationSchema),
  /** The secret with the WMS's credentials; empty where the WMS asks for none. */
  WMS_SECRET_ARN: z.string(),
  /** Where the WMS may have a list of its orders. */
  WMS: json(wmsSchema),
  SEND: json(sendSchema),
  /** Where the shops' webhooks must go. */
  WEBHOOK_URL: z.url(),
});
export type ReconcileOrdersEnv = z.output<typeof reconcileOrdersEnv>;
