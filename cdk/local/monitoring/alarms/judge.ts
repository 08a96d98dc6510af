/**
 * From an alarm's datapoints to its state, as CloudWatch documents it: M out of N, what missing data
 * means, and when too little data is enough for an alarm.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

export type MissingData = 'breaching' | 'notBreaching' | 'ignore' | 'missing';

export type Judgement = {
  readonly comparison: Comparison;
  readonly threshold: number;
  /** N: how many datapoints are looked at. */
  readonly evaluationPeriods: number;
  /** M: how many of them must breach. */
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
};

/** One period's value. */
export type Datapoint = {
  /** `undefined` where the metric was not there. */
  readonly value: number | undefined;
  /** Too few values for the percentile, where the alarm then waits for more. */
  readonly tooFew?: boolean;
};

/**
 * CloudWatch looks further back than N where data is missing, and does not say how far: in all its
 * examples by two datapoints.
 */
export const extraDatapoints = 2;

export const breaches = (comparison: Comparison, value: number, threshold: number): boolean => {
  switch (comparison) {
    case 'GreaterThanThreshold':
      return value > threshold;
    case 'GreaterThanOrEqualToThreshold':
      return value >= threshold;
    case 'LessThanThreshold':
      return value < threshold;
    case 'LessThanOrEqualToThreshold':
      return value <= threshold;
  }
};

/**
 * @param datapoints - the whole evaluation range, oldest first.
 * @param current - what the alarm is in now, and stays in where nothing can be said.
 */
export const judge = (
  datapoints: readonly Datapoint[],
  judgement: Judgement,
  current: AlarmState,
): AlarmState => {
  const { evaluationPeriods: n, datapointsToAlarm: m, missingData } = judgement;
  if (datapoints.slice(-n).some(({ tooFew }) => tooFew)) return current;
  const real = realOf(datapoints, judgement);
  const evaluated = real.slice(-n);
  const breaching = evaluated.filter((one) => one.breaching).length;
  if (breaching >= m) return 'ALARM';
  if (evaluated.length === n) return 'OK';
  const filled = n - evaluated.length;
  if (missingData === 'breaching') return breaching + filled >= m ? 'ALARM' : 'OK';
  if (missingData === 'notBreaching') return 'OK';
  if (real.some((one) => !one.breaching)) return 'OK';
  return undecided(real, judgement, current);
};

type Real = { readonly breaching: boolean /** 1: of the newest period. */; readonly age: number };

const realOf = (
  datapoints: readonly Datapoint[],
  { comparison, threshold }: Judgement,
): readonly Real[] =>
  datapoints.flatMap(({ value }, place) =>
    value === undefined
      ? []
      : [{ breaching: breaches(comparison, value, threshold), age: datapoints.length - place }],
  );

/** Nothing, or too few datapoints that all breach. The oldest one decides when it is M periods old. */
const undecided = (
  [oldest]: readonly Real[],
  { datapointsToAlarm, missingData }: Judgement,
  current: AlarmState,
): AlarmState => {
  if (missingData === 'ignore') return current;
  return oldest !== undefined && oldest.age >= datapointsToAlarm ? 'ALARM' : 'INSUFFICIENT_DATA';
};
