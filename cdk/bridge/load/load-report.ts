/**
 * How a load test went: as tables for people, as a page with plots, and for programs.
 */
import { pageOf } from '../../report/page.ts';
import { type Axis, bars, dots, type Frame, plotOf } from '../../report/plot.ts';
import { alignedText, durationOf, type Table } from '../../report/table.ts';
import type { Answer } from '../command.ts';
import { instantJson, spanText } from '../time-text.ts';
import type { OrderEnd } from './await-ends.ts';
import type { SentOrder } from './drive-load.ts';
import { allArrived, type LoadFigures, type Percentiles } from './load-figures.ts';
import { type LoadShape, shapeWords } from './send-times.ts';

export type LoadRun = {
  /** For people: which stage. */
  readonly title: string;
  readonly stage: string;
  readonly shop: string;
  readonly shape: LoadShape;
  readonly startedAt: number;
  readonly seconds: number;
  /** What becomes of a test order there. */
  readonly expected: 'delivered' | 'not_sent';
  readonly sent: readonly SentOrder[];
  readonly ends: ReadonlyMap<number, OrderEnd>;
  readonly figures: LoadFigures;
  /** Where the page was written. */
  readonly page?: string;
};

export const loadAnswer = (run: LoadRun): Answer => ({
  text: [
    titleOf(run),
    ...tablesOf(run).map(alignedText),
    [
      verdictOf(run),
      leavesOf(run),
      ...(run.page === undefined ? [] : [`The page: ${run.page}`]),
    ].join('\n'),
  ].join('\n\n'),
  json: loadJson(run),
  ...(isGood(run) ? {} : { exitCode: 1 as const }),
});

const isGood = ({ figures, expected }: LoadRun): boolean => allArrived(figures, expected);

const titleOf = ({ title, shop, figures, seconds, shape }: LoadRun): string =>
  `Load test of ${title}: ${figures.planned} test orders of ${shop} within ${spanText(seconds * 1_000)}, ${shapeWords[shape]}`;

const verdictOf = (run: LoadRun): string => {
  const { figures, expected } = run;
  const there = expected === 'delivered' ? 'at the WMS' : 'decided as not sent';
  if (isGood(run)) return `OK: each of the ${figures.planned} orders is ${there}, once.`;
  const missing = figures.planned - figures.ends[expected];
  const faults = [
    ...(missing > 0 ? [`${missing} of ${figures.planned} orders are not ${there}`] : []),
    ...(figures.again > 0 ? [`${figures.again} were sent under more than one key`] : []),
  ];
  return `NOT OK: ${faults.join('; ')}.`;
};

const leavesOf = ({ figures }: LoadRun): string =>
  figures.ends.delivered > 0
    ? `It leaves behind: ${figures.ends.delivered} test orders in the WMS, named #LOAD-…: see to it that nobody picks them; and their records.`
    : 'It leaves behind: the order records.';

const tablesOf = ({ figures }: LoadRun): readonly Table[] => [
  {
    title: 'Orders',
    head: ['', 'orders'],
    rows: [
      ['planned', String(figures.planned)],
      ['sent', String(figures.sent)],
      ['taken by the door', String(figures.taken)],
      ...Object.entries(figures.ends)
        .filter(([, count]) => count > 0)
        .map(([end, count]) => [end.replace('_', ' '), String(count)]),
      ['without an end', String(figures.withoutEnd)],
      ['requests sent again', String(figures.sentAgain)],
    ],
  },
  {
    title: 'Latency, from when an order was due',
    head: ['', 'orders', 'p50', 'p90', 'p99', 'p99.9', 'max'],
    rows: [
      latencyRow('to the answer of the door', figures.door),
      latencyRow('to its end', figures.endToEnd),
    ],
  },
];

const latencyRow = (what: string, { count, p50, p90, p99, p999, max }: Percentiles) => [
  what,
  String(count),
  ...[p50, p90, p99, p999, max].map((millis) => (count === 0 ? '–' : durationOf(millis))),
];

const loadJson = ({ stage, shop, shape, startedAt, seconds, figures, page, ...run }: LoadRun) => ({
  ...{ stage, at: instantJson(startedAt), shop, shape, seconds },
  ok: allArrived(figures, run.expected),
  ...figures,
  ...(page === undefined ? {} : { page }),
});

export const loadPage = (run: LoadRun): string =>
  pageOf({
    title: titleOf(run),
    verdict: verdictOf(run),
    allKept: isGood(run),
    when: `Begun ${instantJson(run.startedAt)}.`,
    tables: tablesOf(run),
    plots: plotsOf(run),
    legend:
      'Arrivals did not wait for answers. A latency counts from when the order was due; what a stage saw itself is added, so that two clocks that differ change nothing.',
  });

const ticksMax = 6;

const evenTicks = (max: number, unit: string): Axis['ticks'] => {
  const rough = Math.max(max, 1) / ticksMax;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * size >= rough) ?? 10) * size;
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, index) => {
    const at = Number((index * step).toPrecision(6));
    return { at, label: `${at}${unit}` };
  });
};

const latencyAxis: Axis = {
  ...{ min: 10, max: 1_000_000, logarithmic: true },
  ticks: [
    [10, '10 ms'],
    [100, '0.1 s'],
    [1_000, '1 s'],
    [10_000, '10 s'],
    [100_000, '100 s'],
  ].map(([at, label]) => ({ at: Number(at), label: String(label) })),
};

const plotsOf = ({ seconds, sent, ends }: LoadRun): string => {
  const startedAt = sent[0]?.dueAt ?? 0;
  const second = (at: number): number => (at - startedAt) / 1_000;
  const x: Axis = { min: 0, max: seconds, ticks: evenTicks(seconds, ' s') };
  const perSecond = new Map<number, number>();
  for (const { dueAt } of sent) {
    const at = Math.floor(second(dueAt));
    perSecond.set(at, (perSecond.get(at) ?? 0) + 1);
  }
  const most = Math.max(1, ...perSecond.values());
  const rate: Frame = {
    title: 'Orders due in each second',
    says: `At most ${most} orders in a second, over ${seconds} seconds.`,
    ...{ x, y: { min: 0, max: most, ticks: evenTicks(most, '') } },
  };
  const latencies = sent.flatMap(({ number, dueAt, answeredAt }) => {
    const end = ends.get(number);
    return end === undefined ? [] : [[second(dueAt), answeredAt - dueAt + end.millis] as const];
  });
  const latency: Frame = {
    title: 'From due to its end, each order',
    says: `${latencies.length} orders that came to an end.`,
    ...{ x, y: latencyAxis },
  };
  return [
    plotOf(rate, (place) => `<g class="main">${bars(place, 1, [...perSecond])}</g>`),
    plotOf(latency, (place) => `<g class="main">${dots(place, latencies)}</g>`),
  ].join('');
};
