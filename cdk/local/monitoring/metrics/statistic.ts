/**
 * From all values of a metric within a time to the one number that an alarm compares.
 */

/** How often each value came, with what can be said without the values. */
export type Sample = {
  readonly count: number;
  readonly sum: number;
  readonly least: number;
  readonly most: number;
  /** By value; not all of them where there were more than are kept. */
  readonly counts: ReadonlyMap<number, number>;
};

export type Statistic =
  | { readonly kind: 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount' }
  | { readonly kind: 'percentile'; readonly percent: number };

const simple: ReadonlySet<string> = new Set([
  'Average',
  'Sum',
  'Minimum',
  'Maximum',
  'SampleCount',
]);

/** `undefined` for a statistic that the local stack does not know: trimmed means, ranks and the like. */
export const parseStatistic = (text: string): Statistic | undefined => {
  if (simple.has(text)) return { kind: text as Exclude<Statistic['kind'], 'percentile'> };
  const percent = Number(/^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(text)?.[1] ?? Number.NaN);
  return Number.isNaN(percent) ? undefined : { kind: 'percentile', percent };
};

export const applyStatistic = (statistic: Statistic, sample: Sample): number => {
  switch (statistic.kind) {
    case 'Average':
      return sample.sum / sample.count;
    case 'Sum':
      return sample.sum;
    case 'Minimum':
      return sample.least;
    case 'Maximum':
      return sample.most;
    case 'SampleCount':
      return sample.count;
    case 'percentile':
      return percentileOf(sample.counts, statistic.percent);
  }
};

/** The least value that so many percent of all values do not exceed. */
const percentileOf = (counts: Sample['counts'], percent: number): number => {
  const sorted = [...counts].sort(([one], [other]) => one - other);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const rank = Math.max(1, Math.ceil((percent / 100) * total));
  let passed = 0;
  for (const [value, count] of sorted) {
    passed += count;
    if (passed >= rank) return value;
  }
  return Number.NaN;
};

/** AWS's measure for too few values to say something with a percentile. */
export const isLowSample = (statistic: Statistic, { count }: Pick<Sample, 'count'>): boolean => {
  if (statistic.kind !== 'percentile') return false;
  const share = statistic.percent / 100;
  return count < 10 / (share >= 0.5 ? 1 - share : share);
};
