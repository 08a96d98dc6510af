/**
 * How far one worker has come with one job, and what it has in hand: kept in memory between two writings,
 * and written down before the next letters are touched.
 */
import type { Cursor } from './indexed-letter.ts';
import type { Job, Jobs } from './job.ts';
import type { LetterIndex } from './ports.ts';
import {
  finishJob,
  type Hand,
  handOf,
  keepPlace,
  type Lease,
  type Place,
  placeOf,
  prolong,
  stopForCircuit,
} from './progress.ts';
import type { LetterEnd } from './settle-hand.ts';
import { makeWalk, type Walk } from './walk.ts';
import type { Session } from './work-session.ts';

export type PlacePorts = {
  readonly index: LetterIndex;
  readonly now: () => number;
  /** A job is done, or was stopped because nothing goes through to the WMS. */
  readonly tellJob: (job: Job) => void;
};

/** `over`: done, or stopped by somebody; `lost`: the lease is another's. */
export type Written = 'kept' | 'over' | 'lost';

export type JobPlace = {
  /** Letters to settle now; `undefined` where none of the job's came by. */
  readonly hand: () => Hand | undefined;
  /** Counts what the letters in hand have come to. */
  readonly count: (ends: readonly LetterEnd[]) => void;
  /** Writes what is counted, and takes the next letters in hand, so many at most. */
  readonly takeNext: (max: number) => Promise<Written>;
  /** Writes what is counted. */
  readonly keep: () => Promise<Written>;
  /** Only the lease, and a look whether the job still runs. */
  readonly prolong: () => Promise<Written>;
  readonly stop: (why: 'circuit_open' | 'circuit_hold') => Promise<Written>;
};

/** @param turnMillis - between two turns of the job's pace: the lease lasts so much longer. */
export const makeJobPlace = (
  ports: PlacePorts,
  session: Session,
  given: Job,
  turnMillis: number,
): JobPlace => {
  const { keep, finish, stop, prolong } = makeWriting(ports, session, given.jobId, turnMillis);
  let place = placeOf(given);
  let hand = handOf(given);
  let walk: Walk | undefined;

  return {
    hand: () => hand,
    count: (ends) => {
      place = counted(place, hand?.upTo, ends);
      hand = undefined;
    },
    takeNext: async (max) => {
      walk ??= makeWalk(ports.index, given, place.cursor);
      const taken = await walk.take(max);
      if (taken.kind === 'end') return finish(place);
      if (taken.letterIds.length > 0) hand = taken;
      else place = counted(place, taken.upTo, []);
      return keep(place, hand);
    },
    keep: () => keep(place, undefined),
    prolong,
    stop,
  };
};

const makeWriting = (
  { now, tellJob }: PlacePorts,
  session: Session,
  jobId: string,
  turnMillis: number,
) => {
  type Change = (jobs: Jobs, lease: Lease, at: string) => Jobs | 'lost';
  const write = async (change: Change): Promise<Job | 'lost'> => {
    const at = new Date(now()).toISOString();
    const jobs = await session.write((before, lease) => change(before, lease, at), turnMillis);
    if (jobs === 'lost') return jobs;
    return jobs.jobs.find((job) => job.jobId === jobId) ?? 'lost';
  };
  const end = async (change: Change): Promise<Written> => {
    const job = await write(change);
    if (job === 'lost') return job;
    tellJob(job);
    return 'over';
  };
  return {
    keep: async (place: Place, hand: Hand | undefined): Promise<Written> =>
      writtenOf(await write((jobs, lease, at) => keepPlace(jobs, lease, jobId, place, hand, at))),
    prolong: async (): Promise<Written> => writtenOf(await write(prolong)),
    finish: (place: Place) => end((jobs, lease, at) => finishJob(jobs, lease, jobId, place, at)),
    stop: (why: 'circuit_open' | 'circuit_hold') =>
      end((jobs, lease, at) => stopForCircuit(jobs, lease, jobId, why, at)),
  };
};

const writtenOf = (job: Job | 'lost'): Written => {
  if (job === 'lost') return job;
  return job.state === 'running' ? 'kept' : 'over';
};

const counted = (place: Place, upTo: Cursor | undefined, ends: readonly LetterEnd[]): Place => {
  const skipped = { ...place.skipped };
  let { done, gone } = place;
  for (const end of ends) {
    if (end === 'done') done += 1;
    else if (end === 'gone') gone += 1;
    else if (end !== 'other') skipped[end] = (skipped[end] ?? 0) + 1;
  }
  return { done, gone, skipped, cursor: upTo ?? place.cursor };
};
