/**
 * What the circuit says to alarms: whether anything stands in the way of the orders, what, and since when.
 *
 * A block that has an end is over then, though its item stays until the next order asks: with nobody
 * there to ask, a short pause at midnight would else silence the alarms until the morning.
 */
import { type Block, type Circuit, parseCircuit } from '../circuit/circuit.ts';
import { deferSeconds } from '../circuit/spacing.ts';
import type { CircuitSettings } from '../config/circuit-policy.ts';

export type CircuitGauges = {
  /** 0 closed (also while paused), 1 open or half-open, 2 held. */
  readonly circuitState: 0 | 1 | 2;
  /** Seconds since failures opened it; 0 while it is closed or held. */
  readonly circuitOpenAge: number;
  /** Seconds since nothing stands in the way, at most a day; 0 while something does. */
  readonly circuitClosedAge: number;
  /** Seconds of nothing but 429; 0 else. */
  readonly throttledOnlyAge: number;
  /** 1 while a hold stands that only other credentials or rights end; an operator's is none. */
  readonly credentialsHeld: 0 | 1;
};

/** What was never blocked has been closed for longer than any alarm asks. */
export const closedSecondsMax = 86_400;
/** Whoever waits is back this much later at the latest: a watch looks once a minute. */
const lateSeconds = 60;

/** @param item - as it lies in the table; one that nobody can read counts as closed, as for the orders. */
export const circuitGauges = (
  item: unknown,
  settings: CircuitSettings,
  now: number,
): CircuitGauges => {
  const circuit = parseCircuit(item);
  const { block } = circuit;
  const endsAt = block === undefined ? Number.NEGATIVE_INFINITY : endOf(block, settings);
  if (block === undefined || endsAt < now) return nothingInTheWay(circuit, endsAt, now);
  const age = secondsSince(block.since, now);
  return {
    circuitState: stateOf(block),
    circuitOpenAge: block.kind === 'open' ? age : 0,
    circuitClosedAge: 0,
    throttledOnlyAge: block.kind === 'paused' ? age : 0,
    credentialsHeld: block.kind === 'hold' && block.cause !== 'operator' ? 1 : 0,
  };
};

const nothingInTheWay = (
  { closedAt = Number.NEGATIVE_INFINITY }: Circuit,
  endedAt: number,
  now: number,
): CircuitGauges => ({
  circuitState: 0,
  circuitOpenAge: 0,
  circuitClosedAge: Math.min(secondsSince(Math.max(closedAt, endedAt), now), closedSecondsMax),
  throttledOnlyAge: 0,
  credentialsHeld: 0,
});

const stateOf = ({ kind }: Block): CircuitGauges['circuitState'] => {
  if (kind === 'hold') return 2;
  return kind === 'open' ? 1 : 0;
};

/** When whoever still waits for it has come back and asked. Only those blocks end by themselves that have a time. */
const endOf = (block: Block, settings: CircuitSettings): number => {
  const latest = (at: number, seconds: number) =>
    at + (seconds + settings.pauseSpreadSeconds + lateSeconds) * 1_000;
  if (block.kind === 'hold') return latest(block.until ?? Number.POSITIVE_INFINITY, 0);
  if (block.kind === 'open') return Number.POSITIVE_INFINITY;
  // In a long pause what waits is hidden by its age, past the pause's end.
  const hidden = deferSeconds(settings, block.nextProbeAt - block.since, noChance);
  return latest(block.nextProbeAt, hidden);
};

const noChance = () => 0;

/** Environments' clocks differ: what begins in the future begins now. */
const secondsSince = (since: number, now: number): number =>
  Math.max(0, Math.round((now - since) / 1_000));
