/**
 * From what was sent and what became of it to the figures of a load test. Pure.
 *
 * An order's latency is what the sender saw, from its due time to its answer, and what the stage saw, from
 * receiving it to its end. The two overlap by the door's own work, so the sum says a little too much, and
 * no difference between two clocks can make it too small.
 */
import * as hdr from 'hdr-histogram-js';
import type { OrderEnd } from './await-ends.ts';
import { isTaken, type SentOrder } from './drive-load.ts';

export type Percentiles = {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
};

export type LoadFigures = {
  readonly planned: number;
  readonly sent: number;
  /** Answered 2xx in the end. */
  readonly taken: number;
  /** Requests beyond the first of an order. */
  readonly sentAgain: number;
  /** Answers by status; `none` is no answer. */
  readonly lastStatus: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<OrderEnd['end'], number>>;
  /** Taken, and neither decided nor parked when the time was over. */
  readonly withoutEnd: number;
  /** Sent to the WMS under more than one key. */
  readonly again: number;
  readonly perMinute: number;
  /** Milliseconds from the due time to the answer. */
  readonly door: Percentiles;
  /** Milliseconds from the due time to the end, of those that were delivered or knowingly not sent. */
  readonly endToEnd: Percentiles;
};

/** Longer is recorded as this: one day. */
const millisMax = 86_400_000;

export const percentilesOf = (millis: readonly number[]): Percentiles => {
  const histogram = hdr.build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: millisMax,
    numberOfSignificantValueDigits: 3,
  });
  for (const one of millis)
    histogram.recordValue(Math.min(millisMax, Math.max(1, Math.round(one))));
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile);
  return {
    count: millis.length,
    ...{ p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: at(100) },
  };
};

const countBy = <Item>(items: readonly Item[], nameOf: (item: Item) => string) => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
};

export const loadFiguresOf = (
  planned: number,
  sent: readonly SentOrder[],
  ends: ReadonlyMap<number, OrderEnd>,
): LoadFigures => {
  const taken = sent.filter(({ status }) => isTaken(status));
  const ended = taken.flatMap((order) => {
    const end = ends.get(order.number);
    return end === undefined ? [] : [{ ...order, ...end }];
  });
  const done = ended.filter(({ end }) => end === 'delivered' || end === 'not_sent');
  const spanMillis = (sent.at(-1)?.dueAt ?? 0) - (sent[0]?.dueAt ?? 0);
  return {
    ...{ planned, sent: sent.length, taken: taken.length },
    sentAgain: sent.reduce((sum, { sends }) => sum + sends - 1, 0),
    lastStatus: countBy(sent, ({ status }) => String(status ?? 'none')),
    ends: {
      ...{ delivered: 0, superseded: 0, not_sent: 0, discarded: 0, parked: 0 },
      ...countBy(ended, ({ end }) => end),
    },
    withoutEnd: taken.length - ended.length,
    again: ended.filter(({ generation }) => generation > 0).length,
    perMinute: spanMillis > 0 ? ((sent.length - 1) * 60_000) / spanMillis : 0,
    door: percentilesOf(taken.map(({ dueAt, answeredAt }) => answeredAt - dueAt)),
    endToEnd: percentilesOf(
      done.map(({ dueAt, answeredAt, millis }) => answeredAt - dueAt + millis),
    ),
  };
};

/** Each order arrived, and once. @param expected - where test orders are ignored, `not_sent`. */
export const allArrived = (
  { planned, ends, again }: LoadFigures,
  expected: 'delivered' | 'not_sent',
): boolean => ends[expected] === planned && again === 0;
