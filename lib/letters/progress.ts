/**
 * What the worker writes of a job: its lease, what it has in hand, and what is counted. Pure.
 *
 * Only whoever holds the lease writes counts, and writes them as they are from now on, not what is added:
 * a writing whose answer was lost may be done again. An operator's stop meanwhile is kept.
 */
import type { Cursor } from './indexed-letter.ts';
import type { Job, JobCounts, Jobs } from './job.ts';
import { changeJob, stopJob } from './jobs.ts';

/** A worker that died blocks the others for no longer. */
export const leaseMillis = 15_000;

export type Lease = NonNullable<Jobs['worker']>;

export const runningJob = (jobs: Jobs): Job | undefined =>
  jobs.jobs.find(({ state }) => state === 'running');

/** @returns `busy` where another works, `nothing` where no job waits for a worker. */
export const takeLease = (jobs: Jobs, lease: Lease, now: number): Jobs | 'busy' | 'nothing' => {
  if (runningJob(jobs) === undefined) return 'nothing';
  const { worker } = jobs;
  const isHeld = worker !== undefined && worker.until > now && worker.holder !== lease.holder;
  return isHeld ? 'busy' : { ...jobs, worker: lease };
};

export const prolong = (jobs: Jobs, lease: Lease): Jobs | 'lost' =>
  jobs.worker?.holder === lease.holder ? { ...jobs, worker: lease } : 'lost';

/** @returns the same jobs where the lease is another's already. */
export const leave = (jobs: Jobs, holder: string): Jobs => {
  const { worker, ...rest } = jobs;
  return worker?.holder === holder ? rest : jobs;
};

/** How far a job has come: all letters up to the cursor are counted. */
export type Place = JobCounts & { readonly cursor?: Cursor | undefined };
/** What is taken next, and the cursor once it is counted. */
export type Hand = { readonly letterIds: readonly string[]; readonly upTo: Cursor | undefined };

export const placeOf = ({ done, skipped, gone, cursor }: Job): Place => ({
  done,
  skipped,
  gone,
  cursor,
});
export const handOf = ({ inHand, inHandUpTo }: Job): Hand | undefined =>
  inHand.length === 0 ? undefined : { letterIds: inHand, upTo: inHandUpTo };

/** Writes what is counted, and takes the next letters in hand unless the job was stopped meanwhile. */
export const keepPlace = (
  jobs: Jobs,
  lease: Lease,
  jobId: string,
  place: Place,
  hand: Hand | undefined,
  at: string,
): Jobs | 'lost' =>
  held(jobs, lease, jobId, (job) => ({
    ...placed(job, place, at),
    ...(hand === undefined || job.state !== 'running' ? {} : inHand(hand)),
  }));

/** The walk has come to its end. What was in the plan and did not come by was settled by somebody else. */
export const finishJob = (
  jobs: Jobs,
  lease: Lease,
  jobId: string,
  place: Place,
  at: string,
): Jobs | 'lost' =>
  held(jobs, lease, jobId, (job) => {
    const { why: _past, ...rest } = placed(job, place, at);
    const skipped = Object.values(place.skipped).reduce((sum, letters) => sum + letters, 0);
    const gone = Math.max(place.gone, job.letters - place.done - skipped);
    return { ...rest, gone, state: 'done' };
  });

/** Nothing goes through to the WMS; what is in hand stays in hand. */
export const stopForCircuit = (
  jobs: Jobs,
  lease: Lease,
  jobId: string,
  why: 'circuit_open' | 'circuit_hold',
  at: string,
): Jobs | 'lost' => {
  const prolonged = prolong(jobs, lease);
  if (prolonged === 'lost') return prolonged;
  const stopped = stopJob(prolonged, jobId, why, at);
  return typeof stopped === 'string' ? 'lost' : stopped;
};

const placed = (given: Job, { cursor, ...counts }: Place, updatedAt: string): Job => {
  const { cursor: _before, inHandUpTo: _counted, ...job } = given;
  const skipped = { ...counts.skipped };
  return { ...job, ...counts, skipped, ...(cursor ? { cursor } : {}), inHand: [], updatedAt };
};

const inHand = ({ letterIds, upTo }: Hand): Pick<Job, 'inHand' | 'inHandUpTo'> => ({
  inHand: [...letterIds],
  ...(upTo ? { inHandUpTo: upTo } : {}),
});

const held = (
  jobs: Jobs,
  lease: Lease,
  jobId: string,
  change: (job: Job) => Job,
): Jobs | 'lost' => {
  const prolonged = prolong(jobs, lease);
  if (prolonged === 'lost') return prolonged;
  const changed = changeJob(prolonged, jobId, change);
  return typeof changed === 'string' ? 'lost' : changed;
};
