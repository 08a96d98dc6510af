/**
 * A stage of an order becomes one wide log line and the metrics that it implies.
 *
 * Nothing is appended to the logger: a batch's orders run side by side, and appended keys would mix them.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Report, StageReport } from '../order/stage-report.ts';
import { dimensions, type MetricName, metrics as names } from './names.ts';
import type { Telemetry } from './powertools.ts';

/** Stages that a person should look at, one day. */
const warnedStages: readonly string[] = ['failed', 'deferred', 'parked'];

/** Written as null. The logger leaves out a null itself, and a line without an order must say so. */
export const nothing = { toJSON: () => null };

export const makeReport =
  ({ logger, metrics }: Telemetry): Report =>
  (report) => {
    const { stage, correlationId, orderId, latencyMillis, attempts, facts } = report;
    const line = {
      stage,
      correlation_id: correlationId,
      shopify_order_id: orderId ?? nothing,
      latency_ms: latencyMillis,
      attempt: attempts,
      ...facts,
    };
    if (warnedStages.includes(stage)) logger.warn(`order.${stage}`, line);
    else logger.info(`order.${stage}`, line);
    for (const metric of metricsOf(report)) emit(metrics, metric);
  };

export type Emitted = {
  readonly name: MetricName;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  readonly value: number;
  readonly dimension?: Dimension;
  /** Beside the first. */
  readonly secondDimension?: Dimension;
};
type Dimension = readonly [name: string, value: string];

export const count = (name: MetricName, dimension?: Emitted['dimension']): Emitted => ({
  name,
  unit: MetricUnit.Count,
  value: 1,
  ...(dimension ? { dimension } : {}),
});

const metricsOf = ({ stage, latencyMillis, facts }: StageReport): readonly Emitted[] => {
  const by = (dimension: string, fact = facts[dimension]) =>
    [dimension, String(fact ?? 'unknown')] as const;
  switch (stage) {
    case 'received':
      return receivedMetrics(facts);
    case 'enqueued':
      return [count(names.ordersEnqueued)];
    case 'processed':
      return processedMetrics(latencyMillis, facts);
    case 'failed':
      return [count(names.ordersPutBack)];
    case 'duplicate':
      return [count(names.ordersDuplicate)];
    case 'ignored':
      return facts['reason'] === 'topic' || facts['reason'] === 'unknown_order'
        ? [count(names.webhooksIgnored)]
        : [count(names.ordersNotSent, by(dimensions.reason))];
    case 'deferred':
      return deferredMetrics(facts);
    case 'superseded':
      return [count(names.ordersSuperseded)];
    case 'unchanged':
      return [count(names.ordersUnchanged)];
    case 'parked':
      return [count(names.ordersParked, by(dimensions.class))];
    case 'replayed':
      return [count(names.ordersReplayed)];
    case 'reconciled':
      return reconciledMetrics(facts);
  }
};

/** Replays and reconciled orders waited for a human or a poll: their age says nothing of the path. */
const processedMetrics = (millis: number, facts: StageReport['facts']): readonly Emitted[] => [
  count(names.ordersDelivered),
  ...(facts['origin'] === 'webhook'
    ? [{ name: names.endToEndLatency, unit: MetricUnit.Milliseconds, value: millis }]
    : []),
  ...(facts['remembered'] === true ? [count(names.duplicatesSuppressed)] : []),
];

const deferredMetrics = ({
  reason,
  waited_seconds: waited,
}: StageReport['facts']): readonly Emitted[] => [
  count(names.ordersDeferred, [dimensions.reason, String(reason ?? 'unknown')]),
  ...(reason === 'newer_schema' && typeof waited === 'number'
    ? [{ name: names.newerSchemaAge, unit: MetricUnit.Seconds, value: waited }]
    : []),
];

/** What was sent because its content was in doubt is neither. */
const reconciledMetrics = ({ cause }: StageReport['facts']): readonly Emitted[] => [
  ...(cause === 'missed' ? [count(names.ordersMissed)] : []),
  ...(cause === 'lost' ? [count(names.ordersLost)] : []),
  ...(cause === 'repair' ? [count(names.ordersRepaired)] : []),
];

/** A webhook that is no order: `answer` says what it was told. */
const receivedMetrics = (facts: StageReport['facts']): readonly Emitted[] => {
  const { answer, code, position, older_secret: older, in_time: inTime } = facts;
  return [
    count(names.webhooksReceived),
    ...(answer === 401
      ? [count(names.webhooksRejected, [dimensions.code, String(code ?? 'unknown')])]
      : []),
    ...(answer === 503 ? [count(names.webhooksUnanswered)] : []),
    ...(typeof position === 'number' ? [matchedMetric(facts, position)] : []),
    ...(older === true && inTime !== true ? [count(names.oldSecretMatched)] : []),
  ];
};

/**
 * By shop and position where a shop has more than one secret. Of the only one the total says as much, and
 * each webhook would pay for a line more.
 */
const matchedMetric = (facts: StageReport['facts'], position: number): Emitted =>
  position === 0 && facts['older_secret'] !== true
    ? count(names.secretMatched)
    : {
        ...count(names.secretMatched, [dimensions.position, String(position)]),
        secondDimension: [dimensions.shop, String(facts['shop'] ?? 'unknown')],
      };

/** The total, and the same by its dimension. */
export const emit = (metrics: Telemetry['metrics'], metric: Emitted): void => {
  metrics.addMetric(metric.name, metric.unit, metric.value);
  emitApart(metrics, metric);
};

/** By its dimension alone, and at once: in the shared blob its dimension would tag all other metrics. */
export const emitApart = (
  metrics: Telemetry['metrics'],
  { name, unit, value, dimension, secondDimension }: Emitted,
): void => {
  if (dimension === undefined) return;
  const single = metrics.singleMetric().addDimension(...dimension);
  if (secondDimension) single.addDimension(...secondDimension);
  single.addMetric(name, unit, value);
};

/** The usual end of an attempt: the total less all others says how many. */
const usualOutcome = 'delivered';

/** Counts every HTTP call to the WMS, those that did not deliver by how they ended, and how long each took. */
export const makeObserveAttempt =
  ({ metrics }: Telemetry) =>
  (outcome: string, millis: number): void => {
    emit(
      metrics,
      count(names.attempts, outcome === usualOutcome ? undefined : [dimensions.outcome, outcome]),
    );
    emit(metrics, { name: names.wmsLatency, unit: MetricUnit.Milliseconds, value: millis });
  };

/** Messages that could not be hidden come back after the visibility timeout: later than meant, not lost. */
export const makeTellHideFailure =
  ({ logger }: Telemetry) =>
  (failure: { readonly messages: number; readonly error: string }): void =>
    logger.warn('messages.not_hidden', failure);
