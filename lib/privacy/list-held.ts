/**
 * What the bridge holds of a customer's orders, as a list that a person answers the customer with: which order lies
 * where and until when. Names of fields, ids and instants alone; the values are looked up by whoever may.
 */

import type { IndexedLetter } from '../letters/indexed-letter.ts';
import { inChunks } from '../letters/lanes.ts';
import { ordersPerRead } from '../letters/ports.ts';
import type { OrderRecord } from '../order/order-record.ts';
import { lettersOf, unfinished } from './held-letters.ts';
import type { PrivacyAct } from './privacy-ports.ts';
import type { PrivacyRequest } from './privacy-request.ts';

/** Of a person, in a message and so in a letter's content. */
const personalFields = [
  'shipTo.name',
  'shipTo.company',
  'shipTo.address1',
  'shipTo.address2',
  'shipTo.city',
  'shipTo.province',
  'shipTo.postalCode',
  'shipTo.countryCode',
  'shipTo.phone',
  'note',
] as const;

/** Shopify's word. */
const answerDays = 30;
const dayMillis = 86_400_000;

export const listHeld: PrivacyAct = async (ports, request, millisLeft) => {
  const { shop, orderIds, receivedAt } = request;
  const { letters: found, isWhole } = await lettersOf(ports, request, millisLeft);
  // A list with something missing would be a wrong answer.
  const cut = { request, letters: 0, orders: 0, ...unfinished(ports, request) };
  if (!isWhole) return cut;
  const letters = Map.groupBy(found, ({ orderId }) => orderId ?? '');
  const orders: ReturnType<typeof heldOf>[] = [];
  for (const chunk of inChunks(orderIds, ordersPerRead)) {
    if (millisLeft() <= 0) return cut;
    const { recordOf } = await ports.readRecords(chunk.map((orderId) => ({ shop, orderId })));
    for (const orderId of chunk) {
      orders.push(heldOf(orderId, recordOf({ shop, orderId }), letters.get(orderId) ?? []));
    }
  }
  const report = reportKey(request);
  const held = {
    ...{ schemaversion: 1, kind: request.kind, shop, receivedAt },
    answerBefore: new Date(Date.parse(receivedAt) + answerDays * dayMillis).toISOString(),
    ...{ requestId: request.requestId, customerId: request.customerId },
    todo: 'Answer the customer. Where an order has letters, `npm run bridge -- dead-letters show ID --personal` has the values; what the WMS holds, ask there.',
    ...{ personalFields, orders },
  };
  await ports.putReport(report, JSON.stringify(held, undefined, 2));
  return {
    ...{ request, report, outcome: 'done' },
    letters: found.length,
    orders: orders.filter(({ isKnown }) => isKnown).length,
  };
};

const heldOf = (
  orderId: string,
  { accepted, decided, parked, wmsOrderId }: OrderRecord,
  letters: readonly IndexedLetter[],
) => ({
  orderId,
  isKnown: accepted !== undefined || decided !== undefined,
  /** With all personal fields, for at most 14 days. */
  mayBeOnTheQueue:
    accepted !== undefined &&
    accepted.instant > Math.max(decided?.instant ?? 0, parked?.instant ?? 0),
  letters: letters.map(({ letterId, class: letterClass, parkedAt, parts }) => ({
    ...{ letterId, class: letterClass, parkedAt },
    holdsPersonalFields: parts > 0,
  })),
  /** The WMS has it, and by this id. */
  wmsOrderId: wmsOrderId ?? null,
  decided: decided ? { version: decided.version, outcome: decided.outcome, at: decided.at } : null,
});

const reportKey = ({ shop, receivedAt, requestId, id }: PrivacyRequest): `reports/${string}` =>
  `reports/privacy/${shop}/${receivedAt.slice(0, 10)}-${requestId ?? id.slice(0, 12)}.json`;
