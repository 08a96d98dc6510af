/**
 * What must hold at every moment of every run, whatever fails. Each is one sentence and one check; what
 * they know is in world/accounts.ts and world/plan-facts.ts. What concerns calls to the WMS alone is in
 * calling-invariants.ts, more of the circuit in circuit-invariants.ts, and what must be true in the end in
 * final-invariants.ts.
 */
import { fingerprint } from '../../cdk/local/wms/order-book.ts';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema } from '../../lib/config/policy.ts';
import { callingInvariants } from './calling-invariants.ts';
import type { Accounts } from './world/accounts.ts';
import {
  type Acknowledged,
  hasTie,
  keyOfVersion,
  type OrderAccount,
  settledInstant,
} from './world/order-account.ts';
import { canary } from './world/order-content.ts';
import type { PlanFacts } from './world/plan-facts.ts';
import type { TimedEvent } from './world/world-events.ts';

const delivery = deliverySchema.parse({});
const circuitSettings = circuitSchema.parse({});

/** From a refusal to its being written down: the rest of the invocation that heard it. */
const writtenDownMillis = delivery.functionTimeoutSeconds * 1_000;
/** Of a message, for each thing that goes wrong in that hour: an outage of an hour asks for 110. */
const receivesPerHourMax = 130;
/** Failures with others served between: five count, and a success is not written every time. */
const signsMax = 4 * delivery.countedMax;

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

const parkedForACause: Check = (event, { accounts, plan }) => {
  if (event.kind !== 'queued' || event.queue !== 'letters') return undefined;
  const { class: parkClass, orderId, mark, parkedId, digest } = withEmpty(event);
  const trouble = plan.troubleOf(orderId);
  const waited = event.at - (accounts.queuedAt(parkedId) ?? event.at);
  const post = accounts.posted(digest);
  const isJust = {
    malformed: (post?.keptAs === 'letter' && post.mark === null) || accounts.isMisread(orderId),
    too_large: (post?.keptAs === 'letter' && post.mark !== null) || plan.isEverTooLarge(orderId),
    deleted: post?.keptAs === 'letter-if-known',
    // Without anything to ship there is no address, which is missed where the WMS may have the order.
    unmappable: plan.fateOf(orderId, mark) === 'unmappable' || plan.isDigital(orderId, mark),
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
    case 'discarded':
      return `the record says that a person discarded ${version}, and nobody did`;
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
  ...callingInvariants,
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
