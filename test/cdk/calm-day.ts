/**
 * A calm day of a stage: a night without orders, a deploy, single failures, strangers at the door, polling
 * and the nightly comparison.
 */
import type { Datum } from '../../cdk/local/monitoring/metrics/datum.ts';
import { outputNames } from '../../cdk/output-names.ts';
import type { Counts } from './stage-counts.ts';

/** @param minute - of the day. */
export type Happens = (minute: number, atMillis: number) => readonly Datum[];
/** Each part by itself, so that a fault replaces what it is about. */
export type Day = Readonly<
  Record<'webhooks' | 'deliveries' | 'queue' | 'watch' | 'polling' | 'faults', Happens>
>;

/** Nobody orders at night, few in the evening, and one to four a minute by day. */
const ordersIn = (minute: number): number => {
  if (minute < 6 * 60) return 0;
  if (minute < 8 * 60) return Number(minute % 7 === 0);
  return minute < 22 * 60 ? 1 + (minute % 4) : Number(minute % 11 === 0);
};

/** The functions are exchanged then, and for so long none counts anything. */
const deployedAt = 10 * 60;
const isDeployed = (minute: number): boolean => minute >= deployedAt && minute < deployedAt + 3;
const failedOnce = [11 * 60 + 40, 15 * 60];
const putBackAt = 16 * 60;
const strangersAt = [300, 301, 302, 1_000];
const unansweredAt = 13 * 60 + 20;

const times = <Item>(count: number, make: () => readonly Item[]): Item[] =>
  Array.from({ length: count }, make).flat();

export const calmDay = (counts: Counts): Day => ({
  webhooks: (minute, atMillis) => webhooksOf(counts, minute, atMillis),
  deliveries: (minute, atMillis) => deliveriesOf(counts, minute, atMillis),
  queue: (minute, atMillis) =>
    counts.queue(
      {
        visible: Number(minute % 10 === 0 && ordersIn(minute) > 0),
        inFlight: ordersIn(minute) > 1 ? 2 : 0,
        delayed: 0,
      },
      ordersIn(minute) > 0 ? 1 : 0,
      atMillis,
    ),
  watch: (minute, atMillis) => {
    if (isDeployed(minute)) return [];
    const oldest = { order: 'one-shop.myshopify.com/1', since: atMillis - 25_000 };
    const waits = minute === putBackAt ? { waiting: { count: 1, complete: true, oldest } } : {};
    return [
      ...counts.watched(waits, atMillis),
      ...counts.invoked(outputNames.watchBridge, atMillis, { durationMillis: 240 }),
    ];
  },
  polling: (minute, atMillis) => pollingOf(counts, minute, atMillis),
  faults: () => [],
});

const webhooksOf = (counts: Counts, minute: number, atMillis: number): readonly Datum[] => {
  const one = (kind: 'accepted' | 'seenBefore' | 'otherTopic', millis: number) => [
    ...counts.ours('accept-webhook', kind, atMillis),
    ...counts.invoked(outputNames.acceptWebhook, atMillis, { durationMillis: millis }),
    ...counts.asked(200, atMillis),
  ];
  const stranger = strangersAt.includes(minute)
    ? [...counts.ours('accept-webhook', 'strangers', atMillis), ...counts.asked(401, atMillis)]
    : [];
  const lost = minute === unansweredAt;
  return [
    // The first of the morning starts the process.
    ...times(ordersIn(minute), () => one('accepted', minute < 8 * 60 ? 2_900 : 70)),
    ...(minute % 9 === 0 ? times(ordersIn(minute), () => one('seenBefore', 40)) : []),
    ...(minute % 50 === 0 ? times(ordersIn(minute), () => one('otherTopic', 30)) : []),
    ...stranger,
    ...(lost
      ? [...counts.ours('accept-webhook', 'unanswered', atMillis), ...counts.asked(503, atMillis)]
      : []),
  ];
};

const deliveriesOf = (counts: Counts, minute: number, atMillis: number): readonly Datum[] => {
  if (isDeployed(minute) || ordersIn(minute) === 0) return [];
  const one = (kind: 'delivered' | 'retried', EndToEndLatency: number) => [
    ...counts.ours('deliver-order', kind, atMillis, { EndToEndLatency }),
    ...counts.invoked(outputNames.deliverOrder, atMillis, { durationMillis: 400 }),
  ];
  const late = minute === putBackAt + 1 ? one('delivered', 45_000) : [];
  return [
    ...times(ordersIn(minute), () => one('delivered', minute < 8 * 60 ? 2_600 : 700)),
    ...(failedOnce.includes(minute) ? one('retried', 2_100) : []),
    ...(minute % 40 === 0 ? counts.ours('deliver-order', 'notSent', atMillis) : []),
    ...(minute === putBackAt ? counts.ours('deliver-order', 'putBack', atMillis) : []),
    ...late,
  ];
};

/** Every four minutes, as the clock has it; the subscriptions every hour, the comparison at two. */
const pollingOf = (counts: Counts, minute: number, atMillis: number): readonly Datum[] => {
  if (isDeployed(minute)) return [];
  const nightly = minute - 2 * 60;
  return [
    ...(minute % 4 === 0
      ? [
          ...counts.ours('reconcile-orders', 'polled', atMillis),
          ...counts.invoked(outputNames.reconcileOrders, atMillis, { durationMillis: 1_900 }),
        ]
      : []),
    ...(minute % 60 === 0 ? counts.ours('reconcile-orders', 'subscriptions', atMillis) : []),
    ...(nightly >= 0 && nightly < 5
      ? counts.ours('reconcile-orders', nightly < 4 ? 'nightlySlice' : 'nightlyEnd', atMillis)
      : []),
  ];
};
