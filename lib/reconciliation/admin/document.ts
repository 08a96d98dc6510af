/**
 * What a GraphQL document is to us: its text, the shape of its answer, what it costs and what it needs.
 *
 * Every document is checked in a test against Shopify's schema: text, shape, cost and scopes.
 */
import * as z from 'zod';
import type { Answered } from '../admin-api.ts';

export type AdminDocument<Data> = {
  /** As in its text; names it in logs. */
  readonly name: string;
  readonly kind: 'query' | 'mutation';
  readonly text: string;
  readonly data: z.ZodType<Data>;
  /** By Shopify's documented formula, which is the most it asks for: often it is far less. */
  readonly cost: number;
  /** What the app must be granted. */
  readonly scopes: readonly string[];
};

export type Variables = Readonly<Record<string, string | null>>;

/** Asks one shop's Admin API; whatever it says besides the whole answer is trouble. */
export type Ask = <Data>(
  document: AdminDocument<Data>,
  variables?: Variables,
) => Promise<Answered<Data>>;

/** Of a connection as deep as we look into it. */
export const pageInfoSchema = z.object({
  hasNextPage: z.boolean(),
  endCursor: z.string().nullable(),
});
export const pageInfo = 'pageInfo { hasNextPage endCursor }';

/** `gid://shopify/Order/123`. */
export const gidSchema = z.string().regex(/^gid:\/\/shopify\/[A-Za-z]+\/\d{1,32}$/);
export const dateTimeSchema = z.iso.datetime({ offset: true });
/**
 * Any enum's value. Shopify may add some, also for an old version once it serves that by a newer one;
 * what a value means is decided where it is used.
 */
export const enumSchema = z.string().regex(/^[A-Z][A-Z0-9_]*$/);

/** The digits of a gid, which are the id in webhooks. */
export const idOf = (gid: string): string => gid.slice(gid.lastIndexOf('/') + 1);
export const gidOf = (type: 'Order', id: string): string => `gid://shopify/${type}/${id}`;
