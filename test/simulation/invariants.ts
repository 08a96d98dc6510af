/**
 * What must hold at every moment of every run, whatever fails. Each is one sentence and one check; what
 * they know is in world/accounts.ts and world/plan-facts.ts. More of the circuit is in
 * circuit-invariants.ts, and what must be true in the end in final-invariants.ts.
 */
import { fingerprint } from '../../cdk/local/wms/order-book.ts';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema, wmsSchema } from '../../lib/config/policy.ts';
import {
  type Accounts,
  type Acknowledged,
  hasTie,
  keyOfVersion,
  type OrderAccount,
  settledInstant,
} from './world/accounts.ts';
import type { Attempt } from './world/deliveries.ts';
import { canary } from './world/order-content.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import type { TimedEvent, WmsCall } from './world/world-events.ts';

const delivery = deliverySchema.parse({});
const circuitSettings = circuitSchema.parse({});
const { limitPerSecond, pacePerSecond } = wmsSchema.parse({
  baseUrl: 'https://wms.example',
  auth: { kind: 'none' },
});

/** One second's memory of the circuit, and the longest way of an answer that says how it stands. */
const unawareMillis = circuitSettings.cacheMillis + 2_000;
/** From a refusal to its being written down: the rest of the invocation that heard it. */
const writtenDownMillis = delivery.functionTimeoutSeconds * 1_000;
/** Of a message, for each thing that goes wrong in that hour: an outage of an hour asks for 110. */
const receivesPerHourMax = 130;
/** Failures with others served between: five count, and a success is not written every time. */
const signsMax = 4 * delivery.countedMax;
const roundingMillis = 1;
/**
 * After its turn a call looks at the circuit once more, and the table's answer takes its time: usually a
 * few milliseconds, sometimes a pause of something's.
 */
const lookMillisMax = 310;
const intervalMillis = 1_000 / pacePerSecond;
const paceMillis = 10_000;

export type Seen = { readonly accounts: Accounts; readonly plan: PlanFacts };
/** Undefined while it holds, else what was seen. */
type Check = (event: TimedEvent, seen: Seen) => string | undefined;

const acknowledgedIsSomewhere: Check = (event, { accounts }) => {
  if (!['answered', 'unqueued', 'dropped', 'recorded'].includes(event.kind)) return undefined;
  for (const account of touched(event, accounts)) {
    const { newest } = account;
    if (newest !== undefined && !isSomewhere(account, newest, accounts)) {
      return `version ${newest.version} (${newest.mark}) was acknowledged and is nowhere`;
    }
  }
  if (event.kind === 'answered' && event.status === 200 && event.keptAs === 'letter') {
    const has = accounts.letters.hasDigest(event.digest ?? '');
    return has ? undefined : `${event.webhook} was acknowledged and is no dead letter`;
  }
  return undefined;
};

const isSomewhere = (account: OrderAccount, newest: Acknowledged, accounts: Accounts): boolean => {
  const { decided } = account.record;
  // Of two contents of one version the later arrival wins, whichever was acknowledged last.
  const ties = hasTie(account, newest.version, newest.mark);
  const covers = (instant: number, mark: string | null | undefined) =>
    instant > newest.instant || (instant === newest.instant && (ties || mark === newest.mark));
  return (
    [...account.waiting.values(), ...account.letters.values()].some(({ instant, mark }) =>
      covers(instant, mark),
    ) ||
    (decided !== undefined &&
      covers(decided.instant, accounts.markOfHash(account.orderId, decided.hash)))
  );
};

const nothingIsInvented: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'wms-effect' || event.orderId === null) return undefined;
  const { order, orderId, mark } = event;
  const { said } = accounts.order(orderId);
  if (mark === null || !said.has(keyOfVersion(order.version, mark))) {
    return `the WMS was given ${order.version} (${mark}), which the shop never said`;
  }
  const { version: _version, ...content } = order;
  return fingerprint(content) === plan.expectedAt(orderId, mark)
    ? undefined
    : `the WMS was given another content of ${order.version} than the shop's`;
};

const wmsNeverGoesBack: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-requested' || event.orderId === null) return undefined;
  const { record, recordedAt } = accounts.order(event.orderId);
  const instant = Date.parse(event.version ?? '');
  if (record.decided === undefined || instant >= record.decided.instant) return undefined;
  // A delivery that began before may still be under way.
  if (event.at - recordedAt <= writtenDownMillis) return undefined;
  return `${event.version} was sent although ${record.decided.version} was decided`;
};

