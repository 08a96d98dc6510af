/**
 * A run that can be repeated from its text: a seed, the faults that may happen, the parts of the plan
 * that are left out. It is what a failing run prints, and what `--replay` and regressions.json read.
 */
import * as z from 'zod';
import type { RunOptions } from '../contracts.ts';

export const replaySchema = z.strictObject({
  seed: z.int().min(0),
  /** Only these faults may happen. @default - all */
  only: z.array(z.string()).optional(),
  /** Parts of the plan that are left out. */
  without: z.array(z.string()).optional(),
  naive: z.boolean().optional(),
  /** The planted mistake, by name, with which it failed. */
  mistake: z.string().optional(),
});
export type Replay = z.output<typeof replaySchema>;

/** @throws Error that says in one line what is wrong. */
export const parseReplay = (text: string): Replay => {
  const parsed = replaySchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`the replay's ${issue?.path.join('.') || 'JSON'}: ${issue?.message}`);
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the replay is no JSON');
  }
};

export const optionsOf = ({ only, without, naive }: Replay): RunOptions => ({
  ...(only === undefined ? {} : { only: new Set(only) }),
  ...(without === undefined ? {} : { without: new Set(without) }),
  ...(naive === undefined ? {} : { naive }),
});

/** The command that repeats it, as a shell takes it. */
export const commandOf = (replay: Replay): string =>
  `npm run simulate -- --replay '${JSON.stringify(replay).replaceAll("'", `'\\''`)}'`;
