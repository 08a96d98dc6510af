/**
 * The commands that send letters again or throw them away, and those that keep a job in hand.
 */
import type { Does } from '../command.ts';
import { whoAsks } from '../who.ts';
import { answerSchemas } from './answers.ts';
import { type FilterOptions, filterOf } from './filter-options.ts';
import { jobText } from './job-text.ts';
import { openDesk } from './letters-desk.ts';
import { beginJob, followJob, makeJob } from './make-job.ts';

export type WaitOptions = { readonly wait: boolean };
type ActOptions = FilterOptions & WaitOptions & { readonly all?: true; readonly confirm?: number };
export type ReplayOptions = ActOptions & { readonly pace?: number; readonly force?: true };
export type DiscardOptions = ActOptions & { readonly reason: string };

export const replayLetters =
  (now: () => number): Does<ReplayOptions> =>
  (stage, options, _operands, person) => {
    const { force = false, pace: pacePerSecond } = options;
    const wish = { kind: 'replay', ...wishOf(options), force, pacePerSecond } as const;
    return makeJob(stage, wish, person, now);
  };

export const discardLetters =
  (now: () => number): Does<DiscardOptions> =>
  (stage, options, _operands, person) => {
    const { reason } = options;
    return makeJob(stage, { kind: 'discard', ...wishOf(options), reason }, person, now);
  };

const wishOf = (options: ActOptions) => {
  const { confirm, wait: isWatched } = options;
  return { filter: filterOf(options), confirm, isWatched };
};

/** Whoever may only look can watch, too: a kick that is not allowed is none. */
export const watchOne =
  (now: () => number): Does<object> =>
  async (stage, _options, [jobId = ''], person) => {
    const desk = openDesk(stage);
    const { job } = await desk.browse({ action: 'job', jobId }, answerSchemas.job);
    return followJob(stage, desk, job, { person, now });
  };

export const stopJob =
  (now: () => number): Does<object> =>
  async (stage, _options, [jobId = '']) => {
    const by = await whoAsks(stage.sts);
    const job = await openDesk(stage).operate({ action: 'stop', jobId, by });
    return { text: jobText({ names: stage.names, now: now(), job }), json: job };
  };

export const resumeJob =
  (now: () => number): Does<WaitOptions> =>
  async (stage, { wait: isWatched }, [jobId = ''], person) => {
    const desk = openDesk(stage);
    const job = await desk.operate({ action: 'resume', jobId, by: await whoAsks(stage.sts) });
    return beginJob(stage, desk, job, { person, isWatched, now });
  };
