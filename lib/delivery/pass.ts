/**
 * Every request to the WMS passes here, those for tokens included: in its turn, and only if the circuit
 * still lets it through at that moment.
 */
import type { CircuitGuard, RequestBy } from '../circuit/guard.ts';
import type { Withheld } from './attempt.ts';
import type { Pacer } from './pacer.ts';

/** Undefined: go. */
export type Pass = (by: RequestBy, signal: AbortSignal) => Promise<Withheld | undefined>;

export const makePass =
  (turn: Pacer, { mayPass }: Pick<CircuitGuard, 'mayPass'>): Pass =>
  async (by, signal) => {
    if (!(await turn(signal))) return { kind: 'withheld', reason: 'no_time' };
    try {
      return (await mayPass(by)) ? undefined : { kind: 'withheld', reason: 'circuit' };
    } catch {
      return { kind: 'withheld', reason: 'state_unreachable' };
    }
  };
