/** What rotate-wms-key reads from its environment. */
import * as z from 'zod';
import { common, json } from '../env.ts';
import { wmsSchema } from '../policy.ts';
import { wmsKeysSchema } from '../wms-keys.ts';

export const rotateWmsKeyEnv = z.object({
  ...common,
  /** The secret with the WMS's credentials. */
  WMS_SECRET_ARN: z.string().min(1),
  WMS: json(wmsSchema),
  WMS_KEYS: json(wmsKeysSchema),
});
export type RotateWmsKeyEnv = z.output<typeof rotateWmsKeyEnv>;
