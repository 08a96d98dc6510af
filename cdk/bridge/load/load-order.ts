/** The orders of a load test: test orders of a made-up person, signed as the shop signs. */
import { type SignedWebhook, type SmokeOrder, signedWebhook } from '../smoke/smoke-order.ts';

export type LoadSigner = {
  readonly shop: string;
  readonly secret: string;
  readonly makeId: () => string;
};

const numbersPerMilli = 10_000;
const numberDigits = 4;

/**
 * Its id has 18 digits and begins with 9, as a smoke test's.
 *
 * @param startedAt - epoch milliseconds; two load tests begin in different ones.
 * @param number - from 0.
 */
export const makeLoadOrder = (startedAt: number, number: number, sku: string): SmokeOrder => {
  const openedAt = Math.floor(startedAt / 1_000) * 1_000;
  const milli = startedAt + Math.floor(number / numbersPerMilli);
  return {
    id: `9${milli}${String(number % numbersPerMilli).padStart(numberDigits, '0')}`,
    name: `#LOAD-${openedAt / 1_000}-${number + 1}`,
    openedAt,
    cancelledAt: openedAt + 1_000,
    sku,
  };
};

export const signedLoadOrder = (
  order: SmokeOrder,
  { shop, secret, makeId }: LoadSigner,
): SignedWebhook =>
  signedWebhook(order, 'open', { shop, secret, webhookId: makeId() }, 'Load test');
