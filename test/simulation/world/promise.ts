/**
 * By when an acknowledged version must have been delivered, parked or knowingly not sent, derived from
 * the rules of DESIGN section 4: what is promised where one thing goes wrong, and what still holds where
 * everything did.
 */
import type { Plan } from './plan.ts';
import type { PlanPart, Trouble } from './plan-parts.ts';

const second = 1_000;
const minute = 60 * second;

/** From the webhook, or from the WMS's return. */
const promisedMillis = minute;
/** What waits is tried again after a twentieth of the outage and probed as often: an eighth is enough. */
const outageShare = 1 / 8;
/** A process killer costs its batch mates so much at the worst. */
const killerMillis = 10 * minute;
/**
 * Where anything may have gone wrong: the longest that a message is hidden for another reason than an
 * outage (a table out of reach, or trouble that doubles: 300 s), a visibility timeout of a process that
 * was killed in the very last moment (90 s), and a minute for the probe and for all that waits.
 */
const afterAnythingMillis = 300 * second + 90 * second + promisedMillis;
/** Within so long a new version of a secret is used everywhere. */
const secretMillis = 5 * minute;

/** What keeps no order that was acknowledged from the WMS: it is one order's own, or Shopify's. */
export const causesNoWaiting: ReadonlySet<PlanPart['kind']> = new Set([
  'order',
  'replay',
  'unsubscribed',
  'shopify-away',
]);
/**
 * The longest that the circuit can take an outage for. Where nothing of ours runs, nobody sees its end: one
 * that began before is as old as that time, too, when the first order is tried again.
 */
const longestOf = (parts: readonly PlanPart[]): number =>
  Math.max(0, ...parts.map(({ from, until }) => until - from));

export type DueAt = (orderId: string, acknowledgedAt: number) => number | undefined;

export const makePromise = (
  plan: Plan,
  startsAt: number,
  troubleOf: (orderId: string) => Trouble | undefined,
): DueAt => {
  const { shopify: _shopify, schedule: _schedule, ...rates } = plan.rates;
  const isCalm = Object.values(rates).every((one) => Object.keys(one).length === 0);
  const troubles = plan.parts.filter(({ kind }) => kind === 'order');
  const killing = troubles.some((part) => part.kind === 'order' && part.trouble === 'killer');
  const others = plan.parts.filter(({ kind }) => !causesNoWaiting.has(kind));
  const [only] = others;
  const extra = killing ? killerMillis : 0;
  const longest = longestOf(others);

  const dueAfter = (acknowledgedAt: number): number => {
    if (isCalm && only === undefined) return acknowledgedAt + promisedMillis;
    if (isCalm && others.length === 1 && only?.kind === 'outage') {
      const returnsAt = startsAt + endOf(only);
      const millis = Math.max(promisedMillis, (only.until - only.from) * outageShare);
      return Math.max(acknowledgedAt, returnsAt) + millis;
    }
    const waits = Math.max(afterAnythingMillis, longest * outageShare + promisedMillis);
    const secret = plan.parts.some(({ kind }) => kind === 'rotation' || kind === 'wrong-secret');
    const healedAt = Math.max(acknowledgedAt, startsAt + plan.healsAt);
    return healedAt + waits + (secret ? secretMillis : 0);
  };

  return (orderId, acknowledgedAt) => {
    const trouble = troubleOf(orderId);
    // Nobody can say how long: alone it is never parked, and a killer takes ten deaths.
    if (trouble === 'poison' || trouble === 'poison-hang' || trouble === 'killer') return undefined;
    return dueAfter(acknowledgedAt) + extra;
  };
};

/** Counted from the last pause that the WMS asked for. */
const endOf = (part: PlanPart): number =>
  part.until +
  (part.kind === 'outage' && part.how.endsWith('retry-after')
    ? part.retryAfterSeconds * second
    : 0);

/** The longest that anything takes to settle once nothing fails any more. */
export const settleMillis = (plan: Plan): number => {
  const longest = longestOf(plan.parts);
  return (
    Math.max(afterAnythingMillis, longest * outageShare + promisedMillis) +
    secretMillis +
    killerMillis
  );
};
