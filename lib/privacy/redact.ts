/**
 * Removes what is held of some orders, or of a shop: the letters with what is in them, and of what waits on the
 * queue the reason to be sent. What the WMS has is the WMS's.
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

export const redact: PrivacyAct = async (ports, request, millisLeft) => {
  const { letters, isWhole } = await lettersOf(ports, request, millisLeft);
  const orders = await ordersOf(ports, request, letters);
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

/** @returns how many were closed before the time was up. */
const closeOrders = async (
  { ports, at, millisLeft }: Job,
  orders: readonly OrderKey[],
): Promise<number> => {
  let closed = 0;
  for (const chunk of inChunks(orders, ordersPerRead)) {
    if (millisLeft() <= 0) return closed;
    const { recordOf } = await ports.readRecords(chunk);
    for (const order of chunk) {
      const decided = givenUp(recordOf(order), at);
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
    if (millisLeft() <= 0) return settled;
    await ports.letters.settle(letter, settlement);
    settled += 1;
  }
  return settled;
};

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
