/**
 * Why an alarm is in its state, in CloudWatch's words.
 */
import type { CompositeAlarm, MetricAlarm } from './alarm.ts';
import { type AlarmState, breaches, type Comparison, type Datapoint } from './judge.ts';

export const uncheckedReason = 'Unchecked: Initial alarm creation';

const words: Readonly<Record<Comparison, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

/** CloudWatch writes whole numbers with a fraction. */
const numeral = (value: number): string => (Number.isInteger(value) ? `${value}.0` : `${value}`);

const plural = (count: number): string => `${count} datapoint${count === 1 ? '' : 's'}`;

/** Newer than this many are not named one by one. */
const namedMax = 5;

export const metricReason = (
  alarm: MetricAlarm,
  datapoints: readonly Datapoint[],
  state: AlarmState,
): string => {
  const { comparison, threshold, evaluationPeriods } = alarm;
  const real = datapoints.flatMap(({ value }) => value ?? []).slice(-evaluationPeriods);
  const missing = evaluationPeriods - real.length;
  if (state === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${plural(missing)} ${missing === 1 ? 'was' : 'were'} unknown.`;
  const limit = `${words[comparison]} the threshold (${numeral(threshold)})`;
  if (real.length === 0) {
    const how = alarm.missingData === 'breaching' ? '[Breaching]' : '[NonBreaching]';
    return `Threshold Crossed: no datapoints were received for ${evaluationPeriods} period${evaluationPeriods === 1 ? '' : 's'} and ${evaluationPeriods} missing datapoint${evaluationPeriods === 1 ? ' was' : 's were'} treated as ${how}.`;
  }
  const named = real.toReversed().slice(0, namedMax).map(numeral).join(', ');
  const breaching = real.filter((value) => breaches(comparison, value, threshold)).length;
  const [count, was] =
    state === 'ALARM' ? [breaching, 'was'] : [real.length - breaching, 'was not'];
  return `Threshold Crossed: ${count} out of the last ${plural(real.length)} [${named}] ${count === 1 ? was : was.replace('was', 'were')} ${limit}.`;
};

export const compositeReason = (
  { arn }: CompositeAlarm,
  state: AlarmState,
  cause: { readonly arn: string; readonly state: AlarmState } | undefined,
): string =>
  cause === undefined
    ? `${arn} is initialized as ${state} by its rule`
    : `${cause.arn} transitioned to ${cause.state}`;
