/**
 * The bridge's own metrics as CloudWatch knows them. The dimensions are part of a metric's name: one too
 * many or too few is another metric, which nobody emits.
 */
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { dimensions, type MetricName, metricNamespace } from '../../../lib/telemetry/names.ts';

export type Service =
  | 'accept-webhook'
  | 'deliver-order'
  | 'reconcile-orders'
  | 'replay-dead-letters'
  | 'watch-bridge';

export interface MeasureOptions {
  readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | `p${number}`;

  /** The length of one value. @default 1 */
  readonly minutes?: number;

  /** Only what has this value in this dimension. @default - the total */
  readonly by?: readonly [dimension: keyof typeof dimensions, value: string];

  /** What a person reads beside the line. @default - the metric's name */
  readonly label?: string;
}

export type Measure = (service: Service, name: MetricName, options: MeasureOptions) => Metric;

export const makeMeasure =
  (deployment: string): Measure =>
  (service, metricName, { statistic, minutes = 1, by, label }) =>
    new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: {
        service,
        [dimensions.deployment]: deployment,
        ...(by ? { [dimensions[by[0]]]: by[1] } : {}),
      },
      statistic,
      period: Duration.minutes(minutes),
      label: label ?? metricName,
    });

/** @param minutes - the length of one value of every metric in it. */
export const formula = (
  expression: string,
  usingMetrics: Readonly<Record<string, IMetric>>,
  { minutes = 1, label = expression }: { readonly minutes?: number; readonly label?: string } = {},
): MathExpression =>
  new MathExpression({
    expression,
    usingMetrics: { ...usingMetrics },
    period: Duration.minutes(minutes),
    label,
  });

/**
 * All of them together. As an array, because `a + b` has no value where one of them has none, and most
 * metrics here are only there when something happened.
 */
export const sumOf = (metrics: readonly [IMetric, ...IMetric[]], minutes = 1): IMetric => {
  const [only, ...others] = metrics;
  if (others.length === 0) return only;
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index + 1}`, metric]));
  return formula(`SUM([${Object.keys(named).join(', ')}])`, named, { minutes });
};
