/**
 * An alarm and its past as CloudWatch describes them; times in epoch seconds.
 */
import type { CompositeAlarm, MetricAlarm, MetricRead } from '../monitoring/alarms/alarm.ts';
import type { Standing } from '../monitoring/alarms/alarm-book.ts';

const seconds = (millis: number): number => millis / 1_000;

export const describeStanding = (standing: Standing): object => {
  const { alarm, state, reason, sinceMillis } = standing;
  const { actions } = alarm;
  return {
    AlarmName: alarm.name,
    AlarmArn: alarm.arn,
    AlarmDescription: alarm.description,
    ActionsEnabled: alarm.actionsEnabled,
    OKActions: actions.OK,
    AlarmActions: actions.ALARM,
    InsufficientDataActions: actions.INSUFFICIENT_DATA,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: seconds(sinceMillis),
    StateTransitionedTimestamp: seconds(sinceMillis),
    ...(alarm.kind === 'metric' ? describeMetric(alarm) : describeComposite(alarm, standing)),
  };
};

const describeMetric = (alarm: MetricAlarm): object => ({
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparison,
  TreatMissingData: alarm.missingData,
  ...(alarm.isMath ? { Metrics: describeMath(alarm) } : describeOne(alarm)),
});

const metricOf = ({ metric }: MetricRead) => ({
  Namespace: metric.namespace,
  MetricName: metric.name,
  Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
});

const describeOne = ({ reads, periodSeconds }: MetricAlarm): object =>
  Object.assign(
    { Period: periodSeconds },
    ...reads.map((read) => ({
      ...metricOf(read),
      [read.statistic.kind === 'percentile' ? 'ExtendedStatistic' : 'Statistic']:
        read.statisticName,
    })),
  );

const describeMath = ({
  reads,
  maths,
  periodSeconds,
  returned,
}: MetricAlarm): readonly object[] => [
  ...maths.map(({ id, text }) => ({ Id: id, Expression: text, ReturnData: id === returned })),
  ...reads.map((read) => ({
    Id: read.id,
    MetricStat: { Metric: metricOf(read), Period: periodSeconds, Stat: read.statisticName },
    ReturnData: read.id === returned,
  })),
];

const describeComposite = (
  { ruleText, suppressor }: CompositeAlarm,
  { held }: Standing,
): object => ({
  AlarmRule: ruleText,
  ...(suppressor && {
    ActionsSuppressor: suppressor.name,
    ActionsSuppressorWaitPeriod: suppressor.waitSeconds,
    ActionsSuppressorExtensionPeriod: suppressor.extensionSeconds,
  }),
  ...(held && { ActionsSuppressedBy: held.by }),
});

export const describeHistory = (
  { alarm, history }: Standing,
  AlarmType: 'MetricAlarm' | 'CompositeAlarm',
) =>
  history.map(({ from, to, reason, atMillis }) => ({
    AlarmName: alarm.name,
    AlarmType,
    Timestamp: seconds(atMillis),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated from ${from} to ${to}`,
    HistoryData: JSON.stringify({
      version: '1.0',
      oldState: { stateValue: from },
      newState: { stateValue: to, stateReason: reason },
    }),
  }));
