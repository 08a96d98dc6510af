/**
 * What an order's record says of a version that a smoke test has sent: did it come through?
 */
import type { Decided, OrderRecord } from '../../../lib/order/order-record.ts';
import { instantJson, spanText } from '../time-text.ts';
import type { Found } from './take-steps.ts';

/** Nothing while it is neither decided nor parked, at this version or a newer one. */
export const endOf = (
  record: OrderRecord,
  instant: number,
  expected: 'delivered' | 'not_sent',
): Found | undefined => {
  const { decided, parked } = record;
  if (parked !== undefined && parked.instant >= instant) {
    const fault = `it was parked as ${parked.class}, letter ${parked.letterId}`;
    return { fault, end: 'parked' };
  }
  if (decided === undefined || decided.instant < instant) return undefined;
  const { outcome: end } = decided;
  if (end !== expected) return { fault: `it is decided as ${end}, not as ${expected}`, end };
  const took = tookText(record, decided);
  if (end === 'not_sent') return { told: `not sent, as a test order${took}`, end };
  const { wmsOrderId } = record;
  return wmsOrderId === undefined
    ? { fault: 'it is decided as delivered, without an id of the WMS', end }
    : { told: `WMS id ${wmsOrderId}${took}`, end };
};

const tookText = ({ accepted }: OrderRecord, decided: Decided): string =>
  accepted?.instant === decided.instant
    ? `, ${Date.parse(decided.at) - Date.parse(accepted.at)} ms after it came`
    : '';

/** Why there is no end yet, as far as the record knows. */
export const withoutEnd = (
  { accepted, waitingSince }: OrderRecord,
  instant: number,
  waitedMillis: number,
): Found => {
  const waited = `after ${spanText(waitedMillis)}`;
  if (waitingSince !== undefined) {
    return { fault: `${waited} it still waits for the WMS, since ${instantOf(waitingSince)}` };
  }
  return accepted === undefined || accepted.instant < instant
    ? { fault: `${waited} its record does not say that it was accepted` }
    : { fault: `${waited} it is accepted, and no delivery of it has come to an end` };
};

const instantOf = (text: string): string => {
  const millis = Date.parse(text);
  return Number.isNaN(millis) ? 'some time' : instantJson(millis);
};
