/**
 * `orders(first:, after:, query:, sortKey:, reverse:)`: which orders are found, in which order, by pages.
 *
 * A cursor names the last order seen and its place in the sort, as Shopify's does: who goes on from it
 * misses nothing, also when orders change in between, unless one moves behind it.
 */
import {
  asConnection,
  badRequest,
  type Connection,
  type PageArguments,
  pageSize,
} from './connection.ts';
import type { Granted } from './granted-scopes.ts';
import { byId, type OrderIndex, type Row, type SortKey, sortKeys } from './order-index.ts';
import { parseSearch } from './order-search.ts';
import type { AdminOrder } from './webhook-order.ts';

/** Without `read_all_orders` an app sees no order that was placed longer ago. */
const visibleDays = 60;
/** One listing may be walked so far, and no further. */
const walkedObjectsMax = 25_000;

export type OrdersArguments = PageArguments & {
  readonly query?: string | null;
  readonly sortKey?: string | null;
  readonly savedSearchId?: string | null;
};

/** Whether the app may see it at all. */
export const isVisible = (
  { created_at: createdAt }: AdminOrder,
  granted: Granted,
  now: number,
): boolean =>
  granted.has('read_all_orders') || Date.parse(createdAt) >= now - visibleDays * 86_400_000;

const sortKeyOf = ({ sortKey = 'PROCESSED_AT' }: OrdersArguments): SortKey => {
  const key = sortKeys.find((one) => one === sortKey);
  if (key === undefined) throw badRequest(`sorting orders by ${sortKey} is not simulated`);
  return key;
};

/** All orders that are found, in their order. */
export const findOrders = (
  index: OrderIndex,
  args: OrdersArguments,
  granted: Granted,
  now: number,
): readonly Row[] => {
  if (args.savedSearchId != null) throw badRequest('saved searches are not simulated');
  const search = parseSearch(args.query);
  const rows = index
    .rows(sortKeyOf(args))
    .filter((row) => isVisible(row.order, granted, now) && search(row));
  return args.reverse ? rows.toReversed() : rows;
};

type Cursor = { readonly last_id: string; readonly last_value: number };

const placeIn = ({ stamp }: Row, key: SortKey): number => (key === 'ID' ? 0 : stamp[key]);

const writeCursor = (row: Row, key: SortKey): string => {
  const cursor: Cursor = { last_id: row.order.id, last_value: placeIn(row, key) };
  return Buffer.from(JSON.stringify(cursor)).toString('base64');
};

const readCursor = (text: string): Cursor => {
  const found = /^\{"last_id":"(\d+)","last_value":(-?\d+)\}$/.exec(
    Buffer.from(text, 'base64').toString(),
  );
  const [, id, value] = found ?? [];
  if (id === undefined) throw badRequest('Invalid cursor for current pagination sort.');
  return { last_id: id, last_value: Number(value) };
};

/** How many of the rows come up to and with the cursor's place. */
const placeAfter = (rows: readonly Row[], args: OrdersArguments, key: SortKey): number => {
  if (args.after == null) return 0;
  const { last_id: id, last_value: value } = readCursor(args.after);
  const direction = args.reverse ? -1 : 1;
  const isBeyond = (row: Row): boolean =>
    direction * (placeIn(row, key) - value || byId(row.order.id, id)) > 0;
  const place = rows.findIndex(isBeyond);
  return place < 0 ? rows.length : place;
};

/** @throws a refusal where a page is asked for in a way that is not simulated. */
export const pageOfOrders = (rows: readonly Row[], args: OrdersArguments): Connection<Row> => {
  if (args.last != null || args.before != null)
    throw badRequest('orders(last:, before:) is not simulated: use first, after and reverse');
  const key = sortKeyOf(args);
  const size = pageSize(args);
  const start = placeAfter(rows, args, key);
  const end = start + size;
  if (end > walkedObjectsMax)
    throw badRequest(`Pagination is limited to ${walkedObjectsMax} objects: narrow the query`);
  const edges = rows.slice(start, end).map((row) => ({ cursor: writeCursor(row, key), node: row }));
  return asConnection(edges, { hasNextPage: end < rows.length, hasPreviousPage: start > 0 });
};
