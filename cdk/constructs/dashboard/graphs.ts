/**
 * What a graph on the dashboard is made of: sizes from a grid of 24 columns, and the bridge's metrics split by a
 * dimension without naming its values.
 */
import { Duration } from 'aws-cdk-lib';
import {
  GraphWidget,
  type HorizontalAnnotation,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import { dimensions, type MetricName, metricNamespace } from '../../../lib/telemetry/names.ts';
import type { Service } from '../alarms/measures.ts';

export const columns = 24;
/** Three beside each other. */
const graphWidth = columns / 3;
const graphHeight = 6;

export interface GraphOptions {
  readonly left: readonly IMetric[];
  /** @default - all on the left axis */
  readonly right?: readonly IMetric[];
  /** What the left axis counts. */
  readonly unit: string;
  readonly rightUnit?: string;
  /** Across the left axis, or the right one. */
  readonly lines?: readonly HorizontalAnnotation[];
  readonly rightLines?: readonly HorizontalAnnotation[];
}

export const graph = (title: string, options: GraphOptions): GraphWidget => {
  const { left, right = [], unit, rightUnit, lines = [], rightLines = [] } = options;
  return new GraphWidget({
    title,
    width: graphWidth,
    height: graphHeight,
    left: [...left],
    right: [...right],
    leftAnnotations: [...lines],
    rightAnnotations: [...rightLines],
    leftYAxis: { min: 0, label: unit, showUnits: false },
    ...(rightUnit === undefined
      ? {}
      : { rightYAxis: { min: 0, label: rightUnit, showUnits: false } }),
    period: Duration.minutes(1),
  });
};

export type SplitOptions = {
  readonly service: Service;
  readonly name: MetricName;
  /** One dimension, or several together. */
  readonly by: keyof typeof dimensions | readonly (keyof typeof dimensions)[];
  readonly statistic?: 'Sum' | 'Maximum';
};
/** One line for each value of the dimension that was seen lately. Alarms cannot look for metrics, graphs can. */
export type Split = (options: SplitOptions) => IMetric;

export const makeSplit =
  (deployment: string): Split =>
  ({ service, name, by, statistic = 'Sum' }) => {
    const own = [by].flat().map((one) => dimensions[one]);
    const schema = ['service', dimensions.deployment, ...own].join(',');
    const chosen = `MetricName="${name}" service="${service}" ${dimensions.deployment}="${deployment}"`;
    return new MathExpression({
      expression: `SEARCH('{${metricNamespace},${schema}} ${chosen}', '${statistic}', 60)`,
      label: '',
      period: Duration.minutes(1),
      usingMetrics: {},
    });
  };
