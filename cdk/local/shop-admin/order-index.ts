/**
 * The orders that the simulated Admin API knows, and the search index beside them.
 *
 * The index may lag: an order is then found by its former times, or not at all, while reading it by id
 * gives its present state. Bounded: the orders that were told longest ago are forgotten.
 */
import { forgetOldest } from '../wms/newest.ts';
import { type AdminOrder, readWebhookOrder, type WebhookOrder } from './webhook-order.ts';

const ordersMax = 150_000;
/** Former states of one order that the index may still show. */
const stampsMax = 20;

export const sortKeys = ['CREATED_AT', 'ID', 'PROCESSED_AT', 'UPDATED_AT'] as const;
export type SortKey = (typeof sortKeys)[number];

/** What the index has of an order: epoch milliseconds. */
export type Stamp = {
  readonly CREATED_AT: number;
  readonly PROCESSED_AT: number;
  readonly UPDATED_AT: number;
};

export type Row = { readonly order: AdminOrder; readonly stamp: Stamp };

type Entry = {
  order: AdminOrder;
  /** Oldest first, with the instant at which the order was told. */
  readonly stamps: { readonly toldAt: number; readonly stamp: Stamp }[];
};

const stampOf = (order: AdminOrder): Stamp => ({
  CREATED_AT: Date.parse(order.created_at),
  PROCESSED_AT: Date.parse(order.processed_at),
  UPDATED_AT: Date.parse(order.updated_at),
});

/** Ids of any length by their number. */
export const byId = (a: string, b: string): number =>
  a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

const compareRows =
  (key: SortKey) =>
  (a: Row, b: Row): number =>
    (key === 'ID' ? 0 : a.stamp[key] - b.stamp[key]) || byId(a.order.id, b.order.id);

/** What was told of each order, told longest ago first. */
const makeEntries = (now: () => number) => {
  const entries = new Map<string, Entry>();
  const put = (body: WebhookOrder): AdminOrder => {
    const order = readWebhookOrder(body);
    const stamps = entries.get(order.id)?.stamps ?? [];
    stamps.push({ toldAt: now(), stamp: stampOf(order) });
    if (stamps.length > stampsMax) stamps.shift();
    entries.delete(order.id);
    entries.set(order.id, { order, stamps });
    forgetOldest(entries, ordersMax);
    return order;
  };
  return { entries, put };
};

/** The orders as the index shows them that lags so far behind. */
const indexed = (entries: Iterable<Entry>, shownUntil: number): Row[] => {
  const rows: Row[] = [];
  for (const { order, stamps } of entries) {
    const shown = stamps.findLast(({ toldAt }) => toldAt <= shownUntil);
    if (shown !== undefined) rows.push({ order, stamp: shown.stamp });
  }
  return rows;
};

export const makeOrderIndex = (now: () => number) => {
  const { entries, put } = makeEntries(now);
  /** By sort key, as long as no order changes. */
  const sorted = new Map<SortKey, readonly Row[]>();
  let lagMillis = 0;

  const sortRows = (key: SortKey): readonly Row[] =>
    indexed(entries.values(), now() - lagMillis).sort(compareRows(key));

  return {
    put: (body: WebhookOrder): AdminOrder => {
      sorted.clear();
      return put(body);
    },
    get: (id: string): AdminOrder | undefined => entries.get(id)?.order,
    find: (matches: (order: AdminOrder) => boolean): AdminOrder | undefined => {
      for (const { order } of entries.values()) if (matches(order)) return order;
      return undefined;
    },
    remove: (id: string): void => {
      if (entries.delete(id)) sorted.clear();
    },
    /** Told longest ago first. */
    all: (): readonly AdminOrder[] => [...entries.values()].map(({ order }) => order),
    /** What the index shows, in this order. */
    rows: (key: SortKey): readonly Row[] => {
      if (lagMillis > 0) return sortRows(key);
      const rows = sorted.get(key) ?? sortRows(key);
      sorted.set(key, rows);
      return rows;
    },
    setLagSeconds: (seconds: number): void => {
      lagMillis = seconds * 1_000;
      sorted.clear();
    },
  };
};
export type OrderIndex = ReturnType<typeof makeOrderIndex>;
