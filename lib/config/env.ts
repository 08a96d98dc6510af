/**
 * What each function reads from its environment, one schema per function, checked at cold start.
 *
 * The only file that reads the process environment. The stack fills the same keys, typed by `EnvOf`.
 * Identity (queues, tables, secrets) has no default: a missing one must fail, not write elsewhere.
 */
import * as z from 'zod';
import { circuitSchema } from './circuit-policy.ts';
import { deliverySchema, sendSchema, wmsSchema } from './policy.ts';
import { reconciliationSchema } from './reconciliation-policy.ts';

/** A setting that travels as JSON in one variable, and is checked by the schema the stage was checked by. */
const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** Shared by all functions: what every log line and metric carries. */
const common = {
  /** The stage's name. */
  DEPLOYMENT: z.string().min(1),
  /** The release's version, from package.json. */
  RELEASE: z.string().min(1),
};

const shops = json(
  z.array(z.strictObject({ domain: z.string().min(1), secretArn: z.string().min(1) })).min(1),
);

export const acceptWebhookEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
  /** `[{domain, secretArn}]`: which secret belongs to which shop. */
  SHOPS: shops,
});
export type AcceptWebhookEnv = z.output<typeof acceptWebhookEnv>;

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

export const browseDeadLettersEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  /** What the widget's buttons call that change something. */
  REPLAY_FUNCTION_ARN: z.string().startsWith('arn:'),
});
export type BrowseDeadLettersEnv = z.output<typeof browseDeadLettersEnv>;

export const replayDeadLettersEnv = z.object({
  ...common,
  TABLE_NAME: z.string().min(3),
  ORDERS_QUEUE_URL: z.url(),
  DEAD_LETTERS_QUEUE_URL: z.url(),
});
export type ReplayDeadLettersEnv = z.output<typeof replayDeadLettersEnv>;

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

export const emptyBucketEnv = z.object({
  ...common,
  /** The bucket's name. */
  REPORTS_BUCKET: z.string().min(3),
});
export type EmptyBucketEnv = z.output<typeof emptyBucketEnv>;

/** The environment that a construct must set for a function with this schema. */
export type EnvOf<Schema extends z.ZodObject> = Record<keyof z.output<Schema> & string, string>;

/**
 * Reads and checks this function's environment.
 *
 * @throws Error naming every missing or wrong variable at once, without their values.
 */
export const readEnv = <Schema extends z.ZodObject>(schema: Schema): z.output<Schema> => {
  const parsed = schema.safeParse(process.env);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the function's environment is wrong: ${faults.join('; ')}`);
};
