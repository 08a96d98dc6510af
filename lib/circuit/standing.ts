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

/** @param order - its key. */
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
  const mine = due + yieldSeconds(settings, circuit, block, order) * 1_000;
  if (mine <= now) return { kind: 'probe', block };
  const usual = due > now ? waitSeconds(settings, block, now, random) : 0;
  // Whoever would come back while it yields comes when it may: each receive counts.
  const isBackWhenDue = now + usual * 1_000 >= due;
  const seconds = isBackWhenDue ? Math.max(usual, (mine - now) / 1_000) : usual;
  return { kind: 'wait', reason: waitReasons[block.kind], seconds };
};

/**
 * An order that failed in this outage leaves the probe to others for a moment. The one that failed last
 * waits until each of them has come back once: it may fail however well the WMS is, and would keep the
 * circuit open for all.
 */
const yieldSeconds = (
  settings: CircuitSettings,
  { failures }: Circuit,
  block: Block,
  order: string,
): number => {
  const { probeYieldSeconds } = settings;
  if (!failures.some((entry) => entry.order === order)) return 0;
  if (block.kind !== 'open' || failures.at(-1)?.order !== order) return probeYieldSeconds;
  const noChance = () => 0;
  return Math.max(probeYieldSeconds, deferSeconds(settings, dueAt(block) - block.since, noChance));
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