const oneEffectPerKey: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-effect' || event.key === null || event.orderId === null) return undefined;
  const { key } = event;
  const uses = accounts.order(event.orderId).taken.filter((taken) => taken.key === key);
  return uses.length > 1 ? `the key ${key} had ${uses.length} effects` : undefined;
};

const oneKeyPerContent: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-requested' || event.key === null || event.orderId === null)
    return undefined;
  const { orderId, version, mark, key } = event;
  if (version === null || mark === null) return undefined;
  const keys = accounts.deliveries.sentAs(orderId, version, mark);
  if (keys.length < 2) return undefined;
  // A generation is raised on purpose where another content of this version came between.
  return hasTie(accounts.order(orderId), version, mark)
    ? undefined
    : `${version} (${mark}) was sent under ${keys.length} keys, the last ${key}`;
};

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
  const calls = accounts.deliveries.callsOf(environment, paceMillis);
  if (calls > paceMillis / intervalMillis + 2) {
    return `${environment} made ${calls} calls within ${seconds(paceMillis)} s`;
  }
  const gap = at - (accounts.deliveries.callBefore(environment) ?? 0);
  if (gap >= intervalMillis - lookMillisMax || accounts.isDisturbed(at - paceMillis, at)) {
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

const parkedForACause: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'queued' || event.queue !== 'letters') return undefined;
  const { class: parkClass, orderId, mark, parkedId, digest } = withEmpty(event);
  const trouble = plan.troubleOf(orderId);
  const waited = event.at - (accounts.queuedAt(parkedId) ?? event.at);
  const post = accounts.posted(digest);
  const isJust = {
    malformed: post?.keptAs === 'letter' && post.mark === null,
    too_large: post?.keptAs === 'letter' && post.mark !== null,
    deleted: post?.keptAs === 'letter-if-known',
    unmappable: plan.fateOf(orderId, mark) === 'unmappable',
    rejected: trouble === 'rejected' || trouble === 'conflict',
    forbidden: trouble === 'forbidden' || plan.has('forbidden-all'),
    exhausted: trouble === 'poison' || trouble === 'poison-hang',
    expired: waited >= delivery.expiredDays * 86_400_000 - plan.skewMillisMax,
    poison: trouble === 'killer',
  }[parkClass];
  return isJust
    ? undefined
    : `parked as ${parkClass} without a cause (${trouble ?? 'a good order'})`;
};

/** A second order that is forbidden, with none served between, is no fault of the order. */
const forbiddenHolds: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'queued' || event.class !== 'forbidden') return undefined;
  if (plan.troubleOf(event.orderId ?? '') === 'forbidden') return undefined;
  const before = accounts.letters.ofClass('forbidden').at(-2);
  if (before === undefined || before.orderId === event.orderId) return undefined;
  const isRecent = event.at - before.at < circuitSettings.watchSeconds * 1_000;
  const mayBeAgain =
    accounts.isMendedSince(before.at) ||
    accounts.signs.servedAt() > before.at ||
    accounts.isDisturbed(before.at - writtenDownMillis, event.at);
  return isRecent && !mayBeAgain
    ? 'a second order was parked as forbidden, where all had to be held'
    : undefined;
};

const exhaustedByItself: Check = (event, { accounts }) => {
  if (event.kind !== 'queued' || event.class !== 'exhausted') return undefined;
  const signs = accounts.signs.atMost(event.orderId ?? '');
  // A success is written a moment after it was heard: one before a failure may count as one after it.
  return signs < delivery.countedMax - 2
    ? `parked after ${signs} failures that can count against it`
    : undefined;
};

const poisonIsParked: Check = (event, { accounts }) => {
  if (event.kind !== 'wms-heard' || event.orderId === null) return undefined;
  const { orderId, at } = event;
  const signs = accounts.signs.atLeast(orderId);
  if (signs <= signsMax || accounts.isDisturbed(accounts.signs.since(orderId), at))
    return undefined;
  return `it failed ${signs} times while others were served, and is not parked`;
};

const withEmpty = (event: Extract<TimedEvent, { kind: 'queued' }>) => ({
  class: event.class ?? '',
  orderId: event.orderId ?? '',
  mark: event.mark ?? '',
  parkedId: event.parkedId ?? '',
  digest: event.digest ?? '',
});

