/**
 * What must hold of reconciliation: nothing that Shopify showed is passed over, nothing that is on its way
 * is sent again, what was missed is counted once, and all is found in time. Each is one sentence and one
 * check.
 */
import { reconciliationSchema } from '../../lib/config/reconciliation-policy.ts';
import type { Accounts } from './world/accounts.ts';
import { coveredInstant, hasTie } from './world/order-account.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import { foundIn, makePolls, type Polls, polledIn } from './world/polls.ts';
import type { ShopVersion } from './world/shop-orders.ts';
import type { ShopifyFacts } from './world/shopify-facts.ts';
import type { TimedEvent } from './world/world-events.ts';

const { graceSeconds, overlapSeconds } = reconciliationSchema.parse({});
const graceMillis = graceSeconds * 1_000;
const overlapMillis = overlapSeconds * 1_000;
/** A request is on its way for so long after the clock was looked at for it, and a second is a whole one. */
const lookMillis = 2_000;
/** From a message's being put on the queue to its being marked, and from reading the mark to sending. */
const raceMillis = 20_000;

type Seen = { readonly accounts: Accounts; readonly plan: PlanFacts };
type Known = Seen & { readonly polls: Polls; readonly shopify: ShopifyFacts };
/** Undefined while it holds, else what was seen. `polls` are as they were before the event. */
type Check = (event: TimedEvent, known: Known) => string | undefined;

const isHandled = ({ orderId, instant }: ShopVersion, { accounts, polls }: Known): boolean =>
  coveredInstant(accounts.order(orderId).record) >= instant ||
  Date.parse(polls.rereadOf(orderId) ?? '') >= instant;

/** A page that was handled, and nothing that it showed was left behind. */
const passesNothingShown: Check = (event, known) => {
  if (event.kind !== 'watermark') return undefined;
  const before = known.polls.watermark();
  const { until, unfinished } = event.watermark;
  if (before === undefined || before.until === until) return undefined;
  const windows = known.polls.windowsTo(unfinished?.until ?? until);
  if (windows.length === 0) return `it came to ${until}, and nobody had asked for that`;
  const { orders } = known.shopify;
  const shownStill = new Set(orders.indexAt(event.at));
  const reached = Date.parse(until);
  const isPassed = ({ instant }: ShopVersion, from: string) =>
    instant >= Date.parse(from) && (unfinished === null ? instant <= reached : instant < reached);
  for (const { from, at } of windows) {
    const lost = orders
      .indexAt(at)
      .find((one) => isPassed(one, from) && shownStill.has(one) && !isHandled(one, known));
    if (lost !== undefined) return `it came to ${until}, and ${nameOf(lost)} was not handled`;
  }
  return undefined;
};

/** Whatever the search showed too late for one run the next one asks for, but never again after that. */
const passesNothingForGood: Check = (event, known) => {
  if (event.kind !== 'watermark' || event.watermark.unfinished !== null) return undefined;
  const asksFrom = Date.parse(event.watermark.until) - overlapMillis;
  const lost = known.shopify.orders
    .indexAt(event.at)
    .find((one) => one.instant < asksFrom && !isHandled(one, known));
  return lost && `nobody will ask for ${nameOf(lost)} any more, and it was not handled`;
};

const youngIsLeftAlone: Check = (event, { plan }) => {
  if (event.kind !== 'asked-changes') return undefined;
  const latest = event.at - graceMillis + plan.skewMillisMax + lookMillis;
  return Date.parse(event.until) > latest
    ? `it asked for what changed until ${event.until}, whose webhooks may be on their way`
    : undefined;
};

const onItsWayIsLeftAlone: Check = (event, { accounts, polls }) => {
  if (event.kind !== 'queued' || event.queue !== 'orders' || event.origin !== 'reconciliation') {
    return undefined;
  }
  const { orderId, version, mark, messageId, at } = event;
  if (orderId === null || version === null || mark === null) return undefined;
  const account = accounts.order(orderId);
  // Of two contents of one second nobody can tell which one is on its way.
  if (hasTie(account, version, mark)) return undefined;
  const sentAt = polls.sentAt(orderId, version, mark);
  if (sentAt !== undefined && !accounts.isDisturbed(sentAt - raceMillis, at)) {
    return `${version} (${mark}) was put on the queue once more, after ${at - sentAt} ms`;
  }
  const instant = Date.parse(version);
  const waiting = [...account.waiting.values()].find(
    (one) => one.instant >= instant && one.messageId !== messageId && at - one.at > raceMillis,
  );
  return waiting && !accounts.isDisturbed(waiting.at - raceMillis, at)
    ? `${version} (${mark}) was put on the queue, where ${waiting.messageId} is`
    : undefined;
};

