/**
 * Whoever replays the dead letters: looks at the plan, confirms its count, and asks again where there was
 * no answer. And the schedule, which has the jobs worked off every minute for as long as one is under way.
 */
import * as z from 'zod';
import type { Job } from '../../../lib/letters/job.ts';
import type { ParkClass } from '../../../lib/order/order-record.ts';
import type { Engine } from '../engine/engine.ts';
import type { InvocationEnd } from '../runtime/functions.ts';
import type { InvokeDirectly } from '../runtime/invoke.ts';

type Question =
  | { readonly action: 'work' }
  | { readonly action: 'plan'; readonly filter: Filter }
  | {
      readonly action: 'replay';
      readonly filter: Filter;
      readonly asOf: string;
      readonly confirm: number;
    };
type Filter = { readonly class?: ParkClass };
type Ask = (request: Question, done: (end: InvocationEnd) => void) => void;

export type ReplayDesk = {
  /** @param parkClass - of letters. @default - all letters */
  readonly replay: (parkClass?: ParkClass) => void;
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
const quietMax = 5;
/** Whoever got no answer waits a little, and gives up after some time. */
const againMillis = 10_000;
const triesMax = 30;

const planned = z.object({
  kind: z.literal('plan'),
  plan: z.object({ asOf: z.string(), replay: z.int() }),
});
const made = z.object({ kind: z.literal('job') });

export const openReplayDesk = ({ engine, invoke, jobs }: ReplayDeskOptions): ReplayDesk => {
  const { time } = engine;
  let ticking = false;
  const ask: Ask = (request, done) =>
    invoke(`replay-dead-letters ${request.action}`, request, done);
  const isRunning = () => jobs().some(({ state }) => state === 'running');

  /** Some minutes more after the last job: they sweep the queue, also where one of them fails. */
  let quiet = 0;
  const tick = (): void => {
    quiet = isRunning() ? 0 : quiet + 1;
    ticking = quiet < quietMax;
    ask({ action: 'work' }, () => undefined);
    if (ticking) time.at(time.now() + everyMillis, tick);
  };
  const replay = (filter: Filter, triesLeft: number): void => {
    const again = () => {
      if (triesLeft > 0) time.at(time.now() + againMillis, () => replay(filter, triesLeft - 1));
    };
    ask({ action: 'plan', filter }, (end) => {
      const answer = planned.safeParse(payloadOf(end));
      if (!answer.success) return again();
      const { asOf, replay: confirm } = answer.data.plan;
      if (confirm === 0) return;
      ask({ action: 'replay', filter, asOf, confirm }, (made) => {
        // Nobody knows whether a job was made whose answer was lost: the next plan finds what is left.
        if (!isMade(made)) again();
        if (!ticking) tick();
      });
    });
  };
  return {
    replay: (parkClass) => {
      const filter = parkClass === undefined ? {} : { class: parkClass };
      // By then the schedule has found what SQS itself has moved.
      ask({ action: 'work' }, () => replay(filter, triesMax));
    },
  };
};

const payloadOf = (end: InvocationEnd): unknown =>
  end.kind === 'answered' ? end.payload : undefined;

const isMade = (end: InvocationEnd): boolean => made.safeParse(payloadOf(end)).success;
