/**
 * May this order be sent now? Read from the circuit alone: go, be the probe, or wait and for how long.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { Block, Circuit } from './circuit.ts';
import { deferSeconds } from './spacing.ts';

export type WaitReason = 'circuit_open' | 'circuit_paused' | 'circuit_hold' | 'probe_running';

export type Standing =
  | { readonly kind: 'go' }
  /** The lease is free and due: whoever gets it may send one request. */
  | { readonly kind: 'probe'; readonly block: Block }
  | { readonly kind: 'wait'; readonly reason: WaitReason; readonly seconds: number };

const waitReasons = {
  open: 'circuit_open',
  paused: 'circuit_paused',
  hold: 'circuit_hold',
} as const;

/** @param order - its key: an order that failed in this outage leaves the probe to others at first. */
export const standingOf = (
  settings: CircuitSettings,
  circuit: Circuit,
  order: string,
  now: number,
  random: () => number,
): Standing => {
  const { block, probe } = circuit;
  if (block === undefined) return { kind: 'go' };
  if (probe !== undefined && probe.until > now) {
    const { probeRunningSecondsMin: min, probeRunningSecondsMax: max } = settings;
    return { kind: 'wait', reason: 'probe_running', seconds: min + random() * (max - min) };
  }
  const due = dueAt(block);
  const reason = waitReasons[block.kind];
  if (due > now)
    return { kind: 'wait', reason, seconds: waitSeconds(settings, block, now, random) };
  const failedHere = circuit.failures.some((entry) => entry.order === order);
  const mine = due + (failedHere ? settings.probeYieldSeconds * 1_000 : 0);
  return mine > now
    ? { kind: 'wait', reason, seconds: (mine - now) / 1_000 }
    : { kind: 'probe', block };
};

/** When the next probe is due. A hold without a secret to look at ends at its end time, if it has one. */
export const dueAt = (block: Block): number => {
  if (block.kind !== 'hold') return block.nextProbeAt;
  const end = block.until ?? Number.POSITIVE_INFINITY;
  const look = block.secretVersion === undefined ? Number.POSITIVE_INFINITY : block.nextProbeAt;
  return Math.min(end, look);
};

const waitSeconds = (
  settings: CircuitSettings,
  block: Block,
  now: number,
  random: () => number,
): number => {
  const age = now - block.since;
  const usual = deferSeconds(settings, age, random);
  const spread = random() * settings.pauseSpreadSeconds;
  if (block.kind === 'paused') {
    const rest = (block.nextProbeAt - now) / 1_000 + spread;
    return age > settings.pauseOutageSeconds * 1_000 ? Math.max(rest, usual) : rest;
  }
  // Nobody waits past the end of a maintenance window.
  const end = block.kind === 'hold' ? block.until : undefined;
  return end === undefined ? usual : Math.min(usual, (end - now) / 1_000 + spread);
};
