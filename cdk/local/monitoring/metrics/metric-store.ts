/**
 * The metrics of the local stack, minute by minute, as far back as an alarm looks. In memory and bounded.
 *
 * A minute is as long as the stack was told; where it begins is a whole number of minutes since the epoch.
 */
import { type Datum, type MetricId, metricKey } from './datum.ts';
import type { Sample } from './statistic.ts';

/** New metrics beyond this many are not kept, as if nobody had sent them. */
export const metricsMax = 2_000;
/** Distinct values of one metric that are kept; beyond them its oldest minutes are forgotten. */
export const valuesMax = 20_000;
/** Distinct values within one minute beyond which a percentile sees no further ones. */
export const valuesPerMinuteMax = 2_000;
/** CloudWatch takes no metric from further in the future; here two hours are as many minutes of the stack. */
const minutesAheadMax = 120;

export type MetricQuery = MetricId & {
  /** Only values sent with this unit. @default - whatever their unit */
  readonly unit?: string | undefined;
};

export type MetricStore = {
  /** What is too old, too far ahead or no number is left out. */
  readonly record: (datum: Datum, nowMillis: number) => void;
  /** All values from one minute up to, and without, another; minutes since the epoch. Nothing where there are none. */
  readonly read: (query: MetricQuery, fromMinute: number, toMinute: number) => Sample | undefined;
  readonly size: () => number;
};

type Bucket = Omit<Sample, 'counts'> & { readonly counts: Map<number, number> };
/** By minute, then by unit. */
type Series = { readonly minutes: Map<number, Map<string, Bucket>>; values: number };

export type StoreOptions = {
  readonly minuteMillis: number;
  /** How many minutes back anybody reads. */
  readonly minutesKept: number;
};

export const makeMetricStore = ({ minuteMillis, minutesKept }: StoreOptions): MetricStore => {
  const all = new Map<string, Series>();
  return {
    record: (datum, nowMillis) => {
      const minute = Math.floor(datum.atMillis / minuteMillis);
      const thisMinute = Math.floor(nowMillis / minuteMillis);
      const forgotten = thisMinute - minutesKept;
      if (!(minute > forgotten && minute <= thisMinute + minutesAheadMax)) return;
      const values = datum.values.filter(Number.isFinite);
      const series = values.length === 0 ? undefined : seriesOf(all, metricKey(datum));
      if (series === undefined) return;
      if (!series.minutes.has(minute)) forgetUntil(series, forgotten);
      for (const value of values) add(series, minute, datum.unit, value);
      forgetSurplus(series);
    },
    read: (query, fromMinute, toMinute) => {
      const { minutes } = all.get(metricKey(query)) ?? { minutes: new Map() };
      const buckets = minutesIn(minutes, fromMinute, toMinute).flatMap((minute) =>
        ofUnit(minutes.get(minute) ?? new Map(), query.unit),
      );
      return buckets.length === 0 ? undefined : merge(buckets);
    },
    size: () => all.size,
  };
};

/** Whatever is shorter is gone through: the minutes that are asked for, or those that there are. */
const minutesIn = (minutes: Series['minutes'], from: number, to: number): readonly number[] =>
  to - from < minutes.size
    ? Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
    : [...minutes.keys()].filter((minute) => minute >= from && minute < to);

const ofUnit = (units: ReadonlyMap<string, Bucket>, unit: string | undefined): readonly Bucket[] =>
  unit === undefined ? [...units.values()] : [units.get(unit) ?? []].flat();

const seriesOf = (all: Map<string, Series>, key: string): Series | undefined => {
  const known = all.get(key);
  if (known !== undefined || all.size >= metricsMax) return known;
  const series: Series = { minutes: new Map(), values: 0 };
  all.set(key, series);
  return series;
};

const emptyBucket = (): Bucket => ({
  count: 0,
  sum: 0,
  least: Number.POSITIVE_INFINITY,
  most: Number.NEGATIVE_INFINITY,
  counts: new Map(),
});

const add = (series: Series, minute: number, unit: string, value: number): void => {
  const units = series.minutes.get(minute) ?? new Map<string, Bucket>();
  series.minutes.set(minute, units);
  const { counts, count, sum, least, most } = units.get(unit) ?? emptyBucket();
  const known = counts.get(value);
  if (known !== undefined || counts.size < valuesPerMinuteMax) {
    if (known === undefined) series.values += 1;
    counts.set(value, (known ?? 0) + 1);
  }
  units.set(unit, {
    count: count + 1,
    sum: sum + value,
    least: Math.min(least, value),
    most: Math.max(most, value),
    counts,
  });
};

const forgetUntil = (series: Series, last: number): void => {
  for (const minute of [...series.minutes.keys()]) if (minute <= last) drop(series, minute);
};

const forgetSurplus = (series: Series): void => {
  while (series.values > valuesMax) drop(series, Math.min(...series.minutes.keys()));
};

const drop = (series: Series, minute: number): void => {
  const units = [...(series.minutes.get(minute)?.values() ?? [])];
  series.values -= units.reduce((sum, { counts }) => sum + counts.size, 0);
  series.minutes.delete(minute);
};

const merge = (buckets: readonly Bucket[]): Sample => {
  const counts = new Map<number, number>();
  for (const bucket of buckets) {
    for (const [value, times] of bucket.counts) counts.set(value, (counts.get(value) ?? 0) + times);
  }
  return {
    count: buckets.reduce((total, { count }) => total + count, 0),
    sum: buckets.reduce((total, { sum }) => total + sum, 0),
    least: Math.min(...buckets.map(({ least }) => least)),
    most: Math.max(...buckets.map(({ most }) => most)),
    counts,
  };
};
