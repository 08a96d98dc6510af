/**
 * A nightly comparison in the log and in metrics: a line for each slice that did something, one for its end.
 * Where none is due or under way, only the age of the last one is told.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ReconcileLine } from '../reconciliation/told.ts';
import { dimensions, metrics as names } from './names.ts';
import type { Emitted } from './report.ts';

type Slice = Extract<ReconcileLine, { kind: 'nightly' }>;
type Finished = Extract<ReconcileLine, { kind: 'nightly-finished' }>;

/** Goes on with the next slice, and nobody needs to know. */
const untroubled: readonly string[] = ['done', 'busy', 'out_of_time', 'exporting', 'throttled'];

const endFacts = ({ kind, ...facts }: Slice['end']) => ({ end: kind, ...facts });

export const sliceWords = ({ shop, run, end, current, last, ageSeconds }: Slice) => ({
  event: current === undefined ? 'nightly.idle' : `nightly.${current.phase}`,
  warns: !untroubled.includes(end.kind),
  isRoutine: current === undefined && end.kind === 'done',
  facts: {
    ...{ shop, run, ...endFacts(end) },
    ...(current
      ? {
          comparison: current.run,
          listed: current.listed,
          compared: current.compared,
          difference_parts: current.parts,
          parts_repaired: current.repaired,
        }
      : {}),
    ...(last ? { last_finished_at: last.finishedAt, last_verdict: last.verdict } : {}),
    ...(ageSeconds === undefined ? {} : { age_seconds: ageSeconds }),
  },
});

export const finishedWords = ({ shop, report, key }: Finished) => ({
  event: 'nightly.finished',
  warns: report.verdict === 'look',
  facts: {
    ...{ shop, run: report.run, verdict: report.verdict, report: key },
    ...{ orders: report.compared.orders, wms_orders: report.compared.wmsOrders ?? 'no list' },
    ...report.found,
    gaps: report.gaps,
    work_ms: report.work.millis,
    slices: report.work.slices,
    rss_bytes: report.work.rssBytes,
    heap_bytes: report.work.heapBytes,
  },
});

export const sliceMetrics = ({ shop, ageSeconds }: Slice): readonly Emitted[] =>
  ageSeconds === undefined
    ? []
    : [
        {
          name: names.nightlyAge,
          unit: MetricUnit.Seconds,
          value: ageSeconds,
          dimension: [dimensions.shop, shop],
        },
      ];

export const finishedMetrics = ({ shop, report }: Finished): readonly Emitted[] => [
  ...Object.entries(report.found).map(
    ([kind, value]): Emitted => ({
      name: names.nightlyDifferences,
      unit: MetricUnit.Count,
      value,
      dimension: [dimensions.kind, kind],
    }),
  ),
  {
    name: names.nightlyOpen,
    unit: MetricUnit.Count,
    value: report.open,
    dimension: [dimensions.shop, shop],
  },
];
