/**
 * An operator's direct invocation of a function: Lambda's Invoke, as the command line makes it.
 */
import { between } from '../engine/draw.ts';
import type { Engine } from '../engine/engine.ts';
import type { InvocationEnd, SimulatedFunction } from './functions.ts';

const latencyMillisMin = 10;
const latencyMillisMax = 80;

/** @param done - called as an event of its own, once. */
export type InvokeDirectly<Event> = (
  subject: string,
  payload: Event,
  done: (end: InvocationEnd) => void,
) => void;

export const makeInvoke =
  <Event>(
    { time, draw, faults, history }: Engine,
    invoke: SimulatedFunction<Event>['invoke'],
    /** What happens to an invocation's answer on its way back. */
    rates: Readonly<Partial<Record<'lost-after', number>>> = {},
  ): InvokeDirectly<Event> =>
  (subject, payload, done) => {
    const { id, kind } = faults.encounter('operator.invoke', subject, rates);
    const after = (name: string, work: () => void) =>
      time.schedule(
        time.now() + between(draw, `operator/${id}/${name}`, latencyMillisMin, latencyMillisMax),
        work,
      );
    history.record(`${id} invokes`);
    after('request', () =>
      invoke(structuredClone(payload), (end) => {
        if (kind === 'lost-after') done({ kind: 'killed', cause: 'the answer was lost' });
        else after('answer', () => done(end));
      }),
    );
  };
