/**
 * Pages of a list as Relay and Shopify give them: `first` after a cursor, or `last` before one.
 */
import { GraphQLError } from 'graphql';

/** More at once are refused. */
const pageSizeMax = 250;

/** The arguments of every connection. */
export type PageArguments = {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
};

type Edge<Node> = { readonly cursor: string; readonly node: Node };

export type Connection<Node> = {
  readonly edges: readonly Edge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
};

/** Gives a page of nodes; a bulk operation is given all of them. */
export type Connect = <Node>(nodes: readonly Node[], page: PageArguments) => Connection<Node>;

export const badRequest = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });

/** @throws the refusal of a size that is none, or of none at all. */
export const pageSize = ({ first, last }: PageArguments): number => {
  const size = first ?? last;
  if (size == null) throw badRequest('you must provide one of first or last');
  if (size < 0) throw badRequest('first and last must not be negative');
  if (size > pageSizeMax) throw badRequest(`The maximum page size is ${pageSizeMax}, got ${size}`);
  return size;
};

type Window = {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
};

export const asConnection = <Node>(
  edges: readonly Edge<Node>[],
  more: Window,
): Connection<Node> => ({
  edges,
  nodes: edges.map(({ node }) => node),
  pageInfo: {
    ...more,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  },
});

const cursorAt = (place: number): string =>
  Buffer.from(JSON.stringify({ last_value: place })).toString('base64');

const placeOf = (cursor: string): number => {
  const place = /^\{"last_value":(\d{1,9})\}$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (place === undefined) throw badRequest('Invalid cursor for current pagination sort.');
  return Number(place);
};

/** A page of a list that stays in its order: of an order's lines, say. A cursor is a place in it. */
export const connectPage: Connect = (nodes, page) => {
  const size = pageSize(page);
  const all = page.reverse ? nodes.toReversed() : nodes;
  const from = page.after == null ? 0 : placeOf(page.after) + 1;
  const until = page.before == null ? all.length : Math.min(all.length, placeOf(page.before));
  const start = page.first == null ? Math.max(from, until - size) : from;
  const end = page.first == null ? until : Math.min(until, from + size);
  const edges = all.slice(start, end).map((node, index) => ({
    cursor: cursorAt(start + index),
    node,
  }));
  return asConnection(edges, { hasNextPage: end < all.length, hasPreviousPage: start > 0 });
};

/** All at once, as in a bulk operation, which has no pages. */
export const connectAll: Connect = (nodes) =>
  asConnection(
    nodes.map((node, index) => ({ cursor: cursorAt(index), node })),
    { hasNextPage: false, hasPreviousPage: false },
  );
