/**
 * What the bridge promises of an outage, each as a bound to hold what was measured against. Pure.
 */
import type { Figures } from './figures.ts';
import type { Recording } from './recording.ts';

export type Promised = {
  /** As the report says it. */
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly kept: boolean;
};

/** After its return a WMS has all that waited within this time, or an eighth of the outage. */
const recoverySeconds = 60;
const recoveryShare = 1 / 8;
/** Orders of another kind of outage than the promise's own five minutes, at the probes' slowest rate. */
const requestsMax = 60;
const requestsMinutes = 5;
const requestsPerMinute = 5;
/** Of the WMS's limit, what deliveries may use. */
const limitShare = 0.9;
/** Until circuit and queue let go of everything, before the limit alone decides. */
const releaseSeconds = 25;
/** SQS hides for whole seconds: the probe's wait and a message's may each last up to one longer. */
const roundingSeconds = 2;

/** Sooner than this the limit does not let through what waits and what keeps coming. */
const drainSeconds = ({ plan, limitPerSecond }: Recording, waiting: number): number => {
  const perSecond = limitShare * limitPerSecond - plan.ordersPerMinute / 60;
  return releaseSeconds / plan.divisor + waiting / perSecond;
};

export const recoverySecondsMax = (recording: Recording, waiting: number): number => {
  const { outageSeconds, divisor } = recording.plan;
  const promised = Math.max(recoverySeconds / divisor, outageSeconds * recoveryShare);
  const rounded = divisor === 1 ? promised : promised + roundingSeconds;
  return Math.max(rounded, drainSeconds(recording, waiting));
};

export const requestsWhileAwayMax = ({ plan }: Recording): number => {
  const minutes = (plan.outageSeconds * plan.divisor) / 60;
  return requestsMax + Math.ceil(Math.max(0, minutes - requestsMinutes) * requestsPerMinute);
};

const seconds = (value: number | null): string =>
  value === null ? 'never' : `${value.toFixed(1)} s`;

const none = (what: string, measured: number): Promised => ({
  what,
  measured: String(measured),
  bound: '0',
  kept: measured === 0,
});

export const promisesOf = (recording: Recording, figures: Figures): readonly Promised[] => {
  const { plan, limitPerSecond } = recording;
  const { requestsWhileAway, waiting, secondsToLast, perSecondMax, latencies } = figures;
  const lastMax = recoverySecondsMax(recording, waiting);
  const awayMax = requestsWhileAwayMax(recording);
  const afterMax = latencies.after.max === null ? null : latencies.after.max / 1_000;
  return [
    none('webhooks not accepted', figures.notAccepted),
    none('orders parked', figures.parked),
    none('orders lost', figures.lost),
    none('orders doubled in effect', figures.doubled),
    {
      what: 'requests while the WMS was away',
      measured: String(requestsWhileAway),
      bound: `< ${awayMax}`,
      kept: requestsWhileAway < awayMax,
    },
    {
      what: plan.mode === '429' ? 'end of its last pause → last order' : 'its return → last order',
      measured: seconds(secondsToLast),
      bound: `≤ ${seconds(lastMax)}`,
      kept: secondsToLast !== null && secondsToLast <= lastMax,
    },
    {
      what: 'longest wait of an order placed after',
      measured: seconds(afterMax),
      bound: `≤ ${seconds(lastMax)}`,
      kept: afterMax !== null && afterMax <= lastMax,
    },
    {
      what: 'requests in any one second',
      measured: String(perSecondMax),
      bound: `≤ ${limitPerSecond}`,
      kept: perSecondMax <= limitPerSecond,
    },
  ];
};
