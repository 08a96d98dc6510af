/**
 * What CloudWatch is told: values of one metric at one time. A metric is its namespace, name and dimensions.
 */

export type MetricId = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

export type Datum = MetricId & {
  /** For instance `Count`; `None` where nobody said. */
  readonly unit: string;
  /** Epoch milliseconds. */
  readonly atMillis: number;
  readonly values: readonly number[];
};

/** The same for the same metric, in whatever order its dimensions are named. */
export const metricKey = ({ namespace, name, dimensions }: MetricId): string =>
  JSON.stringify([
    namespace,
    name,
    ...Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
