/**
 * How often each thing occurred in a run, by the names that the command line's tables have.
 */
import type { CircuitChange } from '../../../lib/circuit/circuit.ts';
import type { TimedEvent } from './world-events.ts';

export type Occurrences = {
  readonly note: (event: TimedEvent) => void;
  readonly counts: () => Readonly<Record<string, number>>;
};

export const makeOccurrences = (): Occurrences => {
  const counts: Record<string, number> = {};
  return {
    note: (event) => {
      const name = nameOf(event);
      if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
    },
    counts: () => counts,
  };
};

const nameOf = (event: TimedEvent): string | undefined => {
  switch (event.kind) {
    case 'fault':
      return `fault:${event.fault}`;
    case 'scheduled':
      return event.begins ? `fault:${event.what}` : undefined;
    case 'told-circuit':
      return `circuit:${changeName(event.change)}`;
    case 'queued':
      return event.queue === 'letters' ? `parked:${event.class ?? 'unknown'}` : undefined;
    case 'operator':
      return `operator:${event.what}`;
    case 'told':
      return endingOf(event.facts);
    default:
      return undefined;
  }
};

const changeName = (change: CircuitChange): string => {
  if (change.kind === 'held') return `held-by-${change.cause}`;
  return change.kind === 'hold-ended' ? `hold-ended-by-${change.by}` : change.kind;
};

/** The stage of an order, and why it was left waiting. */
const endingOf = (facts: object): string | undefined => {
  if (!('stage' in facts)) return undefined;
  const { stage, facts: details } = facts as {
    readonly stage: string;
    readonly facts: { readonly reason?: string };
  };
  return stage === 'deferred' ? `ended:deferred-${details.reason}` : `ended:${stage}`;
};
