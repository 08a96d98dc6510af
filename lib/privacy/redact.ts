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
import type { PrivacyEnd, PrivacyPorts } from './privacy-ports.ts';
import type { PrivacyRequest } from './privacy-request.ts';

const lettersPerPage = 500;
/** A hundred thousand letters. */
const pagesMax = 200;
/** What a delivery in hand parks behind our back is found by a later run, for so long. */
const patienceMillis = 86_400_000;

export const redact = async (ports: PrivacyPorts, request: PrivacyRequest): Promise<PrivacyEnd> => {
  const at = new Date(ports.now()).toISOString();
  const letters = await lettersOf(ports, request);
  const orders = await ordersOf(ports, request, letters);
  // First the orders: a letter that is gone would else be sent by an older copy of it.
  const closed = await closeOrders(ports, orders, at);
  const settlement = { how: 'discarded', at, jobId: `privacy-${request.id.slice(0, 12)}` } as const;
  for (const letter of letters) await ports.letters.settle(letter, settlement);
  const isClean = letters.length === 0 && closed === 0;
  const isOld = ports.now() - Date.parse(request.receivedAt) > patienceMillis;
  const outcome = isClean ? 'done' : isOld ? 'left' : 'again';
  return { request, letters: letters.length, orders: closed, outcome };
};

/** Those that wait, of the orders that are meant. */
export const lettersOf = async (
  { letters: { page } }: Pick<PrivacyPorts, 'letters'>,
  request: PrivacyRequest,
): Promise<readonly IndexedLetter[]> => {
  const { shop, kind } = request;
  const ids = new Set(request.orderIds);
  const isMeant = (letter: IndexedLetter): boolean =>
    letter.shop === shop &&
    (kind === 'shop/redact' || (letter.orderId !== null && ids.has(letter.orderId)));
  const found: IndexedLetter[] = [];
  let read = await page(lettersPerPage);
  for (let pages = 1; ; pages += 1) {
    found.push(...read.letters.filter(isMeant));
    if (read.next === undefined || pages === pagesMax) return found;
    read = await page(lettersPerPage, read.next);
  }
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

const closeOrders = async (
  ports: PrivacyPorts,
  orders: readonly OrderKey[],
  at: string,
): Promise<number> => {
  let closed = 0;
  for (const chunk of inChunks(orders, ordersPerRead)) {
    const { recordOf } = await ports.readRecords(chunk);
    for (const order of chunk) {
      const decided = givenUp(recordOf(order), at);
      if (decided === undefined) continue;
      await ports.markDecided(order, decided);
      closed += 1;
    }
  }
  return closed;
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
