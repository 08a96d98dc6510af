/**
 * The alarms of a synthesized template, by the key that is behind the stack's name.
 */
import type { Template } from 'aws-cdk-lib/assertions';
import { type Part, resourceOf, resourcesOf } from './template-parts.ts';

export type MetricQuery = {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
    };
    readonly Period: number;
    readonly Stat: string;
  };
};

export type FoundAlarm = {
  readonly key: string;
  readonly id: string;
  readonly kind: 'alarm' | 'composite';
  readonly properties: Part['Properties'];
  /** The expression, or the rule with the keys of the alarms in it. */
  readonly text: string;
};

const namePrefix = 'shopify-wms-bridge-kept-';

export const alarmsOf = (template: Template): ReadonlyMap<string, FoundAlarm> => {
  const plain = resourcesOf(template, 'AWS::CloudWatch::Alarm');
  const composites = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm');
  const keyOf = ({ Properties }: Part): string =>
    String(Properties.AlarmName).replace(namePrefix, '');
  const keys = new Map([...plain, ...composites].map((part) => [part.id, keyOf(part)]));
  const found = (kind: FoundAlarm['kind'], part: Part, text: string) =>
    [
      keyOf(part),
      { key: keyOf(part), id: part.id, kind, properties: part.Properties, text },
    ] as const;
  return new Map([
    ...plain.map((part) => found('alarm', part, expressionOf(part.Properties))),
    ...composites.map((part) =>
      found('composite', part, ruleText(part.Properties.AlarmRule, keys)),
    ),
  ]);
};

const expressionOf = ({ Metrics }: Part['Properties']): string =>
  Metrics?.find(({ Expression }: MetricQuery) => Expression !== undefined)?.Expression ?? '';

/** `ALARM(key) AND (NOT (ALARM(other)))`. */
const ruleText = (rule: unknown, keys: ReadonlyMap<string, string>): string => {
  const parts = (rule as { 'Fn::Join': [string, unknown[]] })['Fn::Join'][1];
  return parts
    .map((part) =>
      typeof part === 'string'
        ? part.replaceAll('"', '')
        : keys.get((part as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0] ?? ''),
    )
    .join('');
};

/** The metrics that an alarm looks at. */
export const metricsIn = ({ properties }: FoundAlarm) => {
  const { Namespace, MetricName, Dimensions, Metrics } = properties;
  const stats: readonly NonNullable<MetricQuery['MetricStat']>['Metric'][] =
    Metrics === undefined
      ? [{ Namespace, MetricName, Dimensions }]
      : Metrics.flatMap(({ MetricStat }: MetricQuery) => (MetricStat ? [MetricStat.Metric] : []));
  return stats.map(({ Namespace: namespace, MetricName: name, Dimensions: given = [] }) => ({
    ...{ namespace, name },
    dimensions: Object.fromEntries(given.map(({ Name, Value }) => [Name, Value])),
  }));
};

/** Whom it tells: `page`, `ticket` or `nobody`, of its beginning and of its end. */
export const toldBy = (template: Template, { properties }: FoundAlarm) => {
  const topics = new Map(
    Object.entries({ page: 'PageTopicArn', ticket: 'TicketTopicArn' }).map(([to, output]) => [
      template.findOutputs(output)[output]?.['Value'].Ref,
      to,
    ]),
  );
  const targets = (actions: readonly { Ref: string }[] = []) =>
    actions.map(({ Ref }) => topics.get(Ref) ?? Ref).join() || 'nobody';
  return { begins: targets(properties.AlarmActions), ends: targets(properties.OKActions) };
};

export const keyOfTopics = (template: Template) => resourceOf(template, 'AWS::KMS::Key');
