/**
 * What must be true of each order once nothing fails any more, everything has had its time, and all dead
 * letters were replayed. Each is one sentence and one check.
 */
import type { Seen } from './invariants.ts';
import {
  type Acknowledged,
  type AtWms,
  hasTie,
  keyOfVersion,
  type OrderAccount,
  settledInstant,
} from './world/order-account.ts';
import type { PlanFacts } from './world/plan-facts.ts';

/** Undefined where it is true, else what was seen. */
type FinalCheck = (account: OrderAccount, seen: Seen, now: number) => string | undefined;

const nothingWaits: FinalCheck = ({ orderId, waiting }, { plan }, now) => {
  const due = [...waiting.values()].filter(({ at }) => now > (plan.dueAt(orderId, at) ?? now));
  return due.length > 0 ? `${due.length} messages still wait` : undefined;
};

/** SQS keeps nothing longer, and people were told twice. */
const keptMillis = 14 * 86_400_000;

const newestIsThere: FinalCheck = (account, seen, now) => {
  const { newest, record } = account;
  if (newest === undefined) return undefined;
  // A newer one that no webhook told of was found: then that one counts.
  const isOutdone = seen.plan.shopify && settledInstant(record) > newest.instant;
  return isOutdone ? undefined : isThere(account, newest, seen, now);
};

/** What Shopify has in the end, whether or not a webhook ever told of it. */
const shopifysIsThere: FinalCheck = (account, seen, now) => {
  const { orderId, record, waiting } = account;
  const has = seen.plan.shopify?.orders.newest().find((one) => one.orderId === orderId);
  if (has === undefined) return undefined;
  const newest = { ...has, mark: has.content.mark, webhook: '', at: has.changedAt };
  if (seen.plan.fateOf(orderId, newest.mark) === 'sent') return isThere(account, newest, seen, now);
  const isExcused = waiting.size > 0 && seen.plan.dueAt(orderId, newest.at) === undefined;
  return settledInstant(record) >= has.instant || isExcused
    ? undefined
    : `${has.version}, which Shopify has, is neither decided nor parked`;
};

const isThere = (
  account: OrderAccount,
  newest: Acknowledged,
  seen: Seen,
  now: number,
): string | undefined => {
  const { orderId, atWms } = account;
  const { plan } = seen;
  if (plan.fateOf(orderId, newest.mark) !== 'sent') return undefined;
  if (atWms?.mark === newest.mark || otherIsThere(account, newest, seen)) return undefined;
  const letter = [...account.letters.values()].find(({ instant }) => instant >= newest.instant);
  const isLost = now - (letter?.at ?? now) > keptMillis;
  if (letter && (isLost || plan.isHopeless(orderId, newest.mark))) return undefined;
  // A poison order without others waits for a sign of life, and rightly so.
  if (account.waiting.size > 0 && plan.dueAt(orderId, newest.at) === undefined) return undefined;
  return `the WMS has ${atWms?.mark ?? 'nothing'}, and not ${newest.version} (${newest.mark})`;
};

/** Of two contents of one version the later arrival counts, whichever the shop heard of last. */
const otherIsThere = (
  account: OrderAccount,
  newest: Acknowledged,
  { accounts, plan }: Seen,
): boolean => {
  const { orderId, record, atWms } = account;
  // What arrives late overtakes what was sent after it, and in one second nobody can tell.
  if (plan.mayArriveLate && account.said.has(keyOfVersion(newest.version, atWms?.mark ?? ''))) {
    return true;
  }
  const decided = accounts.markOfHash(orderId, record.decided?.hash ?? '');
  if (decided === undefined || record.decided?.instant !== newest.instant) return false;
  const isTie = decided !== newest.mark && hasTie(account, newest.version, newest.mark);
  return isTie && (atWms?.mark === decided || plan.fateOf(orderId, decided) !== 'sent');
};

const isShopifys = (orderId: string, { mark }: AtWms, { shopify }: PlanFacts): boolean =>
  shopify?.orders.newest().some((one) => one.orderId === orderId && one.content.mark === mark) ===
  true;

/** Where nothing blurred the order of arrival. */
const laterArrivalWins: FinalCheck = ({ said, acknowledged, newest, atWms, orderId }, { plan }) => {
  if (newest === undefined || atWms === undefined || plan.mayArriveLate) return undefined;
  // What Shopify itself says is not of an arrival.
  if (plan.shopify && (atWms.instant > newest.instant || isShopifys(orderId, atWms, plan))) {
    return undefined;
  }
  if (plan.troubleOf(orderId) !== undefined) return undefined;
  const tied = new Set(
    acknowledged.filter(({ instant }) => instant === newest.instant).map(({ mark }) => mark),
  );
  const spans = [...tied].flatMap((mark) => {
    const span = said.get(keyOfVersion(newest.version, mark));
    return span === undefined ? [] : [{ mark, ...span }];
  });
  const last = spans.toSorted((a, b) => a.firstAt - b.firstAt).at(-1);
  const isClear = spans.every((span) => span === last || span.lastAt < (last?.firstAt ?? 0));
  if (spans.length < 2 || last === undefined || !isClear) return undefined;
  return plan.fateOf(orderId, last.mark) !== 'sent' || atWms.mark === last.mark
    ? undefined
    : `of one version's contents ${last.mark} came last, and the WMS has ${atWms.mark}`;
};

/** What was doubtful is asked of Shopify; where nothing blurs it, that is what the WMS has then. */
const shopifysContentWins: FinalCheck = ({ orderId, doubtful, atWms }, { plan }) => {
  const has = plan.shopify?.orders.newest().find((one) => one.orderId === orderId);
  if (has === undefined || !doubtful.has(has.version) || plan.mayArriveLate) return undefined;
  if (plan.troubleOf(orderId) !== undefined) return undefined;
  const { mark } = has.content;
  return plan.fateOf(orderId, mark) !== 'sent' || atWms?.mark === mark
    ? undefined
    : `Shopify has ${mark} of ${has.version}, which was to be read again, and the WMS has ${atWms?.mark}`;
};

export const finalInvariants: Readonly<Record<string, FinalCheck>> = {
  'nothing waits for ever': nothingWaits,
  'the newest version is at the WMS': newestIsThere,
  'what Shopify has is at the WMS': shopifysIsThere,
  'Shopify’s content wins': shopifysContentWins,
  'the later arrival wins': laterArrivalWins,
};

/** Of the world as a whole: people look at the letters' index, and never at the queue. */
export const indexIsTrue = ({ accounts }: Seen): string | undefined => {
  const gone = accounts.letters.ghosts();
  if (gone.length > 0) return `the index shows ${gone.length} letters that are gone`;
  const hidden = accounts.letters.hidden();
  return hidden.length > 0
    ? `${hidden.length} letters lie on the queue, and the index does not show them`
    : undefined;
};
