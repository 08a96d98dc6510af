/**
 * What must hold of the circuit, of pauses, probes and waits, beyond that it is obeyed: it opens for a
 * cause, in time, is probed now and then, and lets go at once. Each is one sentence and one check.
 *
 * Where a call to AWS failed or a process ended meanwhile, nobody can say what the bridge knew, and
 * nothing is judged; a good part of all seeds is free of that.
 */
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema } from '../../lib/config/policy.ts';
import type { Accounts } from './world/accounts.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import { makeTroubles, type Troubles } from './world/troubles.ts';
import type { TimedEvent } from './world/world-events.ts';

const delivery = deliverySchema.parse({});
const circuitSettings = circuitSchema.parse({});

/** From an answer to the circuit's being written, read and obeyed by everybody. */
const heardMillis = 5_000;
/** A success is written, whatever else is under way, by the end of its invocation. */
const closedMillis = delivery.functionTimeoutSeconds * 1_000;
/** Three orders have failed twice by then, in all traffic that makes many calls. */
const noticedMillis = 120_000;
const minuteMillis = 60_000;
/** A probe, or each of two orders that alone see the trouble, every 4.5 s: half of it again to spare. */
const callsPerMinuteMax = 40;
/** Deaths that one message of a process killer may cost: three before it is suspected, then ten. */
const deathsMax = 30;
/** So many that all of them without a fifth of the jitter is no chance: one in four hundred thousand. */
const waitsMin = 8;

export type Seen = {
  readonly accounts: Pick<Accounts, 'circuit' | 'deliveries' | 'isDisturbed' | 'isMendedSince'>;
  readonly plan: Pick<PlanFacts, 'skewMillisMax' | 'troubleOf'>;
};
type Check = (event: TimedEvent, seen: Seen, troubles: Troubles) => string | undefined;

const opensForACause: Check = (event, _, { failedOrders, tokenFailed }) => {
  if (event.kind !== 'told-circuit' || event.change.kind !== 'opened' || tokenFailed()) {
    return undefined;
  }
  const orders = failedOrders();
  return orders < circuitSettings.ordersToOpen
    ? `the circuit opened although only ${orders} orders had failed`
    : undefined;
};

const opensInTime: Check = (event, { accounts }, { overdueSince }) => {
  const since = overdueSince();
  if (since === undefined || event.at - since <= heardMillis) return undefined;
  return accounts.isDisturbed(since - delivery.functionTimeoutSeconds * 1_000, event.at)
    ? undefined
    : 'orders enough had failed, one after the other, and the circuit did not open';
};

const outageIsNoticed: Check = (event, { accounts }, { downSince, callsSince, isTableAway }) => {
  const since = downSince();
  if (event.kind !== 'wms-requested' || since === undefined) return undefined;
  const { at } = event;
  const from = at - noticedMillis - minuteMillis;
  if (at - since < noticedMillis || isTableAway() || accounts.isMendedSince(from)) return undefined;
  const calls = callsSince(at - minuteMillis);
  return calls > callsPerMinuteMax && !accounts.isDisturbed(from, at)
    ? `${calls} calls left within a minute, to a WMS that is down`
    : undefined;
};

const probesAreSpaced: Check = (event, { accounts, plan }, { probeBefore }) => {
  if (event.kind !== 'wms-requested' || event.endpoint !== 'orders') return undefined;
  const before = probeBefore(accounts.circuit());
  if (before?.failedAt === undefined || accounts.isMendedSince(before.at)) return undefined;
  const gap = event.at - before.failedAt;
  const least = circuitSettings.probeSecondsMin * 1_000 - 2 * plan.skewMillisMax;
  return gap < least && !accounts.isDisturbed(before.at, event.at)
    ? `a probe came ${gap} ms after one that had failed`
    : undefined;
};

const successCloses: Check = (event, { accounts }, { servedAt, openedAt }) => {
  const [served, opened] = [servedAt(), openedAt()];
  if (served === undefined || opened === undefined || served < opened + heardMillis) {
    return undefined;
  }
  return event.at - served > closedMillis && !accounts.isDisturbed(opened, event.at)
    ? `the circuit is open ${event.at - served} ms after an order was served`
    : undefined;
};

const throttleIsTold: Check = (event, { accounts }, { untoldSince }) => {
  const since = untoldSince();
  if (since === undefined || event.at - since <= heardMillis) return undefined;
  return accounts.isDisturbed(since, event.at)
    ? undefined
    : 'the WMS asked everybody to wait, and the circuit was not told';
};

const retryAfterIsKept: Check = (event, { accounts, plan }, { askedToWait }) => {
  if (event.kind !== 'wms-requested' || event.endpoint !== 'orders') return undefined;
  const asked = askedToWait(event.orderId ?? '', event.at - heardMillis);
  if (asked === undefined || event.at >= asked.until - 2 * plan.skewMillisMax) return undefined;
  return accounts.isDisturbed(asked.heardAt, event.at) || accounts.isMendedSince(asked.heardAt)
    ? undefined
    : `a call left ${asked.until - event.at} ms before the WMS wanted one`;
};

const killersAreParked: Check = (event, _, { deaths, killers }) =>
  event.kind === 'fault' && deaths() > deathsMax * Math.max(1, killers())
    ? `${deaths()} processes died of ${killers()} messages`
    : undefined;

const refusedTokensRest: Check = (event, { accounts }, { tokenRefusal }) => {
  if (event.kind !== 'wms-requested' || event.endpoint !== 'token') return undefined;
  const at = tokenRefusal(event.environment, event.credentials);
  if (at === undefined || accounts.isMendedSince(at) || accounts.isDisturbed(at, event.at)) {
    return undefined;
  }
  return `${event.environment} asked again for a token, with credentials that were refused`;
};

const waitsDiffer: Check = (event, _, { surpluses }) => {
  if (event.kind !== 'wms-requested') return undefined;
  const waits = surpluses();
  const least = delivery.backoffJitterMillis / 5;
  return waits.length >= waitsMin && waits.every((surplus) => surplus < least)
    ? `${waits.length} waits before an attempt had no jitter`
    : undefined;
};

export const circuitInvariants: Readonly<Record<string, Check>> = {
  'the circuit opens for a cause': opensForACause,
  'the circuit opens in time': opensInTime,
  'an outage is noticed': outageIsNoticed,
  'probes are spaced': probesAreSpaced,
  'a success closes the circuit': successCloses,
  'a 429 is told to everybody': throttleIsTold,
  'Retry-After is kept': retryAfterIsKept,
  'a process killer is parked': killersAreParked,
  'refused credentials get no second token': refusedTokensRest,
  'waits before an attempt differ': waitsDiffer,
};

/** The first of them that an event breaks, by its name. */
export const makeCircuitJudge = (seen: Seen) => {
  const troubles = makeTroubles(seen.plan.troubleOf, seen.accounts.deliveries);
  return (event: TimedEvent): { invariant: string; detail: string } | undefined => {
    for (const [invariant, check] of Object.entries(circuitInvariants)) {
      const detail = check(event, seen, troubles);
      if (detail !== undefined) return { invariant, detail };
    }
    troubles.apply(event);
    return undefined;
  };
};
