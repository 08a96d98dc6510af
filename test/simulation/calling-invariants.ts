/**
 * What must hold of every call to the WMS: only when the circuit lets it, not too fast, not too often, and
 * never again what was refused. Each is one sentence and one check.
 */
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema, wmsSchema } from '../../lib/config/policy.ts';
import type { Accounts } from './world/accounts.ts';
import type { Attempt } from './world/deliveries.ts';
import { hasTie } from './world/order-account.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import type { TimedEvent, WmsCall } from './world/world-events.ts';

const delivery = deliverySchema.parse({});
const { cacheMillis } = circuitSchema.parse({});
const { limitPerSecond, pacePerSecond } = wmsSchema.parse({
  baseUrl: 'https://wms.example',
  auth: { kind: 'none' },
});

/** One second's memory of the circuit, and the longest way of an answer that says how it stands. */
const unawareMillis = cacheMillis + 2_000;
/** From a refusal to its being written down: the rest of the invocation that heard it. */
const writtenDownMillis = delivery.functionTimeoutSeconds * 1_000;
const roundingMillis = 1;
/**
 * After its turn a call looks at the circuit once more, and the table's answer takes its time: usually a
 * few milliseconds, sometimes a pause of something's.
 */
const lookMillisMax = 310;
const intervalMillis = 1_000 / pacePerSecond;
const paceSeconds = 10;

type Seen = { readonly accounts: Accounts; readonly plan: PlanFacts };
/** Undefined while it holds, else what was seen. */
type Check = (event: TimedEvent, seen: Seen) => string | undefined;

const circuitIsObeyed: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'wms-requested') return undefined;
  const { block, probe } = accounts.circuit();
  if (block === undefined || accounts.isStalled(event.at)) return undefined;
  if (event.at - accounts.circuitSince() <= unawareMillis) return undefined;
  if (block.kind === 'hold') return `a call left during a hold (${block.cause})`;
  if (probe === undefined || event.at > probe.until + plan.skewMillisMax + unawareMillis) {
    return `a call left while the circuit was ${block.kind}, and nobody was the probe`;
  }
  if (event.endpoint === 'token' || block.kind === 'paused') return undefined;
  const calls = accounts.deliveries.leaseCalls(probe.holder).filter(isOrders);
  const renewed = calls.every(({ credentials }) => credentials !== event.credentials);
  accounts.deliveries.noteLease(probe.holder, event);
  return calls.length > 0 && !renewed
    ? `${calls.length + 1} calls left on one probe's lease`
    : undefined;
};
const isOrders = ({ endpoint }: WmsCall): boolean => endpoint === 'orders';

const refusedIsNotSentAgain: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'wms-requested' || event.key === null || plan.redelivers) return undefined;
  const refusal = accounts.deliveries.refusalOfKey(event.key);
  if (refusal === undefined || mayRepeat(accounts, refusal.at)) return undefined;
  const { orderId, version, mark } = event;
  // Back to what it said before within the same second, it must be sent once more.
  if (hasTie(accounts.order(orderId ?? ''), version ?? '', mark)) return undefined;
  return `${event.version} was answered ${refusal.status}, and sent again unchanged`;
};

const refusedCredentialsRest: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-requested') return undefined;
  const { environment, credentials, at } = event;
  // Others of the same environment may have had them in hand already.
  const inHandMillis = delivery.attemptTimeoutMillis + unawareMillis;
  const known = accounts.deliveries
    .refusalsOfCredentials(credentials)
    .filter((refusal) => at - refusal.at > inHandMillis && !mayRepeat(accounts, refusal.at))
    // Another environment knows of it only where nothing newer was at hand, and a hold began.
    .find((refusal) => refusal.environment === environment || accounts.heldAt() >= refusal.at);
  return known && `credentials that were answered ${known.status} were sent again`;
};

/** What was heard and not written down, because something failed just then, is not known any more. */
const mayRepeat = (accounts: Accounts, heardAt: number): boolean =>
  accounts.isMendedSince(heardAt) || accounts.isDisturbed(heardAt, heardAt + writtenDownMillis);

const limitIsKept: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-requested') return undefined;
  const calls = accounts.deliveries.callsWithin(1_000, event.at);
  return calls > limitPerSecond ? `${calls} calls left within a second` : undefined;
};

const paceIsEven: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-requested') return undefined;
  const { environment, at } = event;
  const calls = accounts.deliveries.callsOf(environment, paceSeconds * 1_000);
  if (calls > paceSeconds * pacePerSecond + 2) {
    return `${environment} made ${calls} calls within ${paceSeconds} s`;
  }
  const gap = at - (accounts.deliveries.callBefore(environment) ?? 0);
  if (gap >= intervalMillis - lookMillisMax || accounts.isDisturbed(at - paceSeconds * 1_000, at)) {
    return undefined;
  }
  return `${environment} made two calls within ${gap} ms`;
};

const attemptsAreSpaced: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-requested' || event.endpoint !== 'orders') return undefined;
  const attempts = accounts.deliveries.deliveryOf(event).filter(isNoRenewal);
  if (attempts.length > delivery.attemptsMax) return `${attempts.length} attempts in one delivery`;
  const before = attempts.at(-2);
  if (before?.heardAt === undefined || attempts.at(-1)?.call !== event.call) return undefined;
  const gap = event.at - before.heardAt;
  const least = Math.min(
    2 ** (attempts.length - 1) * delivery.backoffBaseMillis,
    delivery.backoffMaxMillis,
  );
  return gap < least - roundingMillis
    ? `attempt ${attempts.length} came after ${gap} ms, not ${least}`
    : undefined;
};

/** New credentials after a 401 are no retry. */
const isNoRenewal = (attempt: Attempt, index: number, all: readonly Attempt[]): boolean => {
  const before = all[index - 1];
  return before?.result !== 401 || before.credentials === attempt.credentials;
};

export const callingInvariants: Readonly<Record<string, Check>> = {
  'the circuit is obeyed': circuitIsObeyed,
  'what was refused is not sent again': refusedIsNotSentAgain,
  'refused credentials rest': refusedCredentialsRest,
  'the limit is kept': limitIsKept,
  'the pace is even': paceIsEven,
  'attempts are few and spaced': attemptsAreSpaced,
};
