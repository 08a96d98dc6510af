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

export const openSession = async ({
  jobs: store,
  now,
  makeHolder,
}: SessionPorts): Promise<Session | 'busy' | 'nothing'> => {
  const holder = makeHolder();
  let until = 0;
  const begin = (moreMillis: number): Lease => {
    until = Math.ceil(now() + leaseMillis + moreMillis);
    return { holder, until };
  };
  const first = await changeJobs(store, (jobs) => takeLease(jobs, begin(0), now()));
  if (typeof first === 'string') return first;
  let known = first;

  const write: Session['write'] = async (change, moreMillis = 0) => {
    const written = await changeJobs(
      store,
      (jobs) => change(jobs, begin(moreMillis)),
      undefined,
      known,
    );
    if (written === 'lost') until = 0;
    else known = written;
    return written;
  };
  return {
    jobs: () => known,
    write,
    hasLease: () => now() < until,
    leaveUnlessMore: async () => {
      const left = await changeJobs(
        store,
        (jobs) => (runningJob(jobs) === undefined ? leave(jobs, holder) : 'more'),
        undefined,
        known,
      );
      if (left !== 'more') return 'left';
      known = await store.read();
      return (await write(prolong)) === 'lost' ? 'lost' : 'more';
    },
    leave: async () => {
      until = 0;
      await changeJobs(store, (jobs) => leave(jobs, holder), undefined, known).catch(() => {});
    },
  };
};
