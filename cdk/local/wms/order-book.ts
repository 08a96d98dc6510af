/**
 * The orders that the simulated WMS has: which version wins, and every version it was ever sent.
 */
import { forgetOldest } from './newest.ts';
import type { WmsOrder } from './order-contract.ts';

const ordersMaxDefault = 20_000;
const versionsMax = 200;

export type SentVersion = {
  readonly atMillis: number;
  readonly idempotencyKey: string;
  readonly correlationId: string | null;
  /** `same`: this very content was there already. `outdated`: refused, a newer version was there. */
  readonly outcome: 'created' | 'replaced' | 'same' | 'outdated';
  readonly order: WmsOrder;
};

export type StoredOrder = {
  readonly orderId: string;
  readonly wmsOrderId: string;
  readonly updatedAtMillis: number;
  /** What the WMS holds now. */
  readonly current: WmsOrder;
  /** Times that the content changed, its creation included: 1 for an order that was put once in effect. */
  readonly effects: number;
  /** In order of arrival, newest last, the newest 200. */
  readonly versions: readonly SentVersion[];
};

export type PutOrder = Omit<SentVersion, 'outcome'>;
export type PutResult = {
  readonly outcome: SentVersion['outcome'];
  readonly wmsOrderId: string;
  /** The version that the WMS holds now. */
  readonly version: string;
};

/** Equal for equal content, whatever the order of an object's keys. */
export const fingerprint = (value: unknown): string =>
  JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

const outcomeOf = (known: StoredOrder | undefined, order: WmsOrder): SentVersion['outcome'] => {
  if (known === undefined) return 'created';
  const age = Date.parse(order.version) - Date.parse(known.current.version);
  if (age < 0) return 'outdated';
  return fingerprint(known.current) === fingerprint(order) ? 'same' : 'replaced';
};

export const makeOrderBook = (ordersMax: number = ordersMaxDefault) => {
  const orders = new Map<string, StoredOrder>();
  let created = 0;

  const firstOf = (put: PutOrder): StoredOrder => {
    created += 1;
    const wmsOrderId = `WMS-${String(created).padStart(6, '0')}`;
    const orderId = put.order.order_id;
    const start = { updatedAtMillis: put.atMillis, current: put.order, effects: 0, versions: [] };
    return { orderId, wmsOrderId, ...start };
  };

  const put = (given: PutOrder): PutResult => {
    const known = orders.get(given.order.order_id);
    const outcome = outcomeOf(known, given.order);
    const before = known ?? firstOf(given);
    const changes = outcome === 'created' || outcome === 'replaced';
    const after: StoredOrder = {
      ...before,
      updatedAtMillis: changes ? given.atMillis : before.updatedAtMillis,
      current: changes ? given.order : before.current,
      effects: before.effects + (changes ? 1 : 0),
      versions: [...before.versions, { ...given, outcome }].slice(-versionsMax),
    };
    orders.set(after.orderId, after);
    forgetOldest(orders, ordersMax);
    return { outcome, wmsOrderId: after.wmsOrderId, version: after.current.version };
  };

  return {
    put,
    get: (orderId: string) => orders.get(orderId),
    all: () => [...orders.values()],
    /** Loses it, with all that it was sent. @returns whether it was there */
    forget: (orderId: string): boolean => orders.delete(orderId),
  };
};
export type OrderBook = ReturnType<typeof makeOrderBook>;
