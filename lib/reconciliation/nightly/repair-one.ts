/**
 * One difference, looked at once more: by the order as Shopify has it now and by its record as it is now, so
 * that whatever came meanwhile wins. Only then it is repaired.
 */
import { contentHash, type NormalOrder } from '../../order/normal-order.ts';
import { instantOf, type OrderRecord } from '../../order/order-record.ts';
import { handleMissing, handleRead } from '../handle-missing.ts';
import { judgeStamp } from '../judge.ts';
import { judgeRepair } from '../judge-repair.ts';
import type { Stop } from '../work.ts';
import type { Difference, Outcome } from './difference.ts';
import { comparableDecision } from './judge-exported.ts';
import { type NightlySlice, tallied } from './nightly-slice.ts';

/** Orders of the WMS that Shopify is asked for in one comparison; each costs as much as a page. */
export const askedMax = 200;
/** More orders of a slice that Shopify does not give are not these orders' fault. */
const unreadableMax = 3;

export type Hand = NightlySlice & {
  /** Of the WMS's orders, in this comparison so far. */
  asked: number;
  unreadable: number;
};

/** `undefined`: not now. */
export type End = Outcome | Stop | undefined;

export const repairOne = (hand: Hand, difference: Difference): Promise<End> => {
  switch (difference.kind) {
    case 'missing':
    case 'lost':
      return bring(hand, difference);
    case 'stale':
    case 'cancelled_but_open':
      return send(hand, difference);
    case 'unknown_to_shopify':
      return askFor(hand, difference);
  }
};

/** As the poll does it, which decides what is sent or parked. */
const bring = async (hand: Hand, difference: Difference): Promise<End> => {
  const order = await readNow(hand, difference);
  if (order === undefined || order === 'hidden') return order;
  if (order !== 'unreadable' && 'kind' in order) return order;
  return order === 'unreadable' ? parkUnreadable(hand, difference) : bringRead(hand, order.read);
};

const bringRead = async ({ ports, work, held }: Hand, read: NormalOrder): Promise<End> => {
  const own = tallied(work);
  await handleRead(own, read, {});
  if (own.tally.missed + own.tally.lost > 0) return 'repaired';
  if (own.tally.parked > 0) return 'parked';
  const key = { shop: ports.shop, orderId: read.orderId };
  const record = (await ports.readRecords([key])).recordOf(key);
  return isOurs(record, held.run().begunAt) ? 'repaired' : 'settled';
};

/** It is read once more, and lies in the dead letters then. */
const parkUnreadable = async ({ work }: Hand, { orderId, version }: Difference): Promise<End> => {
  const own = tallied(work);
  const stop = await handleMissing(own, { orderId, version: version ?? '' }, {});
  if (stop) return stop;
  const { parked, missed, lost, postponed } = own.tally;
  if (missed + lost > 0) return 'repaired';
  if (postponed > 0) return 'postponed';
  return parked > 0 ? 'parked' : 'settled';
};

/** A reconciliation put it on the queue since the comparison began: this one, or one that was quicker. */
const isOurs = ({ accepted }: OrderRecord, begunAt: string): boolean =>
  (accepted?.source === 'reconciliation' || accepted?.source === 'repair') &&
  Date.parse(accepted.at) >= Date.parse(begunAt);

const send = async (hand: Hand, difference: Difference): Promise<End> => {
  const order = await readNow(hand, difference);
  if (order === undefined || order === 'hidden') return order;
  if (order !== 'unreadable' && 'kind' in order) return order;
  return order === 'unreadable' ? 'reported' : sendRead(hand, difference, order.read);
};

/** The order as Shopify has it, `unreadable` in a form that is not read here; or why not now. */
const readNow = async (
  hand: Hand,
  { orderId, version }: Difference,
): Promise<{ readonly read: NormalOrder } | 'unreadable' | 'hidden' | Stop | undefined> => {
  const { ports, work } = hand;
  const answer = await work.patience.ask(() => ports.admin.order(orderId));
  if (answer.kind === 'malformed') return 'unreadable';
  if (answer.kind === 'unavailable') {
    hand.unreadable += 1;
    return hand.unreadable > unreadableMax ? answer : undefined;
  }
  if (answer.kind !== 'answered') return answer;
  if (answer.value === undefined) return 'hidden';
  // Shopify may give what it had before the change that it listed.
  const isOld = instantOf(answer.value.version) < instantOf(version ?? answer.value.version);
  return isOld ? undefined : { read: answer.value };
};

const sendRead = async (hand: Hand, difference: Difference, order: NormalOrder): Promise<End> => {
  const { ports, work, held } = hand;
  await work.turn();
  const key = { shop: ports.shop, orderId: order.orderId };
  // Reading and waiting took their time, and a webhook or another repair may have been quicker.
  const record = (await ports.readRecords([key])).recordOf(key);
  if (judgeStamp(order.version, record, ports.now()) !== 'known') return bringRead(hand, order);
  if (isOurs(record, held.run().begunAt)) return 'repaired';
  const found = { order, hash: contentHash(order) };
  const verdict = judgeRepair({ version: order.version, hash: found.hash }, record, ports.now());
  if (verdict !== 'repair' || !isStillSo(hand, difference, order, record)) return 'settled';
  const sent = await ports.sendRepair(tallied(work), found, record);
  return sent.kind === 'too_large' ? 'parked' : 'repaired';
};

/** Nothing was delivered, parked or put on its way since the list of the WMS. */
const isStillSo = (
  { ports, held }: Hand,
  { kind }: Difference,
  order: NormalOrder,
  record: OrderRecord,
): boolean => {
  const { list, since } = held.run();
  const seen = { begunAt: Date.parse(list.begunAt ?? since), since: Date.parse(since) };
  if (comparableDecision(record, seen, ports.now()) === undefined) return false;
  return kind === 'stale' || order.cancelled || isEnded(order);
};

const isEnded = ({ financialStatus }: NormalOrder): boolean =>
  financialStatus === 'voided' || financialStatus === 'refunded';

/** An order that only the WMS knows: is it in any shop of the stage? It is told, and never touched. */
const askFor = async (hand: Hand, { orderId }: Difference): Promise<End> => {
  const { ports, work } = hand;
  if (hand.asked >= askedMax) return 'unasked';
  hand.asked += 1;
  const keys = [ports, ...ports.others].map(({ shop }) => ({ shop, orderId }));
  const { recordOf } = await ports.readRecords(keys);
  if (keys.some((key) => Object.keys(recordOf(key)).length > 0)) return 'settled';
  for (const { admin } of [ports, ...ports.others]) {
    const answer = await work.patience.ask(() => admin.order(orderId));
    // Shopify has it, in a form that is not read here.
    if (answer.kind === 'malformed') return 'settled';
    if (answer.kind !== 'answered') return admin === ports.admin ? answer : 'unasked';
    if (answer.value !== undefined) return 'settled';
  }
  return 'reported';
};
