/**
 * One worker's hold on the jobs: the lease under which it works, and the jobs as it wrote or read them last.
 */
import type { Jobs } from './job.ts';
import { changeJobs } from './jobs.ts';
import type { WorkPorts } from './ports.ts';
import { type Lease, leaseMillis, leave, prolong, runningJob, takeLease } from './progress.ts';

export type SessionPorts = Pick<WorkPorts, 'jobs' | 'now'> & {
  /** Unlike any other worker's. */
  readonly makeHolder: () => string;
};

export type Session = {
  readonly jobs: () => Jobs;
  /** Writes under a lease that begins anew; `lost` where another has it. */
  readonly write: (
    change: (jobs: Jobs, lease: Lease) => Jobs | 'lost',
    /** Longer than usual: the job's next turn is so far away. */
    moreMillis?: number,
  ) => Promise<Jobs | 'lost'>;
  readonly hasLease: () => boolean;
  /** `more`: a job was made or resumed meanwhile, and the lease is kept. */
  readonly leaveUnlessMore: () => Promise<'left' | 'more' | 'lost'>;
  /** Best effort: a lease that is not given back ends by itself. */
  readonly leave: () => Promise<void>;
};

export const openSession = async (ports: SessionPorts): Promise<Session | 'busy' | 'nothing'> => {
  const { jobs: store, now } = ports;
  const hold = makeHold(ports);
  const first = await changeJobs(store, (jobs) => takeLease(jobs, hold.begin(0), now()));
  if (typeof first === 'string') return first;
  let known = first;

  const write: Session['write'] = async (change, moreMillis = 0) => {
    const changeHeld = (jobs: Jobs) => change(jobs, hold.begin(moreMillis));
    const written = await changeJobs(store, changeHeld, undefined, known);
    if (written !== 'lost') known = written;
    return written;
  };
  return {
    jobs: () => known,
    write,
    hasLease: hold.lasts,
    leaveUnlessMore: async () => {
      const leaveUnlessMore = (jobs: Jobs) =>
        runningJob(jobs) === undefined ? leave(jobs, hold.holder) : 'more';
      const left = await changeJobs(store, leaveUnlessMore, undefined, known);
      if (left !== 'more') {
        known = left;
        return 'left';
      }
      known = await store.read();
      return (await write(prolong)) === 'lost' ? 'lost' : 'more';
    },
    leave: async () => {
      const given = (jobs: Jobs) => leave(jobs, hold.holder);
      await changeJobs(store, given, undefined, known).catch(() => {});
    },
  };
};

/** Until when this worker may work, by its own clock. */
const makeHold = ({ now, makeHolder }: SessionPorts) => {
  const holder = makeHolder();
  let until = 0;
  return {
    holder,
    begin: (moreMillis: number): Lease => {
      until = Math.ceil(now() + leaseMillis + moreMillis);
      return { holder, until };
    },
    lasts: () => now() < until,
  };
};
