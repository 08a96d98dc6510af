/**
 * What the local stack supports of alarms and topics, beside what reading them refuses.
 */
import type { SupportedType } from './supported-types.ts';

/** What metric and composite alarms have in common. */
const alarmProperties = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'InsufficientDataActions',
  'OKActions',
] as const;

export const monitoringTypes: Readonly<Record<string, SupportedType>> = {
  'AWS::CloudWatch::Alarm': {
    obeyed: [
      ...alarmProperties,
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluateLowSampleCountPercentile',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Metrics',
      'Namespace',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
      'Unit',
    ],
    harmless: ['Tags'],
  },
  'AWS::CloudWatch::CompositeAlarm': {
    obeyed: [
      ...alarmProperties,
      'ActionsSuppressor',
      'ActionsSuppressorExtensionPeriod',
      'ActionsSuppressorWaitPeriod',
      'AlarmRule',
    ],
    harmless: ['Tags'],
  },
  'AWS::SNS::Topic': {
    obeyed: ['TopicName'],
    // Nothing is encrypted or signed on one machine.
    harmless: ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'Tags', 'TracingConfig'],
  },
  'AWS::SNS::Subscription': {
    obeyed: ['Endpoint', 'Protocol', 'TopicArn'],
    // A delivery that fails is told, and not tried for hours.
    harmless: ['DeliveryPolicy', 'RedrivePolicy'],
    values: { Protocol: ['https', 'email'] },
  },
};
