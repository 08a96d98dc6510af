/**
 * A thread that runs one seed after the other. A run replaces the thread's clock, timers and chance, so
 * that no two can share one; a planted mistake is in the thread's modules before they are loaded.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { RunSeed, SeedResult } from '../contracts.ts';
import { plantMistake } from '../mistakes/plant-mistake.ts';
import { type Answer, type Job, optionsOfJob, type WorkerStart } from './job.ts';

const port = parentPort;
if (port === null) throw new Error('this is a worker thread, not a program');
const { module, mistake } = workerData as WorkerStart;

const planted = mistake && plantMistake(mistake);
const { runSeed } = (await import(module)) as { readonly runSeed: RunSeed };
planted?.assertUsed();

/** Stories are long: a good run's is sent only to somebody who wants to read it. */
const brief = (result: SeedResult): SeedResult =>
  result.violations.length > 0
    ? { ...result, story: [] }
    : { ...result, story: [], faults: [], planParts: [] };

const answer = async (job: Job): Promise<Answer> => {
  try {
    const result = await runSeed(job.seed, optionsOfJob(job));
    return { kind: 'ran', result: job.withStory ? result : brief(result) };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { kind: 'threw', error: text };
  }
};

port.on('message', (job: Job) => {
  void answer(job).then((result) => port.postMessage(result));
});
port.postMessage({ kind: 'ready' } satisfies Answer);
