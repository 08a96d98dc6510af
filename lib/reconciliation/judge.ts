/**
 * What an order version that Shopify shows means, given what the bridge knows of the order. Pure.
 *
 * Nothing depends on equal content: a version is missed only if it was never accepted.
 */
import { judgeVersion } from '../delivery/version-guard.ts';
import { instantOf, type OrderRecord } from '../order/order-record.ts';

/** Accepted for so long without any news, a message is not on its way any more. */
const onItsWayMillis = 3_600_000;
/** The queue keeps a message for 14 days; what waits longer has fallen off it. */
const waitingMillisMax = 13 * 86_400_000;

export type VersionVerdict =
  /** Accepted, and dealt with or on its way. */
  | 'known'
  /** Never accepted. */
  | 'missed'
  /** Accepted, and neither decided, parked nor on its way. */
  | 'lost';

export const judgeStamp = (version: string, record: OrderRecord, now: number): VersionVerdict => {
  const instant = instantOf(version);
  const { accepted, decided, parked } = record;
  // Also without having been accepted: it could not become a message, or whoever sent it died before marking it.
  if (isSettled(version, record)) return 'known';
  if (accepted === undefined || accepted.instant < instant) return 'missed';
  // What has a newer version decided, parked or on its way is not sent in an older one.
  if (decided !== undefined && decided.instant >= accepted.instant) return 'known';
  if (parked !== undefined && parked.instant >= accepted.instant) return 'known';
  return isOnItsWay(record, now) ? 'known' : 'lost';
};

/** Whether the newest accepted version is still on the queue, as far as can be told. */
export const isOnItsWay = ({ accepted, waitingSince }: OrderRecord, now: number): boolean => {
  if (accepted === undefined) return false;
  if (now - Date.parse(accepted.at) < onItsWayMillis) return true;
  return waitingSince !== undefined && now - Date.parse(waitingSince) < waitingMillisMax;
};

/** Whether nothing more is to be done for this version: the WMS has it or is not to have it, or a person is asked. */
export const isSettled = (version: string, { decided, parked }: OrderRecord): boolean => {
  const instant = instantOf(version);
  return (decided?.instant ?? -1) >= instant || (parked?.instant ?? -1) >= instant;
};

export type Read = { readonly version: string; readonly hash: string };

/** The same version was accepted with other content: a difference of shape, as a rule. */
export const differsInShape = ({ version, hash }: Read, { accepted }: OrderRecord): boolean =>
  accepted !== undefined && accepted.instant === instantOf(version) && accepted.hash !== hash;

/** @param entered - the version under which the order was entered to be read again. */
export const judgeReread = (
  entered: string,
  read: Read,
  record: OrderRecord,
  { now, graceMillis }: { readonly now: number; readonly graceMillis: number },
): 'wait' | 'settled' | 'missed' | 'differs' => {
  const instant = instantOf(read.version);
  // Older than what the list showed; or so young that its webhook is on its way, or its second not over.
  if (instant < instantOf(entered) || instant > now - graceMillis) return 'wait';
  const { accepted, decided } = record;
  if (accepted === undefined || accepted.instant < instant) return 'missed';
  if (accepted.instant > instant) return 'settled';
  if (accepted.hash !== read.hash) return 'differs';
  if (decided?.instant !== instant || decided.hash === read.hash) return 'settled';
  // The accepted content came after the decided one, and may be on the queue; or SQS has swallowed it as a
  // twin of its own, sent minutes before the decided one: then it is not on its way, and only time tells.
  const isPending = Date.parse(accepted.at) >= Date.parse(decided.at) && isOnItsWay(record, now);
  return isPending ? 'wait' : 'differs';
};

/** @param parkedAt - what was accepted later has come after the letter. */
export const judgeLetterRead = (
  parkedAt: string,
  read: Read,
  record: OrderRecord,
): 'send' | 'overtaken' => {
  const { accepted } = record;
  if (judgeVersion(read, record, []).kind !== 'fresh') return 'overtaken';
  const age = (accepted?.instant ?? Number.NEGATIVE_INFINITY) - instantOf(read.version);
  if (age > 0) return 'overtaken';
  const isLater = Date.parse(accepted?.at ?? parkedAt) > Date.parse(parkedAt);
  return age === 0 && isLater ? 'overtaken' : 'send';
};
