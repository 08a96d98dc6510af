/**
 * The circuit for a program: instants as RFC 3339 in UTC, ids only, what does not apply is not there.
 */
import type { Block, Circuit } from '../../../lib/circuit/circuit.ts';
import { dueAt } from '../../../lib/circuit/standing.ts';
import { instantJson } from '../time-text.ts';
import { type SeenCircuit, stateOf } from './seen-circuit.ts';

export const circuitJson = ({ names, now, circuit, unreadable, secret }: SeenCircuit) => {
  const { block, probe } = circuit;
  return {
    stage: names.stage,
    at: instantJson(now),
    state: stateOf(block),
    ...(unreadable ? { unreadable } : {}),
    ...(block === undefined ? {} : blockJson(block, now)),
    ...(probe === undefined || probe.until <= now
      ? {}
      : { probeRunningUntil: instantJson(probe.until) }),
    ...(circuit.watchUntil > now ? { watchingUntil: instantJson(circuit.watchUntil) } : {}),
    failed: entriesJson(circuit.failures),
    forbidden: entriesJson(circuit.forbidden),
    ...(circuit.servedOrder === undefined
      ? {}
      : { servedLast: { order: circuit.servedOrder, at: instantJson(circuit.served) } }),
    ...(secret === undefined ? {} : { secret: secret.kind }),
  };
};

const blockJson = (block: Block, now: number) => {
  const due = dueAt(block);
  return {
    since: instantJson(block.since),
    seconds: Math.max(0, Math.round((now - block.since) / 1_000)),
    ...(block.kind === 'hold' ? { cause: block.cause } : {}),
    ...(block.kind === 'hold' && block.reason !== undefined ? { reason: block.reason } : {}),
    ...(block.kind === 'hold' && block.until !== undefined
      ? { until: instantJson(block.until) }
      : {}),
    ...(Number.isFinite(due) ? { nextProbeAt: instantJson(due) } : {}),
  };
};

const entriesJson = (entries: Circuit['failures']) =>
  entries.map(({ order, at }) => ({ order, at: instantJson(at) }));
