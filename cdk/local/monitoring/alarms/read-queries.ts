/**
 * What a metric alarm looks at: one metric, or several with expressions of which one is compared.
 */
import * as z from 'zod';
import { templateBoolean, templateNumber } from '../../read-properties.ts';
import { kindOf } from '../math/evaluate-expression.ts';
import { idsOf } from '../math/expression.ts';
import { parseExpression } from '../math/parse-expression.ts';
import { isSentHere } from '../metrics/aws-metrics.ts';
import type { MetricId } from '../metrics/datum.ts';
import { parseStatistic } from '../metrics/statistic.ts';
import type { MathRead, MetricAlarm, MetricRead } from './alarm.ts';
import { faultsOf } from './alarm-properties.ts';

export type Queries =
  | ({ readonly kind: 'queries' } & Pick<
      MetricAlarm,
      'periodSeconds' | 'reads' | 'maths' | 'returned'
    >)
  | { readonly kind: 'refused'; readonly faults: readonly string[] };

/** CloudWatch's limit for an alarm on metric math. */
const metricsMax = 10;

const period = templateNumber.refine((seconds) => seconds >= 60 && seconds % 60 === 0, {
  error: ({ input }) =>
    `${String(input)}: a period that is no number of minutes is not supported by the local stack`,
});
const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);

const oneSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  Period: period,
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Unit: z.string().optional(),
});

const querySchema = z.strictObject({
  Id: z.string().regex(/^[a-z]\w*$/, 'must begin with a small letter'),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  Period: period.optional(),
  ReturnData: templateBoolean.default(true),
  MetricStat: z
    .strictObject({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: period,
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
});
type Query = z.output<typeof querySchema>;

const refused = (...faults: readonly string[]): Queries => ({ kind: 'refused', faults });

export const readQueries = (properties: Readonly<Record<string, unknown>>): Queries =>
  'Metrics' in properties ? readMany(properties['Metrics']) : readOne(properties);

const readOne = (properties: Readonly<Record<string, unknown>>): Queries => {
  const parsed = oneSchema.safeParse(properties);
  if (!parsed.success) return refused(...faultsOf(parsed.error));
  const { Statistic, ExtendedStatistic, Period, Unit, ...metric } = parsed.data;
  const named = { ...metric, statistic: Statistic ?? ExtendedStatistic ?? '', unit: Unit };
  const read = readMetric('m', named);
  if (typeof read === 'string') return refused(read);
  return { kind: 'queries', periodSeconds: Period, reads: [read], maths: [], returned: 'm' };
};

type Named = {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: z.output<typeof dimensions>;
  readonly statistic: string;
  readonly unit: string | undefined;
};

/** Gives a sentence where the metric or its statistic is not there. */
const readMetric = (id: string, given: Named): MetricRead | string => {
  const { Namespace, MetricName, Dimensions, statistic: statisticName, unit } = given;
  const metric: MetricId = {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  };
  const statistic = parseStatistic(statisticName);
  if (statistic === undefined)
    return `statistic ${statisticName || '(none)'} is not supported by the local stack`;
  if (!isSentHere(metric)) {
    const by = Object.keys(metric.dimensions).join(', ');
    return `metric ${Namespace} ${MetricName} by ${by || 'nothing'} is not sent by the local stack`;
  }
  return { id, metric, statistic, statisticName, unit };
};

const readMany = (given: unknown): Queries => {
  const parsed = z.array(querySchema).safeParse(given);
  if (!parsed.success) return refused(...faultsOf(parsed.error).map((fault) => `Metrics.${fault}`));
  const queries = parsed.data;
  const reads = queries.flatMap(readStat);
  const maths = queries.flatMap(readMath);
  const faults = [...reads, ...maths].filter((one) => typeof one === 'string');
  if (faults.length > 0) return refused(...faults);
  const read: Pick<MetricAlarm, 'reads' | 'maths'> = {
    reads: reads.filter((one) => typeof one !== 'string'),
    maths: maths.filter((one) => typeof one !== 'string'),
  };
  return assemble(queries, read);
};

const readStat = ({ Id, MetricStat, Expression }: Query): readonly (MetricRead | string)[] => {
  if (MetricStat === undefined)
    return Expression === undefined ? [`${Id} has neither MetricStat nor Expression`] : [];
  const { Metric, Stat: statistic, Unit: unit } = MetricStat;
  return [readMetric(Id, { ...Metric, statistic, unit })];
};

const readMath = ({ Id: id, Expression: text }: Query): readonly (MathRead | string)[] => {
  if (text === undefined) return [];
  const parsed = parseExpression(text);
  return [
    parsed.kind === 'unreadable'
      ? `expression ${id}: ${parsed.fault} (${text})`
      : { id, text, expression: parsed.expression },
  ];
};

const assemble = (
  queries: readonly Query[],
  { reads, maths }: Pick<MetricAlarm, 'reads' | 'maths'>,
): Queries => {
  const ids = queries.map(({ Id }) => Id);
  const periods = new Set(queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? []));
  const [returned, ...others] = queries.filter(({ ReturnData }) => ReturnData);
  const [periodSeconds] = periods;
  const faults = [
    ...(new Set(ids).size === ids.length ? [] : ['two of Metrics have one Id']),
    ...(reads.length > 0 && reads.length <= metricsMax ? [] : [`${reads.length} metrics`]),
    ...(periods.size === 1 ? [] : ['metrics of several periods']),
    ...(returned !== undefined && others.length === 0
      ? []
      : ['one of Metrics, and only one, returns data']),
    ...maths.flatMap((math) => mathFaults(math, reads, maths)),
  ];
  if (faults.length > 0 || returned === undefined || periodSeconds === undefined)
    return refused(...faults);
  const ordered = inOrder(maths);
  return ordered.length === maths.length
    ? { kind: 'queries', periodSeconds, reads, maths: ordered, returned: returned.Id }
    : refused('expressions that need each other');
};

/** Each after those that it names; those in a circle have no place. */
const inOrder = (maths: readonly MathRead[]): readonly MathRead[] => {
  const ids = maths.map(({ id }) => id);
  const placed: MathRead[] = [];
  for (let round = 0; round < maths.length; round += 1) {
    const isReady = (id: string): boolean =>
      !ids.includes(id) || placed.some((one) => one.id === id);
    placed.push(
      ...maths.filter((math) => !placed.includes(math) && idsOf(math.expression).every(isReady)),
    );
  }
  return placed;
};

const mathFaults = (
  math: MathRead,
  reads: readonly MetricRead[],
  maths: readonly MathRead[],
): readonly string[] => {
  const visible = [...reads, ...maths.filter((one) => one !== math)].map(({ id }) => id);
  const unknown = idsOf(math.expression).filter((id) => !visible.includes(id));
  if (unknown.length > 0)
    return [`expression ${math.id}: nothing has the Id ${unknown.join(', ')}`];
  try {
    const empty = { periods: 1, seriesOf: () => [undefined], metrics: () => reads.map(() => []) };
    const kind = kindOf(math.expression, empty);
    return kind === 'series' ? [] : [`expression ${math.id}: gives no time series (${math.text})`];
  } catch (error) {
    return [`expression ${math.id}: ${error instanceof Error ? error.message : String(error)}`];
  }
};
