/**
 * Which orders changed within a window: ids and versions only, which is cheap.
 *
 * Asked of Shopify's search, which may lag behind the orders themselves.
 */
import * as z from 'zod';
import { utc } from '../../order/normal-order.ts';
import type { Answered, StampPage } from '../admin-api.ts';
import {
  type AdminDocument,
  type Ask,
  dateTimeSchema,
  gidSchema,
  idOf,
  pageInfo,
  pageInfoSchema,
} from './document.ts';

const dataSchema = z.object({
  orders: z.object({
    nodes: z.array(z.object({ id: gidSchema, updatedAt: dateTimeSchema })),
    pageInfo: pageInfoSchema,
  }),
});

/** Without its sort key it would come by `processed_at`, and a page would not be a piece of the window. */
export const changedOrders: AdminDocument<z.output<typeof dataSchema>> = {
  name: 'ChangedOrders',
  kind: 'query',
  text: `query ChangedOrders($query: String!, $after: String) {
  orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt }
    ${pageInfo}
  }
}`,
  data: dataSchema,
  cost: 253,
  scopes: ['read_orders'],
};

/** Shopify's search reads an unquoted timestamp as something else, and gives older orders too. */
const searchOf = ({ from, until }: { readonly from: string; readonly until: string }): string =>
  `updated_at:>='${utc(from)}' AND updated_at:<='${utc(until)}'`;

/** @throws for a window that is none: it comes from us. */
export const readChanged = async (
  ask: Ask,
  window: { readonly from: string; readonly until: string },
  after?: string,
): Promise<Answered<StampPage>> => {
  const answer = await ask(changedOrders, { query: searchOf(window), after: after ?? null });
  if (answer.kind !== 'answered') return answer;
  const { nodes, pageInfo: page } = answer.value.orders;
  const stamps = nodes.map(({ id, updatedAt }) => ({ orderId: idOf(id), version: utc(updatedAt) }));
  if (!page.hasNextPage) return { kind: 'answered', value: { stamps } };
  if (page.endCursor === null) {
    return { kind: 'malformed', fault: 'orders.pageInfo: a next page without a cursor' };
  }
  return { kind: 'answered', value: { stamps, next: page.endCursor } };
};
