/**
 * Worker threads that run seeds, one at a time each. Jobs go to whichever is free.
 *
 * A seed that does not end is ended with its thread: a run that hangs must not look like a slow one.
 */
import { Worker } from 'node:worker_threads';
import type { SeedResult } from '../contracts.ts';
import type { Answer, Job, WorkerStart } from './job.ts';

/** The harness itself failed: nothing is known about the bridge. */
export class HarnessFailed extends Error {}

export type Pool = {
  /** @throws HarnessFailed where the thread ended, hung, or the run threw. */
  readonly run: (job: Job) => Promise<SeedResult>;
  readonly close: () => Promise<void>;
};

export type PoolOptions = WorkerStart & {
  readonly workers: number;
  /** How long one seed may take. @default - 2 minutes, some hundred times what it takes */
  readonly seedMillisMax?: number;
};

const seedMillisMaxDefault = 120_000;
/** Loading the handlers and their libraries takes about a second. */
const startMillisMax = 60_000;
const memoryMegabytesMax = 2_048;

type Thread = {
  /** Settles with the thread's next answer, or its end. */
  readonly ask: (job: Job | undefined, what: string, millisMax: number) => Promise<Answer>;
  readonly end: () => Promise<void>;
};

const startThread = (data: WorkerStart): Thread => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: data,
    // What the simulation's own process was started with concerns the thread in no way.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: memoryMegabytesMax },
    stdout: true,
    stderr: true,
  });
  // Libraries say much on their way; what matters is in the answers.
  worker.stdout.resume();
  worker.stderr.resume();
  let ended: string | undefined;
  let pending: PromiseWithResolvers<Answer> | undefined;
  const finish = (why: string) => {
    ended ??= why;
    pending?.reject(new HarnessFailed(ended));
  };
  worker.on('message', (answer: Answer) => pending?.resolve(answer));
  worker.on('error', (error) => finish(error instanceof Error ? messageOf(error) : String(error)));
  worker.on('exit', (code) => finish(`its thread ended with code ${code}`));

  const ask: Thread['ask'] = async (job, what, millisMax) => {
    if (ended !== undefined) throw new HarnessFailed(`${what}: ${ended}`);
    pending = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => {
      finish(`did not end within ${millisMax / 1_000} s`);
      void worker.terminate();
    }, millisMax);
    try {
      if (job !== undefined) worker.postMessage(job);
      return await pending.promise;
    } catch (error) {
      throw new HarnessFailed(`${what}: ${messageOf(error)}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  };
  return { ask, end: async () => void (await worker.terminate()) };
};

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

export const makePool = (options: PoolOptions): Pool => {
  const { workers, seedMillisMax = seedMillisMaxDefault, ...start } = options;
  const threads = Array.from({ length: workers }, () => startThread(start));
  const free: Thread[] = [];
  const waiting: ((thread: Thread) => void)[] = [];
  const release = (thread: Thread) => {
    const next = waiting.shift();
    if (next) next(thread);
    else free.push(thread);
  };
  const started = Promise.all(
    threads.map(async (thread) => {
      await thread.ask(undefined, 'the simulation does not start', startMillisMax);
      release(thread);
    }),
  );
  // Told to whoever runs a seed; nobody may.
  started.catch(() => undefined);

  const take = async (): Promise<Thread> =>
    free.shift() ?? new Promise<Thread>((resolve) => waiting.push(resolve));

  const run: Pool['run'] = async (job) => {
    await started;
    const thread = await take();
    try {
      const answer = await thread.ask(job, `seed ${job.seed}`, seedMillisMax);
      if (answer.kind === 'ran') return answer.result;
      throw new HarnessFailed(`seed ${job.seed}: ${answer.kind === 'threw' ? answer.error : ''}`);
    } finally {
      release(thread);
    }
  };
  const close = async () => void (await Promise.all(threads.map((thread) => thread.end())));
  return { run, close };
};
