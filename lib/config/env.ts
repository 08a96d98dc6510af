/**
 * How a function reads its environment: checked at cold start against its own schema in `env/`, one file
 * each, so that a function's bundle holds no other's settings.
 *
 * The only file that reads the process environment. The stack fills the same keys, typed by `EnvOf`.
 * Identity (queues, tables, secrets) has no default: a missing one must fail, not write elsewhere.
 */
import * as z from 'zod';

/** A setting that travels as JSON in one variable, and is checked by the schema the stage was checked by. */
export const json = <Schema extends z.ZodType>(schema: Schema) =>
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
export const common = {
  /** The stage's name. */
  DEPLOYMENT: z.string().min(1),
  /** The release's version, from package.json. */
  RELEASE: z.string().min(1),
};

/** `[{domain, secretArn}]`: which secret belongs to which shop. */
export const shops = json(
  z.array(z.strictObject({ domain: z.string().min(1), secretArn: z.string().min(1) })).min(1),
);

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
