/**
 * A metric alarm of the template, on one metric or on metric math, checked as CloudWatch checks it.
 */
import * as z from 'zod';
import type { LocalResource } from '../../contracts.ts';
import { templateNumber } from '../../read-properties.ts';
import type { MetricAlarm } from './alarm.ts';
import { commonOf, commonSchema, faultsOf } from './alarm-properties.ts';
import type { ReadAlarm } from './read-alarms.ts';
import { readQueries } from './read-queries.ts';

/** CloudWatch's own limit. What looks back for more than a day it evaluates once an hour; here as all others. */
const lookBackSecondsMax = 7 * 86_400;

const schema = commonSchema
  .extend({
    ComparisonOperator: z.enum(
      [
        'GreaterThanThreshold',
        'GreaterThanOrEqualToThreshold',
        'LessThanThreshold',
        'LessThanOrEqualToThreshold',
      ],
      { error: ({ input }) => `${String(input)} is not supported by the local stack` },
    ),
    Threshold: z.coerce.number(),
    EvaluationPeriods: templateNumber.min(1),
    DatapointsToAlarm: templateNumber.min(1).optional(),
    TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).default('missing'),
    EvaluateLowSampleCountPercentile: z.enum(['evaluate', 'ignore']).default('evaluate'),
  })
  .refine(
    ({ DatapointsToAlarm, EvaluationPeriods }) => (DatapointsToAlarm ?? 1) <= EvaluationPeriods,
    { path: ['DatapointsToAlarm'], error: 'must be at most EvaluationPeriods' },
  );

const isMathSchema = z.looseObject({ Metrics: z.array(z.unknown()).optional() });

export const readMetricAlarm = (resource: LocalResource): ReadAlarm => {
  const parsed = schema.safeParse(resource.properties);
  const queries = readQueries(resource.properties);
  const faults = [
    ...(parsed.success ? [] : faultsOf(parsed.error)),
    ...(queries.kind === 'refused' ? queries.faults : []),
  ];
  if (!parsed.success || queries.kind === 'refused') return { kind: 'refused', faults };
  const given = parsed.data;
  if (queries.periodSeconds * given.EvaluationPeriods > lookBackSecondsMax)
    return {
      kind: 'refused',
      faults: ['looks back for more than a week, which CloudWatch does not'],
    };
  const alarm: MetricAlarm = {
    kind: 'metric',
    ...commonOf(resource, given),
    comparison: given.ComparisonOperator,
    threshold: given.Threshold,
    evaluationPeriods: given.EvaluationPeriods,
    datapointsToAlarm: given.DatapointsToAlarm ?? given.EvaluationPeriods,
    missingData: given.TreatMissingData,
    waitsForSamples: given.EvaluateLowSampleCountPercentile === 'ignore',
    isMath: isMathSchema.parse(resource.properties).Metrics !== undefined,
    periodSeconds: queries.periodSeconds,
    reads: queries.reads,
    maths: queries.maths,
    returned: queries.returned,
  };
  return { kind: 'alarm', alarm };
};
