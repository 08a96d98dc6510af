/**
 * Removes what is held of some orders, or of a shop: the letters with what is in them, and of what waits on the
 * queue the reason to be sent. What the WMS has is the WMS's.
 *
 * Only what was held when the request came: a version that came later is sold by a shop that lives, or is what
 * Shopify itself has left of an order. And a shop that still sells to us loses nothing at all.
 *
 * A message cannot be taken off a queue by its order. So the order's record says that its version is given up;
 * whoever receives the message next drops it unsent.
 */
import type { OrderKey } from '../delivery/settle-ports.ts';
import type { IndexedLetter } from '../letters/indexed-letter.ts';
import { inChunks } from '../letters/lanes.ts';
import { ordersPerRead } from '../letters/ports.ts';
import type { Decided, OrderRecord } from '../order/order-record.ts';
import { lettersOf, unfinished } from './held-letters.ts';
import type { PrivacyAct, PrivacyPorts } from './privacy-ports.ts';
import type { PrivacyRequest } from './privacy-request.ts';

/**
 * Shopify asks 48 hours after the app is uninstalled, and sends it no webhook meanwhile. Whatever came in them came by
 * another app of the same shop, or the request is an old one that somebody sent again.
 */
const uninstalledMillis = 172_800_000;

export const redact: PrivacyAct = async (ports, request, millisLeft) => {
  const { letters, isWhole } = await lettersOf(ports, request, millisLeft);
  const orders = await ordersOf(ports, request, letters);
  const none = { request, letters: 0, orders: 0 };
  if (request.kind === 'shop/redact') {
    if (await stillSells(ports, request, { letters, orders }, millisLeft)) {
      return { ...none, outcome: 'left', reason: 'still_sells' };
    }
    // What was not looked at may be of today.
    if (!isWhole) return { ...none, ...unfinished(ports, request) };
  }
  const at = new Date(ports.now()).toISOString();
  const job: Job = { ports, request, at, millisLeft };
  // First the orders: a letter that is gone would else be sent by an older copy of it.
  const closed = await closeOrders(job, orders);
  const settled = await settleLetters(job, letters);
  const isClean = isWhole && settled === 0 && closed === 0 && millisLeft() > 0;
  const end = isClean ? ({ outcome: 'done' } as const) : unfinished(ports, request);
  return { request, letters: settled, orders: closed, ...end };
};

type Job = {
  readonly ports: PrivacyPorts;
  readonly request: PrivacyRequest;
  readonly at: string;
  readonly millisLeft: () => number;
};

/** A shop's orders are in no list: those that have letters or wait are all that may hold something. */
const ordersOf = async (
  ports: PrivacyPorts,
  { kind, shop, orderIds }: PrivacyRequest,
  letters: readonly IndexedLetter[],
): Promise<readonly OrderKey[]> => {
  if (kind !== 'shop/redact') return orderIds.map((orderId) => ({ shop, orderId }));
  const waiting = (await ports.waitingOrders(shop)).map(({ orderId }) => orderId);
  const parked = letters.flatMap(({ orderId }) => orderId ?? []);
  return [...new Set([...waiting, ...parked])].map((orderId) => ({ shop, orderId }));
};

const stillSells = async (
  ports: PrivacyPorts,
  { receivedAt }: PrivacyRequest,
  held: { readonly letters: readonly IndexedLetter[]; readonly orders: readonly OrderKey[] },
  millisLeft: () => number,
): Promise<boolean> => {
  const uninstalledAt = Date.parse(receivedAt) - uninstalledMillis;
  const isLater = (at: string | undefined): boolean =>
    at !== undefined && Date.parse(at) > uninstalledAt;
  if (held.letters.some((letter) => isLater(letter.receivedAt))) return true;
  for (const chunk of inChunks(held.orders, ordersPerRead)) {
    // Nothing is closed then, either.
    if (millisLeft() <= 0) return false;
    const { recordOf } = await ports.readRecords(chunk);
    if (chunk.some((order) => isLater(recordOf(order).accepted?.at))) return true;
  }
  return false;
};

/** @returns how many were closed before the time was up. */
const closeOrders = async (
  { ports, request, at, millisLeft }: Job,
  orders: readonly OrderKey[],
): Promise<number> => {
  let closed = 0;
  for (const chunk of inChunks(orders, ordersPerRead)) {
    if (millisLeft() <= 0) return closed;
    const { recordOf } = await ports.readRecords(chunk);
    for (const order of chunk) {
      const record = recordOf(order);
      const decided = wasHeld(record.accepted?.at, request) ? givenUp(record, at) : undefined;
      if (decided === undefined) continue;
      if (millisLeft() <= 0) return closed;
      await ports.markDecided(order, decided);
      closed += 1;
    }
  }
  return closed;
};

/** @returns how many were settled before the time was up. */
const settleLetters = async (
  { ports, request, at, millisLeft }: Job,
  letters: readonly IndexedLetter[],
): Promise<number> => {
  const settlement = { how: 'discarded', at, jobId: `privacy-${request.id.slice(0, 12)}` } as const;
  let settled = 0;
  for (const letter of letters) {
    // By when its message came: a delivery in hand may have parked it later.
    if (!wasHeld(letter.receivedAt, request)) continue;
    if (millisLeft() <= 0) return settled;
    await ports.letters.settle(letter, settlement);
    settled += 1;
  }
  return settled;
};

const wasHeld = (at: string | undefined, { receivedAt }: PrivacyRequest): boolean =>
  at !== undefined && Date.parse(at) <= Date.parse(receivedAt);

/** The newest version that was put on the queue, unless it is done with. */
const givenUp = ({ accepted, decided }: OrderRecord, at: string): Decided | undefined => {
  if (accepted === undefined) return undefined;
  const { version, instant, hash, generation = 0 } = accepted;
  const age = decided === undefined ? -1 : decided.instant - instant;
  const isDone = age > 0 || (age === 0 && (decided?.generation ?? 0) >= generation);
  if (isDone && !(age === 0 && decided?.hash !== hash)) return undefined;
  const above = age === 0 ? (decided?.generation ?? 0) + 1 : 0;
  const raised = Math.max(generation, above);
  return { version, instant, hash, generation: raised, at, outcome: 'discarded' };
};
