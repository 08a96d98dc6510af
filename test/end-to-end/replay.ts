/** An operator who replays: looks at the plan, confirms it, and has the job worked off. */
import * as z from 'zod';
import type { LetterFilter } from '../../lib/letters/filter.ts';
import { type Job, jobSchema } from '../../lib/letters/job.ts';
import type { Bridge } from './bridge.ts';

type Ask = Pick<Bridge, 'invoke'>;

const planSchema = z.object({
  kind: z.literal('plan'),
  plan: z.object({
    asOf: z.string(),
    letters: z.number(),
    replay: z.number(),
    skipped: z.record(z.string(), z.number()),
  }),
});
const jobAnswerSchema = z.object({ kind: z.literal('job'), job: jobSchema });

export const planReplay = async ({ invoke }: Ask, filter: LetterFilter) =>
  planSchema.parse(await invoke('browse-dead-letters', { action: 'plan', filter })).plan;

/** Slices that one replay of a test may take. */
const slicesMax = 20;
/** Between two of them, where another invocation is at work: the schedule's, say. */
const busyMillis = 500;

/** The job once it is done. */
export const replayLetters = async (bridge: Ask, filter: LetterFilter): Promise<Job> => {
  const { asOf, replay: confirm } = await planReplay(bridge, filter);
  const ask = async (request: object): Promise<Job> =>
    jobAnswerSchema.parse(await bridge.invoke('replay-dead-letters', request)).job;
  const { jobId } = await ask({ action: 'replay', filter, asOf, confirm, by: 'a test' });
  for (let slices = 0; slices < slicesMax; slices++) {
    await bridge.invoke('replay-dead-letters', { action: 'work' });
    const job = await ask({ action: 'job', jobId });
    if (job.state === 'done') return job;
    await new Promise((resolve) => setTimeout(resolve, busyMillis));
  }
  throw new Error(`a replay of ${confirm} letters was not done after ${slicesMax} slices`);
};
