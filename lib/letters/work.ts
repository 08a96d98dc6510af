/**
 * One slice of work: the jobs, oldest first, for as long as an invocation lasts; and then, where the queue
 * holds other letters than the index, a walk through the queue.
 */
import type { WorkPorts } from './ports.ts';
import { runningJob } from './progress.ts';
import { isSweepDue, sweep } from './sweep.ts';
import { type JobEnd, type WorkJobPorts, workJob } from './work-job.ts';
import { openSession, type SessionPorts } from './work-session.ts';

export type WorkDependencies = WorkPorts & WorkJobPorts & SessionPorts;

export type Worked = {
  /** Letters that this slice has sent again or discarded. */
  readonly settled: number;
  /** Letters that it has removed from the queue, or put into the index. */
  readonly swept: number;
  /** Another invocation works, or nothing is to do. */
  readonly busy: boolean;
};

/** Jobs that one slice can come to an end of; each of them takes a moment at least. */
const jobsPerSlice = 100;

/**
 * Rejects where a port fails; the jobs stay as they are, and the next slice goes on.
 *
 * @param remainingMillis - until this invocation is killed.
 */
export const makeWork =
  (ports: WorkDependencies) =>
  async (remainingMillis: () => number): Promise<Worked> => {
    const { end, settled } = await workJobs(ports, remainingMillis);
    if (end === 'busy' || end === 'lost' || end === 'cut') {
      return { settled, swept: 0, busy: end === 'busy' };
    }
    // After a job in any case: as many expired letters in the index as settled ones on the queue hide both.
    const isDue = end === 'over' || (await isSweepDue(ports));
    const swept = isDue ? await sweep(ports, remainingMillis) : 0;
    return { settled, swept, busy: end === 'nothing' && !isDue };
  };

type JobsEnd = JobEnd | 'busy' | 'nothing';

const workJobs = async (
  ports: WorkDependencies,
  remainingMillis: () => number,
): Promise<{ readonly end: JobsEnd; readonly settled: number }> => {
  const session = await openSession(ports);
  if (typeof session === 'string') return { end: session, settled: 0 };
  let settled = 0;
  let end: JobEnd = 'over';
  try {
    for (let jobs = 0; jobs < jobsPerSlice && end === 'over'; jobs++) {
      const job = runningJob(session.jobs());
      if (job === undefined) {
        const left = await session.leaveUnlessMore();
        if (left !== 'more') return { end: left === 'lost' ? left : 'over', settled };
      } else {
        end = await workJob(ports, session, job, remainingMillis, (letters) => {
          settled += letters;
        });
      }
    }
    return { end, settled };
  } finally {
    await session.leave();
  }
};
