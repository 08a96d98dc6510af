/**
 * A change of the circuit becomes one log line and one metric, told by the environment that made it.
 */
import type { CircuitChange } from '../circuit/circuit.ts';
import { dimensions, metrics as names } from './names.ts';
import type { Telemetry } from './powertools.ts';
import { count, type Emitted, emit, nothing } from './report.ts';

/** The correlation id of all lines about the circuit, which concern no order. */
const correlationId = 'circuit';

export const makeTellCircuit =
  ({ logger, metrics }: Telemetry) =>
  (change: CircuitChange): void => {
    const { kind, ...facts } = change;
    logger.warn(`circuit.${kind.replaceAll('-', '_')}`, {
      correlation_id: correlationId,
      shopify_order_id: nothing,
      attempt: 0,
      ...facts,
    });
    const metric = metricOf(change);
    if (metric) emit(metrics, metric);
  };

const metricOf = (change: CircuitChange): Emitted | undefined => {
  switch (change.kind) {
    case 'opened':
      return count(names.circuitOpened);
    case 'held':
      return count(names.circuitHeld, [dimensions.cause, change.cause]);
    case 'paused':
      return count(names.circuitPaused);
    case 'probe-failed':
      return count(names.probesFailed);
    case 'closed':
      return count(names.circuitClosed);
    case 'pause-ended':
    case 'hold-ended':
      return undefined;
  }
};
