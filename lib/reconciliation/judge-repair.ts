/**
 * What becomes of one order that somebody asks for by name, given how Shopify has it and what the bridge knows
 * of it. Pure. What is done with is repaired then; what somebody or something has in hand is left alone.
 */
import { instantOf, type OrderRecord } from '../order/order-record.ts';
import { isOnItsWay, judgeStamp, type Read } from './judge.ts';

/** Why an order is left alone. */
export type KeptWhy =
  /** On the queue, as far as can be told, and sent by itself. */
  | 'waiting'
  /** A dead letter, which a person replays or discards. */
  | 'parked'
  /** Shopify gave an older version than the one that is known: it has not caught up with itself. */
  | 'overtaken';

export type RepairVerdict =
  /** Never accepted, or accepted and nowhere since: it is simply sent. */
  | 'missed'
  | 'lost'
  /** Delivered, superseded, discarded or knowingly not sent at this version. */
  | 'repair'
  | KeptWhy;

export const judgeRepair = (read: Read, record: OrderRecord, now: number): RepairVerdict => {
  const instant = instantOf(read.version);
  const { accepted, decided, parked } = record;
  if (parked !== undefined && parked.instant >= instant) return 'parked';
  const known = judgeStamp(read.version, record, now);
  if (known !== 'known') return known;
  if (decided === undefined || decided.instant < instant) return 'waiting';
  if (decided.instant > instant) return 'overtaken';
  if (accepted !== undefined && accepted.instant > instant) {
    return isOnItsWay(record, now) ? 'waiting' : 'overtaken';
  }
  return isPending(record, now) ? 'waiting' : 'repair';
};

/** Whether a repair of the decided version, or other content of it, is still on the queue. */
const isPending = (record: OrderRecord, now: number): boolean => {
  const { accepted, decided } = record;
  if (accepted === undefined || decided === undefined || accepted.instant !== decided.instant) {
    return false;
  }
  const isRepair = (accepted.generation ?? 0) > decided.generation;
  const isLaterContent =
    accepted.hash !== decided.hash && Date.parse(accepted.at) >= Date.parse(decided.at);
  return (isRepair || isLaterContent) && isOnItsWay(record, now);
};
