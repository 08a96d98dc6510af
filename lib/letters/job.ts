/**
 * A replay or discard of many letters: longer than one invocation lasts, so it is written down and
 * worked off in slices. Pure: what follows from what, on the one item that holds all jobs.
 *
 * The worker owns a job's counts and place; the operator owns whether it runs. Both write the whole item on
 * the condition that nobody else did meanwhile, and begin anew where somebody did.
 */
import * as z from 'zod';
import { type SkipReason, skipReasons } from './fate.ts';
import { filterSchema } from './filter.ts';
import { cursorSchema } from './indexed-letter.ts';

const count = z.int().min(0);

export const jobSchema = z.object({
  jobId: z.string().min(1),
  kind: z.enum(['replay', 'discard']),
  /** `running`: now, or as soon as the jobs before it are done. */
  state: z.enum(['running', 'stopped', 'done']),
  /** Why it stopped: an operator, or the circuit, which lets nothing through. */
  why: z.enum(['operator', 'circuit_open', 'circuit_hold']).optional(),
  filter: filterSchema,
  /** Letters parked later are not the job's. */
  asOf: z.iso.datetime(),
  force: z.boolean(),
  /** Letters per second at most. */
  pacePerSecond: z.number().positive(),
  /** Of a discard: why, for the record. */
  reason: z.string().optional(),
  /** Who asked: verified by API Gateway, else as the caller says; CloudTrail knows. */
  by: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** Letters that the operator confirmed. */
  confirmed: count,
  /** Letters of the filter when the job was made, those that a replay skips among them. */
  letters: count,
  /** Letters sent again, or discarded. */
  done: count,
  skipped: z.partialRecord(z.enum(skipReasons), count),
  /** Letters that were not there any more: somebody else settled them, or their fate is another one now. */
  gone: count,
  /** Where the walk through the index stands: all letters up to here are counted. */
  cursor: cursorSchema.optional(),
  /** Letters after the cursor that a slice has taken and may have settled without counting them. */
  inHand: z.array(z.string()),
  /** The cursor once they are counted. */
  inHandUpTo: cursorSchema.optional(),
});
export type Job = z.output<typeof jobSchema>;
export type JobCounts = Pick<Job, 'done' | 'gone'> & {
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
};

export const jobsSchema = z.object({
  revision: z.int().min(0),
  /** Who works, for so long (epoch milliseconds); dead after that, and another takes over. */
  worker: z.object({ holder: z.string(), until: z.int() }).optional(),
  /** Oldest first. */
  jobs: z.array(jobSchema),
});
export type Jobs = z.output<typeof jobsSchema>;

export const noJobs: Jobs = { revision: 0, jobs: [] };

/** Jobs kept: beyond it the oldest done ones are forgotten, then the oldest stopped ones, and never a running one. */
export const jobsMax = 20;
/** Letters per second where nobody says otherwise: live orders keep most of the WMS's limit. */
export const defaultPacePerSecond = 5;
export const pacePerSecondMax = 100;