const missedIsCountedOnce: Check = (event, { polls }) => {
  if (event.kind !== 'told') return undefined;
  const polled = polledIn(event.facts);
  if (polled !== undefined && polled.stamps.missed !== polls.missedInRun(polled.run)) {
    return `the run ${polled.run} counts ${polled.stamps.missed} missed webhooks, and told of ${polls.missedInRun(polled.run)}`;
  }
  const found = foundIn(event.facts);
  if (found?.cause !== 'missed') return undefined;
  return polls.timesMissed(event.orderId ?? '', found.order_version) > 0
    ? `${found.order_version} was counted as missed once more`
    : undefined;
};

const acceptedIsNotMissed: Check = (event, { accounts }) => {
  if (event.kind !== 'told' || event.orderId === null) return undefined;
  const found = foundIn(event.facts);
  if (found?.cause !== 'missed') return undefined;
  const { acknowledged } = accounts.order(event.orderId);
  const came = acknowledged.find(
    (one) => one.version === found.order_version && event.at - one.at > raceMillis,
  );
  return came && !accounts.isDisturbed(came.at - raceMillis, event.at)
    ? `${found.order_version} was counted as missed, although ${came.webhook} had brought it`
    : undefined;
};

const foundInTime: Check = (event, { accounts, shopify }) => {
  if (event.kind !== 'recorded') return undefined;
  const { orderId, at } = event;
  const shop = shopify.orders.orderAt(orderId, at);
  if (shop === undefined) return undefined;
  const due = shopify.foundDueAt(shop);
  const wasCovered = accounts.coveredBefore() >= shop.instant;
  return !wasCovered && coveredInstant(event.record) >= shop.instant && at > due
    ? `${nameOf(shop)} was found ${Math.round((at - due) / 1_000)} s too late`
    : undefined;
};

/** A run that has the watermark gives it back, or its lease ends: nobody takes it away. */
const leaseIsKept: Check = (event, { polls, plan }) => {
  if (event.kind !== 'watermark') return undefined;
  const [before, after] = [polls.watermark()?.worker, event.watermark.worker];
  if (before === undefined || after === undefined || before.holder === after.holder)
    return undefined;
  const left = before.until - event.at;
  return left > 2 * plan.skewMillisMax + lookMillis
    ? `the run ${after.holder} took the watermark from ${before.holder}, which had it for ${left} ms more`
    : undefined;
};

/** By no more than clocks differ. */
const neverGoesBack: Check = (event, { polls, plan }) => {
  if (event.kind !== 'watermark') return undefined;
  const before = polls.watermark();
  const millis = Date.parse(before?.until ?? '') - Date.parse(event.watermark.until);
  return millis > 2 * plan.skewMillisMax + lookMillis
    ? `it went from ${before?.until} back to ${event.watermark.until}`
    : undefined;
};

const nameOf = ({ orderId, version }: ShopVersion): string => `${version} of ${orderId}`;

export const reconcileInvariants: Readonly<Record<string, Check>> = {
  'the watermark passes nothing that was shown': passesNothingShown,
  'the watermark passes nothing for good': passesNothingForGood,
  'the watermark never goes back': neverGoesBack,
  'the watermark is one run’s at a time': leaseIsKept,
  'what is young is left to its webhook': youngIsLeftAlone,
  'what is on its way is left alone': onItsWayIsLeftAlone,
  'a missed webhook is counted once': missedIsCountedOnce,
  'what came is not missed': acceptedIsNotMissed,
  'what was missed is found in time': foundInTime,
};

/** The first of them that an event breaks, by its name. */
export const makeReconcileJudge = (seen: Seen) => {
  const polls = makePolls();
  const { shopify } = seen.plan;
  return (event: TimedEvent): { invariant: string; detail: string } | undefined => {
    if (shopify === undefined) return undefined;
    for (const [invariant, check] of Object.entries(reconcileInvariants)) {
      const detail = check(event, { ...seen, polls, shopify });
      if (detail !== undefined) return { invariant, detail };
    }
    polls.apply(event);
    return undefined;
  };
};
