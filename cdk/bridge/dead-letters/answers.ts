/**
 * What the functions for dead letters answer, as it must look to be believed: `lib/letters/request.ts`
 * has the meaning.
 */
import * as z from 'zod';
import { fates, skipReasons } from '../../../lib/letters/fate.ts';
import {
  cursorSchema,
  indexedLetterSchema,
  letterClasses,
} from '../../../lib/letters/indexed-letter.ts';
import { jobSchema } from '../../../lib/letters/job.ts';
import { ages } from '../../../lib/letters/plan.ts';
import type { BrowseAnswer, OperateAnswer } from '../../../lib/letters/request.ts';

const count = z.int().min(0);
const counts = {
  letters: count,
  replay: count,
  skipped: z.partialRecord(z.enum(skipReasons), count),
};

const letters = z.object({
  kind: z.literal('letters'),
  groups: z.array(
    z.object({
      class: z.enum(letterClasses),
      reason: z.string(),
      letters: count,
      oldest: z.string(),
      newest: z.string(),
    }),
  ),
  groupsLeftOut: count,
  letters: z.array(indexedLetterSchema),
  total: count,
  next: cursorSchema.exactOptional(),
  complete: z.boolean(),
});

const letter = z.object({
  kind: z.literal('letter'),
  letter: indexedLetterSchema,
  fate: z.enum(fates).exactOptional(),
  settled: z.object({ how: z.string(), at: z.string(), jobId: z.string() }).exactOptional(),
  personal: z.object({ message: z.unknown(), problem: z.string().nullable() }).exactOptional(),
});

const plan = z.object({
  kind: z.literal('plan'),
  plan: z.object({
    ...counts,
    asOf: z.string(),
    complete: z.boolean(),
    rows: z.array(
      z.object({
        ...counts,
        class: z.enum(letterClasses),
        age: z.enum(ages),
        topic: z.string().nullable(),
      }),
    ),
  }),
});

const jobs = z.object({ kind: z.literal('jobs'), jobs: z.array(jobSchema) });
const job = z.object({ kind: z.literal('job'), job: jobSchema });

/** By kind. */
export const answerSchemas = { letters, letter, plan, jobs, job } satisfies {
  readonly [Kind in Answered]: z.ZodType<AnswerOf<Kind>>;
};
type Answered = 'letters' | 'letter' | 'plan' | 'jobs' | 'job';
type AnswerOf<Kind extends Answered> = Extract<BrowseAnswer | OperateAnswer, { kind: Kind }>;

export type ListedLetters = z.output<typeof letters>;
export type ShownLetter = z.output<typeof letter>;
