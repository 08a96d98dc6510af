/**
 * What watch-bridge saw becomes one log line and the gauges that alarms look at.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Gauges } from '../watch/gauges.ts';
import type { Watched } from '../watch/watch.ts';
import { dimensions, metrics as names } from './names.ts';
import type { Telemetry } from './powertools.ts';
import { type Emitted, emit, emitApart, nothing } from './report.ts';

/** The correlation id of its lines, which concern all orders. */
const correlationId = 'watch';

export const makeTellWatched =
  ({ logger, metrics }: Telemetry) =>
  (watched: Watched): void => {
    const { gauges, oldestOrder, cut, failed } = watched;
    const line = {
      ...{ correlation_id: correlationId, shopify_order_id: nothing, attempt: 0 },
      ...factsOf(gauges),
      ...(oldestOrder === undefined ? {} : { oldest_order: oldestOrder }),
      ...(cut.length === 0 ? {} : { counted_in_part: cut }),
      ...(failed.length === 0 ? {} : { not_read: failed }),
    };
    if (failed.length > 0) logger.warn('bridge.watched', line);
    else logger.info('bridge.watched', line);
    for (const metric of metricsOf(gauges)) emit(metrics, metric);
    // The total is a gauge of its own, which must not be added up once more.
    for (const metric of classesOf(gauges)) emitApart(metrics, metric);
  };

type Gauge = Exclude<keyof Gauges, 'lettersByClass'>;

const { Count, Seconds } = MetricUnit;
const units = {
  heartbeat: Count,
  queueDepth: Count,
  queueInFlight: Count,
  ordersWaiting: Count,
  oldestUndeliveredAge: Seconds,
  lettersWaiting: Count,
  oldestLetterAge: Seconds,
  lettersOnQueue: Count,
  circuitState: Count,
  circuitOpenAge: Seconds,
  circuitClosedAge: Seconds,
  throttledOnlyAge: Seconds,
  credentialsHeld: Count,
  wmsSecretDays: Count,
} satisfies Readonly<Record<Gauge, Emitted['unit']>>;
const gaugeNames = Object.keys(units) as readonly Gauge[];

/** What was not read has no value: its alarms see missing data. */
const metricsOf = (gauges: Gauges): readonly Emitted[] =>
  gaugeNames.flatMap((gauge) => {
    const value = gauges[gauge];
    return value === undefined ? [] : [{ name: names[gauge], unit: units[gauge], value }];
  });

const classesOf = ({ lettersByClass = {} }: Gauges): readonly Emitted[] =>
  Object.entries(lettersByClass).map(([letterClass, value]) => ({
    ...{ name: names.lettersWaiting, unit: Count, value },
    dimension: [dimensions.class, letterClass] as const,
  }));

/** In the words of log lines: lower case, by underscores. */
const factsOf = (gauges: Gauges): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(gauges).map(([gauge, value]) => [
      gauge.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
