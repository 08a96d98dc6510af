/**
 * The report's tables as rows of text, for the terminal and for the page alike.
 */
import { durationOf, type Table } from '../../cdk/report/table.ts';
import { arrivalsOf, type Figures, type Latencies } from './figures.ts';
import type { Promised } from './promises.ts';
import type { OutageMode, Recording } from './recording.ts';

const modeWords: Readonly<Record<OutageMode, string>> = {
  refused: 'refuses connections',
  hang: 'never answers',
  '503': 'answers 503',
  '429': 'answers 429 with Retry-After',
};

/** Of a round number of minutes without a fraction. */
export const minutesOf = (seconds: number): string => {
  const minutes = seconds / 60;
  const text = Number.isInteger(minutes) ? String(minutes) : minutes.toFixed(1);
  return `${text} minute${text === '1' ? '' : 's'}`;
};

export const titleOf = ({ plan }: Recording): string =>
  `A WMS that ${modeWords[plan.mode]} for ${minutesOf(plan.outageSeconds)}, ${plan.ordersPerMinute} orders a minute`;

export const verdictOf = (promises: readonly Promised[]): string => {
  const broken = promises.filter(({ kept }) => !kept).length;
  return broken === 0
    ? `All ${promises.length} promises were kept.`
    : `${broken} of ${promises.length} promises ${broken === 1 ? 'was' : 'were'} broken.`;
};

const seconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} s`);

const latencyRow = (when: string, { orders, p50, p95, max }: Latencies): readonly string[] => [
  when,
  String(orders),
  ...[p50, p95, max].map(durationOf),
];

export const tablesOf = (
  recording: Recording,
  figures: Figures,
  promises: readonly Promised[],
): readonly Table[] => {
  const since = recording.plan.mode === '429' ? 'end of last pause' : 'return';
  const opened = recording.plan.mode === '429' ? 'pause' : 'opening';
  return [
    {
      title: 'Promises',
      head: ['promise', 'measured', 'bound', ''],
      rows: promises.map(({ what, measured, bound, kept }) => [
        what,
        measured,
        bound,
        kept ? 'kept' : 'BROKEN',
      ]),
    },
    {
      title: 'Recovery',
      head: ['figure', 'measured'],
      rows: [
        [`time from its going to the circuit's ${opened}`, seconds(figures.secondsToOpen)],
        ['probes', String(figures.probes)],
        ['orders that waited when it came back', String(figures.waiting)],
        [`time from ${since} to first delivery`, seconds(figures.secondsToFirst)],
        [`time from ${since} to last delivery`, seconds(figures.secondsToLast)],
        ['orders sent again, once in effect', String(figures.sentAgain)],
      ],
    },
    {
      title: 'Latency from webhook to WMS',
      head: ['', 'orders', 'p50', 'p95', 'max'],
      rows: [
        latencyRow('there before the outage', figures.latencies.before),
        latencyRow('met by the outage', figures.latencies.during),
        latencyRow('placed after its return', figures.latencies.after),
      ],
    },
    lastOrderTable(recording),
  ];
};

/** Its last steps: of one that waited there are many alike. */
const storyRowsMax = 8;

/** What happened to the order that came last of those that waited, for whoever asks why not sooner. */
const lastOrderTable = (recording: Recording): Table => {
  const { orders, lines, returnedAt } = recording;
  const arrivals = arrivalsOf(recording);
  const [last] = orders
    .filter(({ placedAt, acceptedAt }) => placedAt < returnedAt && acceptedAt !== null)
    .map(({ orderId }) => ({ orderId, at: arrivals.get(orderId) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => b.at - a.at);
  const story = lines.filter(({ orderId }) => orderId === last?.orderId).slice(-storyRowsMax);
  return {
    title: 'The order that came last, by seconds after the return',
    head: ['', 'at', 'why', 'hidden for'],
    rows: story.map(({ at, stage, why, hiddenSeconds }) => [
      stage,
      `${((at - returnedAt) / 1_000).toFixed(1)} s`,
      why?.replaceAll('_', ' ') ?? '',
      hiddenSeconds === null ? '' : seconds(hiddenSeconds),
    ]),
  };
};
