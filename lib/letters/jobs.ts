/**
 * What an operator does with jobs: makes, stops and resumes them. Pure, on the item that holds all jobs;
 * and how a change of that item is written where others change it, too.
 *
 * A change may be made twice, where the answer to its writing was lost: the second time it changes nothing.
 */
import { defaultPacePerSecond, type Job, type Jobs, jobsMax, pacePerSecondMax } from './job.ts';
import type { JobStore } from './ports.ts';

/** What an operator wants, and the counts of the plan that was confirmed. */
export type JobWish = Pick<
  Job,
  'jobId' | 'kind' | 'filter' | 'asOf' | 'force' | 'by' | 'confirmed' | 'letters'
> & {
  /** @default - `defaultPacePerSecond` for a replay; a discard costs the WMS nothing */
  readonly pacePerSecond?: number;
  readonly reason?: string;
};

/** @param at - now; letters parked later are not the job's, whatever the wish says. */
export const createJob = (jobs: Jobs, wish: JobWish, at: string): Jobs | 'too_many_jobs' => {
  if (jobs.jobs.some(({ jobId }) => jobId === wish.jobId)) return jobs;
  const kept = withRoom(jobs.jobs);
  if (kept === 'too_many_jobs') return kept;
  const usualPace = wish.kind === 'replay' ? defaultPacePerSecond : pacePerSecondMax;
  const job: Job = {
    ...wish,
    asOf: Date.parse(wish.asOf) < Date.parse(at) ? wish.asOf : at,
    state: 'running',
    pacePerSecond: wish.pacePerSecond ?? usualPace,
    createdAt: at,
    updatedAt: at,
    done: 0,
    skipped: {},
    gone: 0,
    inHand: [],
  };
  return { ...jobs, jobs: [...kept, job] };
};

/** Room for one more. A stopped job that is forgotten costs its counts alone: its letters wait. */
const withRoom = (jobs: readonly Job[]): readonly Job[] | 'too_many_jobs' => {
  if (jobs.length < jobsMax) return jobs;
  const dispensable = [
    ...jobs.filter(({ state }) => state === 'done'),
    ...jobs.filter(({ state }) => state === 'stopped'),
  ];
  const forgotten = new Set(dispensable.slice(0, jobs.length - jobsMax + 1));
  const kept = jobs.filter((job) => !forgotten.has(job));
  return kept.length < jobsMax ? kept : 'too_many_jobs';
};

export type Missed = 'not_found' | 'wrong_state';

/** Letters in hand are still sent; the worker meets it with its next page. */
export const stopJob = (
  jobs: Jobs,
  jobId: string,
  why: NonNullable<Job['why']>,
  at: string,
): Jobs | Missed =>
  changeJob(jobs, jobId, (job) => {
    if (job.state === 'done') return 'wrong_state';
    return job.state === 'stopped' ? job : { ...job, state: 'stopped', why, updatedAt: at };
  });

/** Goes on where it stopped, after the jobs that were made before it. */
export const resumeJob = (jobs: Jobs, jobId: string, at: string): Jobs | Missed =>
  changeJob(jobs, jobId, (job) => {
    const { why: _past, ...rest } = job;
    if (job.state === 'stopped') return { ...rest, state: 'running', updatedAt: at };
    return job.state === 'running' && job.updatedAt === at ? job : 'wrong_state';
  });

/** @param change - the same job where nothing is to be written. */
export const changeJob = (
  jobs: Jobs,
  jobId: string,
  change: (job: Job) => Job | 'wrong_state',
): Jobs | Missed => {
  const before = jobs.jobs.find((job) => job.jobId === jobId);
  if (before === undefined) return 'not_found';
  const after = change(before);
  if (after === 'wrong_state') return after;
  if (after === before) return jobs;
  return { ...jobs, jobs: jobs.jobs.map((job) => (job === before ? after : job)) };
};

/** Others write a few times a second: the worker with every page, and operators. */
export const changeTriesMax = 10;

/**
 * Decides on what is there, and writes it; a code, or the same jobs, writes nothing.
 *
 * @param known - what was read or written last: spares the reading where nobody has written since.
 * @throws Error where the table is out of reach, or others write all the time.
 */
export const changeJobs = async <Code extends string>(
  store: JobStore,
  change: (jobs: Jobs) => Jobs | Code,
  triesMax = changeTriesMax,
  known?: Jobs,
): Promise<Jobs | Code> => {
  let before = known ?? (await store.read());
  for (let tries = 0; tries < triesMax; tries++) {
    const after = change(before);
    if (typeof after === 'string' || after === before) return after;
    if ((await store.replace(before, after)) === 'written') {
      return { ...after, revision: before.revision + 1 };
    }
    before = await store.read();
  }
  throw new Error(`the replay jobs were changed by others ${triesMax} times`);
};
