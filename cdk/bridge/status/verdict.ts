/**
 * Is it well? What keeps a stage from being well, most urgent first, and what could not be looked at.
 */
import type { Job } from '../../../lib/letters/job.ts';
import { depthOf, type QueueDepth } from '../../../lib/watch/seen.ts';
import { stateOf } from '../circuit/seen-circuit.ts';
import { type Part, readValue } from '../part.ts';
import { spanText } from '../time-text.ts';
import type { SeenStatus } from './read-status.ts';
import { reconciliationReasons } from './reconciliation.ts';

export type Verdict = {
  /** Nothing that could be read says otherwise. */
  readonly well: boolean;
  readonly reasons: readonly string[];
  /** What those parts are called that could not be read. */
  readonly unreadable: readonly string[];
};

/** What the alarms of the queue's depth and of the oldest undelivered order begin with. */
export const queueDepthMax = 50;
export const waitingMillisMax = 60_000;

export const verdictOf = (seen: SeenStatus): Verdict => {
  const reasons = [
    ...circuitReasons(seen),
    ...waitingReasons(seen),
    ...queueReasons(readValue(seen.queue)),
    ...letterReasons(seen),
    ...(readValue(seen.jobs) ?? []).filter(({ state }) => state === 'stopped').map(stoppedReason),
    ...reconciliationReasons(seen.reconciliation, seen.now),
    ...secretReasons(seen),
  ];
  return { well: reasons.length === 0, reasons, unreadable: unreadableOf(seen) };
};

const circuitReasons = ({ circuit, now }: SeenStatus): readonly string[] => {
  const block = readValue(circuit)?.circuit.block;
  return block === undefined
    ? []
    : [`the circuit is ${stateOf(block)} since ${spanText(now - block.since)}`];
};

/** Waiting is how a failed delivery is mended: only what waits for long is a reason to look. */
const waitingReasons = ({ waiting, now }: SeenStatus): readonly string[] => {
  const oldest = readValue(waiting)?.oldest;
  return oldest === undefined || now - oldest.since <= waitingMillisMax
    ? []
    : [`an order has waited for ${spanText(now - oldest.since)}`];
};

const queueReasons = (depth: QueueDepth | undefined): readonly string[] =>
  depth === undefined || depthOf(depth) <= queueDepthMax
    ? []
    : [`${depthOf(depth)} messages are on the orders queue`];

const letterReasons = ({ letters }: SeenStatus): readonly string[] => {
  const listed = readValue(letters);
  if (listed === undefined || listed.total === 0) return [];
  const count = `${listed.complete ? '' : 'at least '}${listed.total}`;
  return [`${count} ${listed.total === 1 ? 'dead letter' : 'dead letters'}`];
};

const stoppedReason = ({ kind, why = 'operator' }: Job): string =>
  why === 'operator'
    ? `a ${kind} was stopped by an operator`
    : `a ${kind} was stopped by the circuit`;

const secretReasons = ({ secrets }: SeenStatus): readonly string[] =>
  secrets.flatMap(({ secret, described }) => {
    const state = readValue(described)?.state;
    return state === undefined || state === 'set'
      ? []
      : [`the secret of ${secret.title} is ${state.replace('_', ' ')}`];
  });

export const unreadableOf = (seen: SeenStatus): readonly string[] => {
  const parts: readonly (readonly [name: string, part: Part<unknown>])[] = [
    ['the circuit', seen.circuit],
    ['the orders queue', seen.queue],
    ['what waits', seen.waiting],
    ['the dead letters', seen.letters],
    ['the jobs', seen.jobs],
    ...seen.reconciliation.map(
      ({ shop, seen: part }) => [`what was asked of ${shop}`, part] as const,
    ),
    ...seen.secrets.map(
      ({ secret, described }) => [`the secret of ${secret.title}`, described] as const,
    ),
  ];
  return parts.filter(([, part]) => part.kind === 'unreadable').map(([name]) => name);
};
