/**
 * What may be asked of the dead letters, by direct invoke and by the operations route alike, and what is
 * answered. A wrong question is answered with one sentence that names the field and the fix.
 */
import * as z from 'zod';
import type { Fate } from './fate.ts';
import { filterSchema } from './filter.ts';
import { cursorSchema, type IndexedLetter, type LetterClass } from './indexed-letter.ts';
import { type Job, pacePerSecondMax } from './job.ts';
import type { Plan } from './plan.ts';

/** Longer than any ARN of a caller. */
const callerLengthMax = 300;

const filter = filterSchema.default({});
const count = z.int().min(0);
/** People read it in a table and in the log. */
const oneLine = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}*$/u);
/** Who asks, as they say themselves; API Gateway's word counts more. */
const by = oneLine(callerLengthMax).default('unknown');
const jobId = z.string().min(1).max(64);

/** Letters listed one by one in one answer. */
export const listedMax = 100;
/** Groups in one answer: reasons can name lines, so there may be as many as letters. */
export const groupsMax = 500;

const list = z.strictObject({
  action: z.literal('list'),
  filter,
  /** Letters one by one, oldest first; the groups count all. */
  limit: z.int().min(0).max(listedMax).default(20),
  after: cursorSchema.optional(),
});
const show = z.strictObject({
  action: z.literal('show'),
  letterId: z.string().min(1).max(200),
  /** Also the message and the WMS's words, which name the customer; it is logged who asked. */
  personal: z.boolean().default(false),
  by,
});
const plan = z.strictObject({
  action: z.literal('plan'),
  filter,
  force: z.boolean().default(false),
});
const jobs = z.strictObject({ action: z.literal('jobs') });
const job = z.strictObject({ action: z.literal('job'), jobId });

const confirmation = {
  filter,
  /** The plan's own instant: letters parked later are not meant. */
  asOf: z.iso.datetime(),
  by,
};
const replay = z.strictObject({
  action: z.literal('replay'),
  ...confirmation,
  /** The plan's `replay`: how many letters would be sent. */
  confirm: count,
  force: z.boolean().default(false),
  /** @default - `defaultPacePerSecond` */
  pacePerSecond: z.number().min(0.1).max(pacePerSecondMax).optional(),
});
const discard = z.strictObject({
  action: z.literal('discard'),
  ...confirmation,
  /** The plan's `letters`: a discard skips nothing. */
  confirm: count,
  /** Why, for whoever looks next; no names of people. */
  reason: oneLine(200),
});
const stop = z.strictObject({ action: z.literal('stop'), jobId, by });
const resume = z.strictObject({ action: z.literal('resume'), jobId, by });
/** Goes on with the jobs for as long as one invocation lasts; the schedule asks so every minute. */
const work = z.strictObject({ action: z.literal('work') });

/** What browse-dead-letters answers: it changes nothing. */
export const browseRequestSchema = z.discriminatedUnion('action', [list, show, plan, jobs, job]);
export type BrowseRequest = z.output<typeof browseRequestSchema>;
/** What replay-dead-letters answers besides. */
export const operateRequestSchema = z.discriminatedUnion('action', [
  replay,
  discard,
  stop,
  resume,
  work,
]);
export type OperateRequest = z.output<typeof operateRequestSchema>;

/** All that replay-dead-letters answers. */
export const anyRequestSchema = z.discriminatedUnion('action', [
  ...browseRequestSchema.options,
  ...operateRequestSchema.options,
]);

export type LetterGroup = {
  readonly class: LetterClass;
  readonly reason: string;
  readonly letters: number;
  /** When the first and the last of them were parked. */
  readonly oldest: string;
  readonly newest: string;
};

export type BrowseAnswer =
  | {
      readonly kind: 'letters';
      /** Largest first, at most `groupsMax`. */
      readonly groups: readonly LetterGroup[];
      /** Smaller groups that are left out. */
      readonly groupsLeftOut: number;
      readonly letters: readonly IndexedLetter[];
      readonly total: number;
      /** Ask for the rest with it as `after`. */
      readonly next?: { readonly parkedAt: string; readonly letterId: string };
      /** False where more lie there than are counted. */
      readonly complete: boolean;
    }
  | {
      readonly kind: 'letter';
      readonly letter: IndexedLetter;
      /** Not there once the letter is settled. */
      readonly fate?: Fate;
      readonly settled?: { readonly how: string; readonly at: string; readonly jobId: string };
      /** Only on request: the message as it lies in the letter, and the WMS's problem detail. */
      readonly personal?: { readonly message: unknown; readonly problem: string | null };
    }
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** Newest first. */
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] }
  | { readonly kind: 'job'; readonly job: Job }
  | Refused;

export type OperateAnswer =
  | { readonly kind: 'job'; readonly job: Job }
  /** What one slice came to. `busy`: another invocation works, or nothing is to do. */
  | {
      readonly kind: 'worked';
      readonly settled: number;
      readonly swept: number;
      readonly busy: boolean;
    }
  | Refused;

export type Refused = {
  readonly kind: 'refused';
  readonly code:
    | 'invalid_request'
    | 'not_found'
    /** The plan has changed since it was made: look at it again. */
    | 'count_changed'
    | 'too_many_jobs'
    /** The job is done, or was not stopped. */
    | 'wrong_state';
  /** One sentence that names the field and the fix. */
  readonly fault: string;
};
