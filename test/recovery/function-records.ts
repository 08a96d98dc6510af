/**
 * What the functions wrote, read back: attempts from the metrics, changes of the circuit from the log.
 */
import { metrics } from '../../lib/telemetry/names.ts';
import type { Line } from '../end-to-end/bridge.ts';
import type { CircuitLine, CountedAttempt } from './recording.ts';

type Emf = { readonly Timestamp: number };

const isEmf = (value: unknown): value is Emf =>
  typeof value === 'object' && value !== null && 'Timestamp' in value;

/** Attempts that did not deliver: each is written once with its outcome, and in the total with the others. */
export const attemptsIn = (records: readonly Line[]): readonly CountedAttempt[] =>
  records.flatMap(({ _aws: emf, outcome, [metrics.attempts]: value }) =>
    isEmf(emf) && typeof outcome === 'string' && value !== undefined
      ? [{ at: emf.Timestamp, outcome }]
      : [],
  );

export const circuitIn = (records: readonly Line[]): readonly CircuitLine[] =>
  records.flatMap(({ message, timestamp }) => {
    const text = String(message);
    return text.startsWith('circuit.') && typeof timestamp === 'string'
      ? [{ at: Date.parse(timestamp), change: text.slice('circuit.'.length) }]
      : [];
  });

/** Times that a metric was written with this dimension, each a count of one. */
export const countsOf = (
  records: readonly Line[],
  name: string,
  dimension: string,
  value: string,
): number =>
  records.filter((record) => isEmf(record['_aws']) && record[dimension] === value && name in record)
    .length;
