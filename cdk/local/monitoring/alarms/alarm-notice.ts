/**
 * What CloudWatch publishes to a topic when an alarm changes its state: subject and JSON.
 */
import { localAccountId } from '../../template/surroundings.ts';
import type { Alarm, MetricAlarm, MetricRead } from './alarm.ts';
import type { Act } from './alarm-book.ts';

export type Notice = { readonly subject: string; readonly message: string };

/** SNS takes no longer subject. */
const subjectCharactersMax = 100;

/** CloudWatch names a region as people do. */
const regionNames: Readonly<Record<string, string>> = {
  'eu-central-1': 'EU (Frankfurt)',
  'us-east-1': 'US East (N. Virginia)',
};

export const noticeOf = ({ standing, transition }: Act, region: string): Notice => {
  const { alarm } = standing;
  const { actions, actionsEnabled } = alarm;
  const where = regionNames[region] ?? region;
  const message = {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    AWSAccountId: localAccountId,
    NewStateValue: standing.state,
    NewStateReason: standing.reason,
    StateChangeTime: new Date(transition.atMillis).toISOString().replace('Z', '+0000'),
    Region: where,
    AlarmArn: alarm.arn,
    OldStateValue: transition.from,
    ActionsEnabled: actionsEnabled,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    ...triggerOf(alarm),
  };
  const subject = `${standing.state}: "${alarm.name}" in ${where}`;
  return { subject: subject.slice(0, subjectCharactersMax), message: JSON.stringify(message) };
};

const triggerOf = (alarm: Alarm): object =>
  alarm.kind === 'composite'
    ? { AlarmRule: alarm.ruleText }
    : { Trigger: { ...judgementOf(alarm), ...lookedAt(alarm) } };

const judgementOf = (alarm: MetricAlarm) => ({
  Period: alarm.periodSeconds,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  ComparisonOperator: alarm.comparison,
  Threshold: alarm.threshold,
  TreatMissingData: alarm.missingData,
  EvaluateLowSampleCountPercentile: alarm.waitsForSamples ? 'ignore' : '',
});

const lookedAt = (alarm: MetricAlarm): object => {
  const [only] = alarm.reads;
  if (!alarm.isMath && only !== undefined) return { ...metricOf(only), ...statisticOf(only) };
  const stats = alarm.reads.map((read) => ({
    Id: read.id,
    MetricStat: { Metric: metricOf(read), Period: alarm.periodSeconds, Stat: read.statisticName },
    ReturnData: read.id === alarm.returned,
  }));
  const maths = alarm.maths.map(({ id, text }) => ({
    Expression: text,
    Id: id,
    ReturnData: id === alarm.returned,
  }));
  return { Metrics: [...maths, ...stats] };
};

const metricOf = ({ metric }: MetricRead) => ({
  MetricName: metric.name,
  Namespace: metric.namespace,
  Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
});

const statisticOf = ({ statistic, statisticName, unit }: MetricRead) =>
  statistic.kind === 'percentile'
    ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic: statisticName, Unit: unit ?? null }
    : { StatisticType: 'Statistic', Statistic: statisticName.toUpperCase(), Unit: unit ?? null };
