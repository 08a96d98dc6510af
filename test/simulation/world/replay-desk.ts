/**
 * Whoever replays the dead letters: looks at the plan, confirms its count, and asks again where there was
 * no answer. And the schedule, which has the jobs worked off every minute for as long as one is under way.
 */
import * as z from 'zod';
import type { Job } from '../../../lib/letters/job.ts';
import type { Engine } from '../engine/engine.ts';
import type { InvocationEnd } from '../runtime/functions.ts';
import type { InvokeDirectly } from '../runtime/invoke.ts';

type Question =
  | { readonly action: 'plan' | 'work' }
  | { readonly action: 'replay'; readonly asOf: string; readonly confirm: number };
type Ask = (request: Question, done: (end: InvocationEnd) => void) => void;

export type ReplayDesk = {
  /** @param done - told of the job's last state; `undefined` where nothing was to be sent. */
  readonly replay: (done?: (job: Job | undefined) => void) => void;
};

export type ReplayDeskOptions = {
  readonly engine: Pick<Engine, 'time'>;
  readonly invoke: InvokeDirectly<unknown>;
  /** The jobs as the table has them. */
  readonly jobs: () => readonly Job[];
};

const minute = 60_000;
/** EventBridge Scheduler's, as the stack has it. */
const everyMillis = minute;
/** Whoever got no answer waits a little, and gives up after some time. */
const againMillis = 10_000;
const triesMax = 30;

const planned = z.object({
  kind: z.literal('plan'),
  plan: z.object({ asOf: z.string(), replay: z.int() }),
});
const made = z.object({ kind: z.literal('job'), job: z.object({ jobId: z.string() }) });

export const openReplayDesk = ({ engine, invoke, jobs }: ReplayDeskOptions): ReplayDesk => {
  const { time } = engine;
  let ticking = false;
  const ask: Ask = (request, done) =>
    invoke(`replay-dead-letters ${request.action}`, request, done);
  const isRunning = () => jobs().some(({ state }) => state === 'running');

  /** Once more after the last job: that one sweeps the queue. */
  const tick = (): void => {
    ticking = isRunning();
    ask({ action: 'work' }, () => undefined);
    if (ticking) time.at(time.now() + everyMillis, tick);
  };
  const watch = (jobId: string, done: (job: Job | undefined) => void): void => {
    const job = jobs().find((one) => one.jobId === jobId);
    if (job?.state === 'running') time.at(time.now() + againMillis, () => watch(jobId, done));
    else done(job);
  };
  const begin = (jobId: string, done: (job: Job | undefined) => void): void => {
    if (!ticking) tick();
    watch(jobId, done);
  };

  const replay = (done: (job: Job | undefined) => void, triesLeft: number): void => {
    const again = () => {
      if (triesLeft > 0) time.at(time.now() + againMillis, () => replay(done, triesLeft - 1));
      else done(undefined);
    };
    ask({ action: 'plan' }, (end) => {
      const answer = planned.safeParse(payloadOf(end));
      if (!answer.success) return again();
      const { asOf, replay: confirm } = answer.data.plan;
      if (confirm === 0) return done(undefined);
      ask({ action: 'replay', asOf, confirm }, (made) => {
        const jobId = jobIdOf(made);
        if (jobId === undefined) again();
        else begin(jobId, done);
      });
    });
  };
  return {
    replay: (done = () => undefined) => {
      // By then the schedule has found what SQS itself has moved.
      ask({ action: 'work' }, () => replay(done, triesMax));
    },
  };
};

const payloadOf = (end: InvocationEnd): unknown =>
  end.kind === 'answered' ? end.payload : undefined;

/** Nobody knows whether a job was made whose answer was lost: the next plan finds what is left. */
const jobIdOf = (end: InvocationEnd): string | undefined =>
  made.safeParse(payloadOf(end)).data?.job.jobId;
