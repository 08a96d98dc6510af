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
    try {
      // A circuit that opened meanwhile is seen, and reading it brings two requests no nearer.
      const seen = await turn(signal, async () => ({ passes: await mayPass(by) }));
      if (seen === false) return { kind: 'withheld', reason: 'no_time' };
      return seen.passes ? undefined : { kind: 'withheld', reason: 'circuit' };
    } catch {
      return { kind: 'withheld', reason: 'state_unreachable' };
    }
  };
