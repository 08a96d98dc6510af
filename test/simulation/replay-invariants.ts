/**
 * What must hold of replay jobs: each keeps to what was confirmed, and what it counts is what it did,
 * wherever it was killed.
 */
import * as z from 'zod';
import type { Job } from '../../lib/letters/job.ts';
import type { TimedEvent } from './world/world-events.ts';

type Broken = { readonly invariant: string; readonly detail: string };

/** The line of a letter that was sent again. */
const replayedSchema = z.object({
  stage: z.literal('replayed'),
  facts: z.object({ job_id: z.string(), letter_id: z.string(), class: z.string() }),
});

export const makeReplayJudge = (): ((event: TimedEvent) => Broken | undefined) => {
  const jobs = new Map<string, Job>();
  /** Letters by the job that said that it sent them. */
  const sent = new Map<string, Set<string>>();

  const judgeLine = (facts: object): Broken | undefined => {
    const line = replayedSchema.safeParse(facts).data?.facts;
    if (line === undefined) return undefined;
    const { job_id: jobId, letter_id: letterId, class: parkClass } = line;
    const letters = sent.get(jobId) ?? new Set();
    sent.set(jobId, letters);
    const asked = jobs.get(jobId)?.filter.class;
    if (asked !== undefined && asked !== parkClass) {
      const detail = `job ${jobId} is about ${asked}, and sent a letter of the class ${parkClass}`;
      return { invariant: 'a replay keeps to what was confirmed', detail };
    }
    if (letters.has(letterId)) {
      const detail = `job ${jobId} sent the letter ${letterId} twice`;
      return { invariant: 'a replay sends each letter once', detail };
    }
    letters.add(letterId);
    return undefined;
  };

  const judgeJob = (job: Job): Broken | undefined => {
    jobs.set(job.jobId, job);
    const told = sent.get(job.jobId)?.size ?? 0;
    // Killed right after a letter was settled it told nobody, but it counts it.
    if (job.state !== 'done' || told <= job.done) return undefined;
    const detail = `job ${job.jobId} says that it sent ${job.done} letters, and sent ${told}`;
    return { invariant: 'a job counts what it did', detail };
  };

  return (event) => {
    if (event.kind === 'told') return judgeLine(event.facts);
    if (event.kind !== 'jobs') return undefined;
    for (const job of event.jobs) {
      const broken = judgeJob(job);
      if (broken !== undefined) return broken;
    }
    return undefined;
  };
};
