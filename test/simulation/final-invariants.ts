/**
 * What must be true of each order once nothing fails any more, everything has had its time, and all dead
 * letters were replayed. Each is one sentence and one check.
 */
import type { Seen } from './invariants.ts';
import {
  type Acknowledged,
  hasTie,
  keyOfVersion,
  type OrderAccount,
} from './world/order-account.ts';

/** Undefined where it is true, else what was seen. */
type FinalCheck = (account: OrderAccount, seen: Seen, now: number) => string | undefined;

const nothingWaits: FinalCheck = ({ orderId, waiting }, { plan }, now) => {
  const due = [...waiting.values()].filter(({ at }) => now > (plan.dueAt(orderId, at) ?? now));
  return due.length > 0 ? `${due.length} messages still wait` : undefined;
};

/** SQS keeps nothing longer, and people were told twice. */
const keptMillis = 14 * 86_400_000;

const newestIsThere: FinalCheck = (account, seen, now) => {
  const { orderId, newest, atWms } = account;
  const { plan } = seen;
  if (newest === undefined || plan.fateOf(orderId, newest.mark) !== 'sent') return undefined;
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

/** Where nothing blurred the order of arrival. */
const laterArrivalWins: FinalCheck = ({ said, acknowledged, newest, atWms, orderId }, { plan }) => {
  if (newest === undefined || atWms === undefined || plan.mayArriveLate) return undefined;
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

export const finalInvariants: Readonly<Record<string, FinalCheck>> = {
  'nothing waits for ever': nothingWaits,
  'the newest version is at the WMS': newestIsThere,
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
