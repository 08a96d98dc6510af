/**
 * Watches a job until it is over, the person leaves, or nobody should have to wait any longer.
 *
 * The job goes on without whoever watches it; a kick only spares it the wait for the schedule.
 */
import type { Job } from '../../../lib/letters/job.ts';
import { passedOf } from '../../../lib/letters/words.ts';
import type { Progress } from '../command.ts';
import { progressText, type Sample, samplesMax } from './progress-text.ts';

export type WatchPorts = {
  readonly read: (jobId: string) => Promise<Job>;
  readonly kick: () => Promise<void>;
  readonly progress: (told: Progress) => void;
  /** Resolves at once when the person leaves. */
  readonly wait: (millis: number) => Promise<void>;
  readonly left: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

export const pollMillis = 1_000;
/** A job that moves is left alone; one that stands still is kicked so often. */
export const kickMillis = 10_000;
/** 10,000 letters at a pace of 5/s take 34 minutes. */
export const watchMillisMax = 6 * 3_600_000;
/** The way to AWS may be cut for a moment; the job is not. */
export const faultsInRowMax = 5;

/**
 * The job as it was seen last: over, unless nobody watches any more.
 *
 * @param made - as it was answered when it was made; its worker has been kicked.
 */
export const watchJob = async (made: Job, ports: WatchPorts): Promise<Job> => {
  const { progress, wait, left, now } = ports;
  const begin = now();
  const samples: Sample[] = [];
  const look = makePatient(ports.read);
  const nudge = makeNudge(ports);
  let job = made;
  let movedAt = begin;
  while (job.state === 'running') {
    if (left.aborted || now() - begin > watchMillisMax) return job;
    if (samples.push({ at: now(), done: job.done }) > samplesMax) samples.shift();
    const text = progressText(job, samples, now() - movedAt);
    progress({ done: passedOf(job), of: job.letters, text });
    await nudge(movedAt);
    await wait(pollMillis);
    const seen = (await look(job.jobId)) ?? job;
    if (seen.updatedAt !== job.updatedAt) movedAt = now();
    job = seen;
  }
  return job;
};

/** Kicks what stands still. Nothing is lost where it cannot: the schedule does the same. */
const makeNudge = ({ kick, now }: WatchPorts) => {
  let kickedAt = now();
  return async (movedAt: number): Promise<void> => {
    if (now() - Math.max(movedAt, kickedAt) < kickMillis) return;
    kickedAt = now();
    await kick().catch(() => {});
  };
};

/** Nothing where it could not be read, until that has happened too often in a row. */
const makePatient = (read: WatchPorts['read']) => {
  let faults = 0;
  return async (jobId: string): Promise<Job | undefined> => {
    try {
      const job = await read(jobId);
      faults = 0;
      return job;
    } catch (error) {
      faults += 1;
      if (faults >= faultsInRowMax) throw error;
      return undefined;
    }
  };
};
