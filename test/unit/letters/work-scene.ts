/**
 * Everything around the worker in memory: letters, jobs, records, circuit and the orders queue. Every call
 * takes its time, and can be broken.
 */
import type { Job, Jobs } from '../../../lib/letters/job.ts';
import { changeJobs, createJob, type JobWish } from '../../../lib/letters/jobs.ts';
import { makeWork, type WorkDependencies } from '../../../lib/letters/work.ts';
import type { Letter } from '../../../lib/order/dead-letter.ts';
import { letterWithoutMessage } from '../../../lib/order/dead-letter.ts';
import type { QueueEntry } from '../../../lib/order/order-message.ts';
import type { StageReport } from '../../../lib/order/stage-report.ts';
import { deadLetter, type GivenMessage, orderMessage } from '../../builders/order-message.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';
import { makeFakeDeadLetters } from '../../fakes/dead-letters.ts';
import { makeFakeOrderRecords } from '../../fakes/order-records.ts';
import { makeFakeJobStore } from '../../fakes/replay-jobs.ts';
import { makeVirtualTime } from './virtual-time.ts';

export const shop = 'demo.myshopify.com';
export const order = (orderId: string) => ({ shop, orderId });
/** The nth second of the minute in which the letters are parked. */
export const second = (n: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, n)).toISOString();
const begin = Date.UTC(2026, 10, 22, 10, 5);

/** The worker's ports by name, as calls are written down and broken. */
export type Call =
  | `index.${'page' | 'find' | 'contentOf' | 'settle' | 'put'}`
  | `jobs.${'read' | 'replace'}`
  | `queue.${'receive' | 'remove' | 'release' | 'count'}`
  | 'readState'
  | 'enqueue'
  | 'markDecided';
/** Around every call: does the work, or breaks it. */
export type Around = (call: Call, work: () => Promise<unknown>) => Promise<unknown>;

type World = Pick<
  WorkDependencies,
  'index' | 'jobs' | 'queue' | 'readState' | 'enqueue' | 'markDecided'
>;

export const wrapped = (world: World, around: Around): World => {
  const wrap =
    <Args extends readonly unknown[], Result>(
      call: Call,
      work: (...args: Args) => Promise<Result>,
    ) =>
    async (...args: Args): Promise<Result> =>
      (await around(call, () => work(...args))) as Result;
  const { index, jobs, queue } = world;
  return {
    index: {
      page: wrap('index.page', index.page),
      find: wrap('index.find', index.find),
      contentOf: wrap('index.contentOf', index.contentOf),
      settle: wrap('index.settle', index.settle),
      put: wrap('index.put', index.put),
    },
    jobs: { read: wrap('jobs.read', jobs.read), replace: wrap('jobs.replace', jobs.replace) },
    queue: {
      receive: wrap('queue.receive', queue.receive),
      remove: wrap('queue.remove', queue.remove),
      release: wrap('queue.release', queue.release),
      count: wrap('queue.count', queue.count),
    },
    readState: wrap('readState', world.readState),
    enqueue: wrap('enqueue', world.enqueue),
    markDecided: wrap('markDecided', world.markDecided),
  };
};

export type Sent = QueueEntry & { readonly at: number };

export const makeWorkScene = (options: { readonly lagMillis?: () => number } = {}) => {
  const time = makeVirtualTime(begin);
  const { now, sleep } = time;
  const circuit = makeFakeCircuitItem();
  const records = makeFakeOrderRecords(circuit);
  const letters = makeFakeDeadLetters({ now, ...options });
  const store = makeFakeJobStore();
  const sent: Sent[] = [];
  const reports: StageReport[] = [];
  const told: Job[] = [];
  let workers = 0;
  const world: World = {
    index: letters.index,
    queue: letters.queue,
    jobs: store,
    readState: records.readState,
    markDecided: records.markDecided,
    enqueue: async (entry) => {
      sent.push({ ...entry, at: now() });
    },
  };
  const makeWorker = (around: Around) => {
    workers += 1;
    const holder = `worker-${workers}`;
    return makeWork({
      ...wrapped(world, around),
      report: (report) => reports.push(report),
      tellJob: (job) => told.push(job),
      makeHolder: () => holder,
      now,
      sleep,
    });
  };
  /** @param given.around - @default every call takes 10 ms */
  const startSlice = (given: { readonly around?: Around; readonly seconds?: number } = {}) => {
    const end = now() + (given.seconds ?? 60) * 1_000;
    const slow: Around = async (_, work) => {
      await sleep(10);
      return work();
    };
    return makeWorker(given.around ?? slow)(() => end - now());
  };

  return {
    ...{ time, circuit, records, letters, store, world, sent, reports, told, startSlice },
    slice: (given: Parameters<typeof startSlice>[0] = {}) => time.run(startSlice(given)),
    /** Parks a message of this order, as the letter of this name. */
    park: async (
      letterId: string,
      given: Partial<Letter> = {},
      message: GivenMessage = {},
      parking: 'whole' | 'unindexed' = 'whole',
    ) => {
      const orderId = given.orderId ?? letterId.replaceAll(/\D/g, '');
      const built = orderMessage({
        ...message,
        order: { orderId, ...message.order },
        data: { replays: given.replays ?? 0, ...message.data },
      });
      const groupId = `${shop}/letter-${letterId}`;
      const letter = deadLetter({ letter: { ...given, letterId }, message: built, groupId });
      if (parking === 'whole') await letters.park(letter);
      else letters.parkUnindexed(letter);
    },
    parkWithout: (letterId: string, parkClass: Letter['class'], given: Partial<Letter> = {}) =>
      letters.park(
        letterWithoutMessage(letterId, {
          class: parkClass,
          reason: 'the body is no order',
          parkedAt: second(3),
          receivedAt: second(2),
          shop,
          orderId: '1',
          ...given,
        }),
      ),
    /** Made now, of what waits now. */
    makeJob: (given: Partial<JobWish> = {}) => makeJob(store, now(), given),
    job: (jobId = 'job-1'): Job => jobNamed(store.seen(), jobId),
    waiting: async () => (await letters.waiting()).map(({ letterId }) => letterId).sort(),
    sentIds: () => sent.map(({ deduplicationId }) => deduplicationId.replace('replay:', '')),
  };
};
export type WorkScene = ReturnType<typeof makeWorkScene>;

const makeJob = async (
  store: WorkDependencies['jobs'],
  now: number,
  given: Partial<JobWish>,
): Promise<void> => {
  const at = new Date(now).toISOString();
  const wish: JobWish = {
    jobId: 'job-1',
    kind: 'replay',
    filter: {},
    // Long enough ago for the index to show it.
    asOf: new Date(now - 60_000).toISOString(),
    force: false,
    by: 'somebody',
    confirmed: 0,
    letters: 0,
    pacePerSecond: 50,
    ...given,
  };
  await changeJobs(store, (jobs) => createJob(jobs, wish, at));
};

const jobNamed = ({ jobs }: Jobs, jobId: string): Job => {
  const job = jobs.find((one) => one.jobId === jobId);
  if (job === undefined) throw new Error(`there is no job ${jobId}`);
  return job;
};
