/**
 * EventBridge Scheduler, which has reconcile-orders ask Shopify every four minutes: now and then twice,
 * late, or not at all.
 *
 * While nothing has stirred for a while it leaves polls out, which would find nothing: a run of two weeks
 * would be made of little else.
 */
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { InvokeDirectly } from '../runtime/invoke.ts';
import type { Plan } from './plan.ts';

export type ScheduleOptions = {
  readonly engine: Pick<Engine, 'time' | 'draw' | 'faults'>;
  readonly plan: Plan;
  readonly everyMillis: number;
  readonly invoke: InvokeDirectly<unknown>;
  /** Nothing of ours runs. */
  readonly isDown: () => boolean;
  /** Whether a poll may find anything to do. */
  readonly mayFind: () => boolean;
};

const lateMillisMax = 200_000;
const doubledMillisMax = 90_000;

export const openSchedule = (options: ScheduleOptions): void => {
  const { engine, plan, everyMillis, invoke, isDown, mayFind } = options;
  const { time, draw, faults } = engine;

  const poll = (millis: number): void => {
    time.at(time.now() + millis, () => {
      if (!isDown()) invoke('poll', { action: 'poll' }, () => undefined);
    });
  };
  const tick = (): void => {
    time.at(time.now() + everyMillis, tick);
    if (isDown() || !mayFind()) return;
    const { id, kind } = faults.encounter('schedule', 'poll', plan.rates.schedule);
    if (kind === 'missed') return;
    poll(kind === 'late-tick' ? between(draw, `${id}/late`, 1_000, lateMillisMax) : 0);
    // Often in the very same moment.
    if (kind === 'doubled') poll(Math.floor(draw(`${id}/doubled`) ** 4 * doubledMillisMax));
  };
  time.at(time.now() + between(draw, 'schedule/first', 0, everyMillis), tick);
};
