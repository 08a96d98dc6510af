/**
 * What a shop has after six hours in which nothing of ours ran: orders with one to three versions, spread over
 * that time, and the webhooks that Shopify still tries. It gives up on one after four hours.
 */

import { makeRandom } from '../../cdk/local/shop/random.ts';
import { shopifyLine } from '../builders/shopify-order.ts';

export const outageHours = 6;
/** From the first try to the eighth (FACTS-shopify). */
export const patienceHours = 4;

const hourMillis = 3_600_000;
const linesMax = 3;

type Body = Readonly<Record<string, unknown>>;
/** One version: how the order stood at that second. */
export type Version = { readonly at: number; readonly given: Body };

export type PlannedOrder = {
  readonly id: string;
  /** Oldest first. */
  readonly versions: readonly [Version, ...Version[]];
  /** What the WMS must end with. */
  readonly end: 'open' | 'cancelled' | 'not sent';
};

/** Every tenth is cancelled in the end, every twelfth never paid; else its first line's quantity changes. */
const lastChange = (n: number): { readonly end: PlannedOrder['end']; readonly given: Body } => {
  if (n % 10 === 4) return { end: 'cancelled', given: { cancelled_at: '' } };
  if (n % 12 === 5) return { end: 'not sent', given: { financial_status: 'pending' } };
  return { end: 'open', given: {} };
};

const iso = (millis: number): string => new Date(millis).toISOString();

/** @param from - when the outage began: epoch milliseconds, a whole second. */
export const planOutage = (
  from: number,
  orders: number,
  newId: () => string,
): readonly PlannedOrder[] =>
  Array.from({ length: orders }, (_, n) => {
    const count = 1 + (n % linesMax);
    // Placed evenly over the outage; each version an hour later than the one before, where there is time for it.
    const span = outageHours * hourMillis;
    const placedAt = from + Math.floor((n * span) / orders / 1_000) * 1_000;
    const step = Math.min(
      hourMillis,
      Math.floor((from + span - placedAt) / (count * 1_000)) * 1_000,
    );
    const { end, given } = lastChange(n);
    const versions = Array.from({ length: count }, (_, v): Version => {
      const at = placedAt + v * step;
      const isLast = v === count - 1;
      const last = isLast && 'cancelled_at' in given ? { cancelled_at: iso(at) } : given;
      const body = { created_at: iso(placedAt), updated_at: iso(at) };
      const line_items = [shopifyLine({ quantity: v + 1 })];
      const unpaid = end === 'not sent' ? { financial_status: 'pending' } : {};
      return { at, given: { ...body, line_items, ...unpaid, ...(isLast ? last : {}) } };
    });
    const [first, ...others] = versions;
    if (first === undefined) throw new Error('an order has at least one version');
    return { id: newId(), versions: [first, ...others], end };
  });

export type LateWebhook = { readonly id: string; readonly given: Body };

/** Those of versions that are young enough, one in four of them twice, in an order that nobody foresees. */
export const lateWebhooks = (
  orders: readonly PlannedOrder[],
  returnedAt: number,
  seed: string,
): readonly LateWebhook[] => {
  const random = makeRandom(seed);
  return orders
    .flatMap(({ id, versions }) =>
      versions
        .filter(({ at }) => at > returnedAt - patienceHours * hourMillis)
        .map(({ given }) => ({ id, given })),
    )
    .flatMap((one, n) => (n % 4 === 0 ? [one, one] : [one]))
    .map((one) => ({ one, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
};
