/**
 * From what was seen to the figures of the report. Pure.
 */
import type { Recording } from './recording.ts';

export type Latencies = {
  readonly orders: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
};

export type Figures = {
  /** From when on deliveries could be made again: the WMS's return, or the end of its last pause. */
  readonly freeAt: number;
  /** Seconds from the WMS's going to the circuit's opening, or to the first pause. */
  readonly secondsToOpen: number | null;
  /** Requests that were made or tried while the WMS was away. */
  readonly requestsWhileAway: number;
  /** Those of them after the circuit had opened. */
  readonly probes: number;
  /** Orders placed before the return that were not at the WMS then. */
  readonly waiting: number;
  /** From `freeAt` to the last of them; null where one of them never came. */
  readonly secondsToLast: number | null;
  readonly secondsToFirst: number | null;
  readonly notAccepted: number;
  readonly parked: number;
  readonly lost: number;
  readonly doubled: number;
  /** Orders that the WMS was sent twice and took once. */
  readonly sentAgain: number;
  /** The most requests in any one second. */
  readonly perSecondMax: number;
  /** From webhook to WMS: of orders that were there before the outage, that met it, that came after. */
  readonly latencies: Readonly<Record<'before' | 'during' | 'after', Latencies>>;
};

/** When each order came to the WMS; orders that never came are missing. */
export const arrivalsOf = ({ wms }: Recording): ReadonlyMap<string, number> =>
  new Map(
    wms.orders.flatMap((order) =>
      order.receivedAt === null ? [] : [[order.orderId, order.receivedAt]],
    ),
  );

const windowMillis = 1_000;

/** The most of these times that fall within any second. */
export const mostInASecond = (times: readonly number[]): number => {
  const sorted = [...times].sort((a, b) => a - b);
  let first = 0;
  let most = 0;
  for (const [last, time] of sorted.entries()) {
    while (time - (sorted[first] ?? time) >= windowMillis) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
};

/** The nearest rank. */
const rankOf = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;

export const latenciesOf = (millis: readonly number[]): Latencies => {
  const sorted = [...millis].sort((a, b) => a - b);
  return {
    orders: sorted.length,
    p50: rankOf(sorted, 0.5),
    p95: rankOf(sorted, 0.95),
    max: sorted.at(-1) ?? null,
  };
};

/** The WMS is asked to be left alone until the latest of these times. */
const freeAtOf = ({ plan, wms, leftAt, returnedAt }: Recording): number => {
  if (plan.mode !== '429') return returnedAt;
  const pauses = wms.requests
    .filter(({ status, atMillis }) => status === 429 && atMillis >= leftAt)
    .map(({ atMillis, retryAfter }) => atMillis + (retryAfter ?? 0) * 1_000);
  return Math.max(returnedAt, ...pauses);
};

export const figuresOf = (recording: Recording): Figures => {
  const { orders, leftAt, returnedAt, wms, circuit, parked, letters } = recording;
  const arrivals = arrivalsOf(recording);
  const freeAt = freeAtOf(recording);
  const openedAt = circuit.find(
    ({ at, change }) => at >= leftAt && (change === 'opened' || change === 'paused'),
  )?.at;
  const awayTimes = requestsWhileAwayOf(recording);
  const accepted = orders.filter(({ acceptedAt }) => acceptedAt !== null);
  const waiting = accepted.filter(
    ({ orderId, placedAt }) =>
      placedAt < returnedAt && (arrivals.get(orderId) ?? Number.POSITIVE_INFINITY) >= returnedAt,
  );
  const waitingArrivals = waiting.flatMap(({ orderId }) => arrivals.get(orderId) ?? []);
  const secondsAfter = (at: number) => (at - freeAt) / 1_000;
  const known = new Set(parked);
  return {
    freeAt,
    secondsToOpen: openedAt === undefined ? null : (openedAt - leftAt) / 1_000,
    requestsWhileAway: awayTimes.length,
    probes: openedAt === undefined ? 0 : awayTimes.filter((at) => at > openedAt).length,
    waiting: waiting.length,
    secondsToFirst: waitingArrivals.length > 0 ? secondsAfter(Math.min(...waitingArrivals)) : null,
    secondsToLast:
      waitingArrivals.length === waiting.length && waiting.length > 0
        ? secondsAfter(Math.max(...waitingArrivals))
        : null,
    notAccepted: orders.length - accepted.length,
    parked: Math.max(parked.length, letters),
    lost: accepted.filter(({ orderId }) => !arrivals.has(orderId) && !known.has(orderId)).length,
    doubled: wms.orders.filter(({ effects }) => effects > 1).length + wms.violations,
    sentAgain: wms.orders.filter(({ served, effects }) => served > 1 && effects === 1).length,
    perSecondMax: mostInASecond(wms.requests.map(({ atMillis }) => atMillis)),
    latencies: latenciesByTime(recording, arrivals),
  };
};

/**
 * When the WMS was called while it was away. Refused connections reach nobody, so the functions'
 * own count is what is known of them.
 */
export const requestsWhileAwayOf = (recording: Recording): readonly number[] => {
  const { plan, leftAt, returnedAt, attempts, wms } = recording;
  const times =
    plan.mode === 'refused'
      ? attempts.map(({ at }) => at)
      : wms.requests.map(({ atMillis }) => atMillis);
  return times.filter((at) => at >= leftAt && at < returnedAt);
};

const latenciesByTime = (
  { orders, leftAt, returnedAt }: Recording,
  arrivals: ReadonlyMap<string, number>,
): Figures['latencies'] => {
  const arrived = orders.flatMap(({ orderId, placedAt }) => {
    const arrivedAt = arrivals.get(orderId);
    return arrivedAt === undefined ? [] : [{ placedAt, arrivedAt }];
  });
  const of = (fits: (order: (typeof arrived)[number]) => boolean): Latencies =>
    latenciesOf(arrived.filter(fits).map(({ placedAt, arrivedAt }) => arrivedAt - placedAt));
  return {
    before: of(({ arrivedAt }) => arrivedAt < leftAt),
    during: of(({ arrivedAt, placedAt }) => arrivedAt >= leftAt && placedAt < returnedAt),
    after: of(({ placedAt }) => placedAt >= returnedAt),
  };
};
