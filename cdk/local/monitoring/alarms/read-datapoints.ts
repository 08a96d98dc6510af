/**
 * The datapoints that an alarm is judged by: its evaluation range, which slides by a minute with each
 * evaluation, as CloudWatch's does.
 */
import { evaluateExpression, type Series } from '../math/evaluate-expression.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { applyStatistic, isLowSample } from '../metrics/statistic.ts';
import type { MetricAlarm, MetricRead } from './alarm.ts';
import { type Datapoint, extraDatapoints } from './judge.ts';

export const secondsPerMinute = 60;

/** How many minutes an alarm reads back. */
export const rangeMinutes = ({ evaluationPeriods, periodSeconds }: MetricAlarm): number =>
  ((evaluationPeriods + extraDatapoints) * periodSeconds) / secondsPerMinute;

/** Oldest first. @param endMinute - the first minute that is not looked at. */
export const readDatapoints = (
  alarm: MetricAlarm,
  store: Pick<MetricStore, 'read'>,
  endMinute: number,
): readonly Datapoint[] => {
  const periods = alarm.evaluationPeriods + extraDatapoints;
  const period = alarm.periodSeconds / secondsPerMinute;
  const read = (one: MetricRead): readonly Datapoint[] =>
    Array.from({ length: periods }, (_, place) => {
      const from = endMinute - (periods - place) * period;
      return readOne(one, store, { from, to: from + period, waits: alarm.waitsForSamples });
    });
  const points = new Map(alarm.reads.map((one) => [one.id, read(one)]));
  const series = new Map<string, Series>();
  for (const [id, list] of points)
    series.set(
      id,
      list.map(({ value }) => value),
    );
  const seriesOf = (id: string): Series => series.get(id) ?? [];
  const metrics = () => alarm.reads.map(({ id }) => seriesOf(id));
  for (const { id, expression } of alarm.maths)
    series.set(id, evaluateExpression(expression, { seriesOf, metrics, periods }));
  return seriesOf(alarm.returned).map((value, place) => {
    const tooFew = [...points.values()].some((list) => list[place]?.tooFew);
    return tooFew ? { value, tooFew } : { value };
  });
};

type Window = { readonly from: number; readonly to: number; readonly waits: boolean };

const readOne = (
  { metric, unit, statistic }: MetricRead,
  store: Pick<MetricStore, 'read'>,
  { from, to, waits }: Window,
): Datapoint => {
  const sample = store.read({ ...metric, unit }, from, to);
  if (sample === undefined) return { value: undefined };
  const value = applyStatistic(statistic, sample);
  return waits && isLowSample(statistic, sample) ? { value, tooFew: true } : { value };
};
