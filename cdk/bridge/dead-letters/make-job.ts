/**
 * From a filter to a job that works: the plan is shown, its count confirmed, the job made and watched.
 *
 * Counts and instant of the plan go along, so that a plan that is no longer true is refused.
 */
import { setTimeout } from 'node:timers/promises';
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { Job } from '../../../lib/letters/job.ts';
import type { Plan } from '../../../lib/letters/plan.ts';
import { doneWord, skippedText } from '../../../lib/letters/words.ts';
import type { Answer, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { refusal } from '../refusal.ts';
import { whoAsks } from '../who.ts';
import { answerSchemas } from './answers.ts';
import { confirmCount } from './confirm.ts';
import { filterText } from './filter-options.ts';
import { jobText } from './job-text.ts';
import { type LettersDesk, openDesk } from './letters-desk.ts';
import { discardText, planText } from './plan-text.ts';
import { watchJob } from './watch-job.ts';

export type JobWish = {
  readonly filter: LetterFilter;
  readonly confirm: number | undefined;
  readonly isWatched: boolean;
} & (
  | { readonly kind: 'replay'; readonly force: boolean; readonly pacePerSecond: number | undefined }
  | { readonly kind: 'discard'; readonly reason: string }
);

export const makeJob = async (
  stage: Stage,
  wish: JobWish,
  person: Person,
  now: () => number,
): Promise<Answer> => {
  const desk = openDesk(stage);
  const { filter, kind } = wish;
  const force = kind === 'replay' && wish.force;
  const { plan } = await desk.browse({ action: 'plan', filter, force }, answerSchemas.plan);
  const letters = kind === 'replay' ? plan.replay : plan.letters;
  refuseNothing(wish, plan, letters);
  const told = { names: stage.names, now: now(), filter, force, plan };
  person.tell(kind === 'replay' ? planText(told, []) : discardText(told));
  await confirmCount({ letters, doneWord: doneWord({ kind }), confirm: wish.confirm }, person);
  const request = { filter, asOf: plan.asOf, confirm: letters, by: await whoAsks(stage.sts) };
  const job = await desk.operate(
    kind === 'discard'
      ? { action: 'discard', ...request, reason: wish.reason }
      : {
          ...{ action: 'replay', ...request, force },
          ...(wish.pacePerSecond === undefined ? {} : { pacePerSecond: wish.pacePerSecond }),
        },
  );
  return beginJob(stage, desk, job, { person, isWatched: wish.isWatched, now });
};

const refuseNothing = (wish: JobWish, plan: Plan, letters: number): void => {
  if (!plan.complete) {
    throw refusal('more letters lie there than one plan looks at: narrow the filter', 1);
  }
  if (letters > 0) return;
  const meant =
    filterText(wish.filter) === '' ? 'there is none' : `${filterText(wish.filter)} fits none`;
  const skipped = skippedText(plan.skipped);
  throw refusal(
    skipped === ''
      ? `no letter would be ${doneWord(wish)}: ${meant}`
      : `no letter would be ${doneWord(wish)}: all would be skipped (${skipped})`,
    1,
  );
};

type Watching = { readonly person: Person; readonly now: () => number };

/** The job exists already: whatever goes wrong from here on, it goes on by itself. */
export const beginJob = async (
  stage: Stage,
  desk: LettersDesk,
  made: Job,
  { isWatched, ...watching }: Watching & { readonly isWatched: boolean },
): Promise<Answer> => {
  // Without it the job begins with the schedule, within a minute.
  await desk.kick().catch(() => {});
  return isWatched ? followJob(stage, desk, made, watching) : jobAnswer(stage, made, watching.now);
};

export const followJob = async (
  stage: Stage,
  { browse, kick }: LettersDesk,
  made: Job,
  { person, now }: Watching,
): Promise<Answer> => {
  const { left, progress } = person;
  const job = await watchJob(made, {
    read: async (jobId) => (await browse({ action: 'job', jobId }, answerSchemas.job)).job,
    kick,
    progress,
    wait: (millis) => setTimeout(millis, undefined, { signal: left }).catch(() => {}),
    left,
    now,
  });
  return jobAnswer(stage, job, now);
};

/** A job that stopped has not done what was asked for. */
const jobAnswer = ({ names }: Stage, job: Job, now: () => number): Answer => ({
  text: jobText({ names, now: now(), job }),
  json: job,
  ...(job.state === 'stopped' ? { exitCode: 1 } : {}),
});
