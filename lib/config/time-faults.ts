/**
 * Contradictions between a stage's times and counts: each one sentence that names the key and the fix.
 */
import type { CircuitSettings } from './circuit-policy.ts';
import type { StageSettings } from './stage.ts';

/** AWS asks for at least this many function timeouts within one visibility timeout. */
const visibilityFactor = 6;
export const timeFaults = ({ delivery }: StageSettings): string[] => {
  const visibilityMin = visibilityFactor * delivery.functionTimeoutSeconds;
  const timeoutMillis = delivery.functionTimeoutSeconds * 1_000;
  return [
    ...(delivery.visibilitySeconds < visibilityMin
      ? [
          `delivery.visibilitySeconds: is ${delivery.visibilitySeconds}, must be at least ${visibilityMin}, ${visibilityFactor} times delivery.functionTimeoutSeconds`,
        ]
      : []),
    ...(delivery.startMillisMin + delivery.reserveMillis > timeoutMillis
      ? [
          `delivery.startMillisMin: with delivery.reserveMillis it is ${delivery.startMillisMin + delivery.reserveMillis} ms, so no delivery could start within delivery.functionTimeoutSeconds (${timeoutMillis} ms)`,
        ]
      : []),
    ...(delivery.reserveMillis >= delivery.startMillisMin
      ? [
          `delivery.reserveMillis: is ${delivery.reserveMillis}, must be less than delivery.startMillisMin (${delivery.startMillisMin}), or a delivery starts with no time for an attempt`,
        ]
      : []),
    ...(delivery.deadlineMillis < delivery.attemptTimeoutMillis
      ? [
          `delivery.deadlineMillis: is ${delivery.deadlineMillis}, must be at least delivery.attemptTimeoutMillis (${delivery.attemptTimeoutMillis})`,
        ]
      : []),
    ...(delivery.stateUnreachableSecondsMax < delivery.stateUnreachableSeconds
      ? [
          `delivery.stateUnreachableSecondsMax: is ${delivery.stateUnreachableSecondsMax}, must be at least delivery.stateUnreachableSeconds (${delivery.stateUnreachableSeconds})`,
        ]
      : []),
    ...(delivery.connectTimeoutMillis > delivery.attemptTimeoutMillis
      ? [
          `delivery.connectTimeoutMillis: is ${delivery.connectTimeoutMillis}, must not exceed delivery.attemptTimeoutMillis (${delivery.attemptTimeoutMillis})`,
        ]
      : []),
  ];
};

export const circuitFaults = ({ circuit, delivery, wms }: StageSettings): string[] => {
  const notAbove = (low: keyof CircuitSettings, high: keyof CircuitSettings): string[] =>
    circuit[low] > circuit[high]
      ? [`circuit.${low}: is ${circuit[low]}, must not exceed circuit.${high} (${circuit[high]})`]
      : [];
  const turnsMillis = Math.ceil((delivery.batchSize * 1_000) / wms.pacePerSecond);
  return [
    ...notAbove('probeSecondsMin', 'probeEarlySecondsMax'),
    ...notAbove('probeSecondsMin', 'probeSecondsMax'),
    ...notAbove('deferSecondsMin', 'deferSecondsMax'),
    ...notAbove('probeRunningSecondsMin', 'probeRunningSecondsMax'),
    ...(circuit.probeLeaseMillis <= delivery.attemptTimeoutMillis
      ? [
          `circuit.probeLeaseMillis: is ${circuit.probeLeaseMillis}, must be more than delivery.attemptTimeoutMillis (${delivery.attemptTimeoutMillis}), or a probe ends before its answer`,
        ]
      : []),
    ...(delivery.aloneBegun >= delivery.begunMax
      ? [
          `delivery.aloneBegun: is ${delivery.aloneBegun}, must be less than delivery.begunMax (${delivery.begunMax})`,
        ]
      : []),
    ...(turnsMillis > delivery.deadlineMillis
      ? [
          `wms.pacePerSecond: a batch of delivery.batchSize takes ${turnsMillis} ms to send, more than delivery.deadlineMillis (${delivery.deadlineMillis})`,
        ]
      : []),
  ];
};