const recordsAreHonest: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'recorded' || event.record.decided === undefined) return undefined;
  const { outcome, instant, hash, version } = event.record.decided;
  const account = accounts.order(event.orderId);
  const mark = accounts.markOfHash(event.orderId, hash);
  switch (outcome) {
    case 'delivered':
      return account.taken.some((taken) => taken.mark === mark && taken.instant <= instant)
        ? undefined
        : `the record says that ${version} (${mark}) was delivered, and the WMS never had it`;
    case 'superseded':
      return account.atWms !== undefined && account.atWms.instant > instant
        ? undefined
        : `the record says that the WMS has a newer version than ${version}`;
    case 'not_sent':
      return plan.fateOf(event.orderId, mark ?? '') === 'not-sent'
        ? undefined
        : `the record says that ${version} (${mark}) need not be sent`;
  }
};

const queuesLoseNothing: Check = (event) =>
  event.kind === 'dropped' && (event.queue === 'orders' || event.by !== 'retention')
    ? `message ${event.messageId} was dropped (${event.by})`
    : undefined;

const nobodyIsNamed: Check = (event) => {
  if (event.kind === 'told') {
    const text = JSON.stringify(event.facts);
    if (text.toLowerCase().includes(canary)) return `personal data was told: ${text}`;
  }
  if (event.kind === 'queued' && event.attributes.toLowerCase().includes(canary)) {
    return 'personal data is in the attributes of a message';
  }
  return undefined;
};

const nothingLoops: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'invoked') return undefined;
  for (const messageId of event.messages) {
    const orderId = accounts.orderOfMessage(messageId) ?? '';
    // Alone, a poison order is tried like a probe, and nobody can say when others come.
    if (plan.dueAt(orderId, event.at) === undefined) continue;
    const times = accounts.deliveries.receivesOf(messageId);
    if (times > receivesPerHourMax * (1 + plan.incidents))
      return `${messageId} was received ${times} times in an hour`;
  }
  return undefined;
};

const callsAreWellFormed: Check = (event) =>
  event.kind === 'malformed-call' ? event.detail : undefined;

const settledInTime: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'recorded') return undefined;
  const { newest, orderId, record } = accounts.order(event.orderId);
  if (newest === undefined) return undefined;
  const due = plan.dueAt(orderId, newest.at);
  if (settledInstant(record) < newest.instant) return undefined;
  if (accounts.settledBefore() >= newest.instant) return undefined;
  return due !== undefined && event.at > due
    ? `${newest.version} was settled ${seconds(event.at - due)} s too late`
    : undefined;
};

const seconds = (millis: number): number => Math.round(millis / 1_000);

/** By name, as a violation has it. */
export const invariants: Readonly<Record<string, Check>> = {
  'what is acknowledged is somewhere': acknowledgedIsSomewhere,
  'nothing is invented': nothingIsInvented,
  'no order goes back to an older version': wmsNeverGoesBack,
  'one effect per key': oneEffectPerKey,
  'one key per content': oneKeyPerContent,
  'the circuit is obeyed': circuitIsObeyed,
  'what was refused is not sent again': refusedIsNotSentAgain,
  'refused credentials rest': refusedCredentialsRest,
  'the limit is kept': limitIsKept,
  'the pace is even': paceIsEven,
  'attempts are few and spaced': attemptsAreSpaced,
  'parked for a cause': parkedForACause,
  'forbidden to all is a hold': forbiddenHolds,
  'exhausted by its own failures': exhaustedByItself,
  'a poison order is parked': poisonIsParked,
  'records are honest': recordsAreHonest,
  'queues lose nothing': queuesLoseNothing,
  'nobody is named': nobodyIsNamed,
  'nothing loops': nothingLoops,
  'calls are well formed': callsAreWellFormed,
  'settled in time': settledInTime,
};

const touched = (event: TimedEvent, { orders, orderOfMessage }: Accounts): OrderAccount[] => {
  const id =
    'messageId' in event
      ? orderOfMessage(event.messageId)
      : 'orderId' in event
        ? (event.orderId ?? undefined)
        : undefined;
  const account = id === undefined ? undefined : orders.get(id);
  return account === undefined ? [] : [account];
};
