/**
 * Bulk operations: Shopify writes all orders changed since an instant into one file, in its own time.
 *
 * Costs nothing of the bucket but the asking. Where the file lies is told here; who reads it streams it.
 */
import * as z from 'zod';
import { utc } from '../../order/normal-order.ts';
import type { Answered, BulkOperation } from '../admin-api.ts';
import { type AdminDocument, type Ask, enumSchema, gidSchema } from './document.ts';
import { rejectedBy, userErrorsSchema } from './user-errors.ts';

const statuses = {
  CREATED: 'created',
  RUNNING: 'running',
  COMPLETED: 'completed',
  FAILED: 'failed',
  CANCELED: 'canceled',
  CANCELING: 'canceled',
  EXPIRED: 'expired',
} as const;

const operationSchema = z.object({
  id: gidSchema,
  status: z.enum(Object.keys(statuses) as (keyof typeof statuses)[]),
  errorCode: enumSchema.nullable(),
  url: z.string().nullable(),
  /** A 64-bit integer, which GraphQL writes as a text. */
  objectCount: z.string().regex(/^\d{1,20}$/),
  query: z.string(),
});
const fields = 'id status errorCode url objectCount query';

const startSchema = z.object({
  bulkOperationRunQuery: z
    .object({ bulkOperation: operationSchema.nullable(), userErrors: userErrorsSchema })
    .nullable(),
});
export const startBulkQuery: AdminDocument<z.output<typeof startSchema>> = {
  name: 'StartBulk',
  kind: 'mutation',
  text: `mutation StartBulk($query: String!) {
  bulkOperationRunQuery(query: $query) {
    bulkOperation { ${fields} }
    userErrors { field message }
  }
}`,
  data: startSchema,
  cost: 12,
  scopes: ['read_orders'],
};

const byIdSchema = z.object({ bulkOperation: operationSchema.nullable() });
export const bulkById: AdminDocument<z.output<typeof byIdSchema>> = {
  name: 'BulkById',
  kind: 'query',
  text: `query BulkById($id: ID!) { bulkOperation(id: $id) { ${fields} } }`,
  data: byIdSchema,
  cost: 1,
  scopes: [],
};

const newestSchema = z.object({
  bulkOperations: z.object({ nodes: z.array(operationSchema) }),
});
/** Newest first. At most five of an app run at once in a shop, so the running ones are among these. */
export const newestBulk: AdminDocument<z.output<typeof newestSchema>> = {
  name: 'NewestBulk',
  kind: 'query',
  text: `query NewestBulk { bulkOperations(first: 25) { nodes { ${fields} } } }`,
  data: newestSchema,
  cost: 27,
  scopes: [],
};

/**
 * What the file holds of each order: enough to compare, nothing of the customer. Written as Shopify's
 * manual writes such a query, with edges. A list like `fulfillments` with a connection in it is refused.
 */
export const bulkExport = (since: string): string => `{
  orders(query: "updated_at:>='${since}'") {
    edges { node { id updatedAt createdAt cancelledAt displayFinancialStatus test } }
  }
}`;
const sinceIn = /updated_at:>='([^']+)'/;

/** @param since - an instant. The operation that runs already and reaches as far back is given instead. */
export const startBulk = async (ask: Ask, since: string): Promise<Answered<BulkOperation>> => {
  const from = utc(since);
  const newest = await ask(newestBulk);
  if (newest.kind !== 'answered') return newest;
  const running = newest.value.bulkOperations.nodes.find((one) => isUnderWay(one, from));
  if (running) return { kind: 'answered', value: asBulk(running) };
  const answer = await ask(startBulkQuery, { query: bulkExport(from) });
  if (answer.kind !== 'answered') return answer;
  const started = answer.value.bulkOperationRunQuery;
  return started?.bulkOperation
    ? { kind: 'answered', value: asBulk(started.bulkOperation) }
    : rejectedBy(started?.userErrors ?? []);
};

type Operation = z.output<typeof operationSchema>;

const isUnderWay = ({ status, query }: Operation, from: string): boolean => {
  const since = sinceIn.exec(query)?.[1];
  if (since === undefined || (status !== 'CREATED' && status !== 'RUNNING')) return false;
  return query === bulkExport(since) && Date.parse(since) <= Date.parse(from);
};

export const readBulk = async (ask: Ask, id: string): Promise<Answered<BulkOperation>> => {
  const answer = await ask(bulkById, { id });
  if (answer.kind !== 'answered') return answer;
  const { bulkOperation } = answer.value;
  return bulkOperation
    ? { kind: 'answered', value: asBulk(bulkOperation) }
    : { kind: 'rejected', fault: 'Shopify knows no such bulk operation' };
};

const asBulk = ({ id, status, errorCode, url, objectCount }: Operation): BulkOperation => ({
  id,
  status: statuses[status],
  errorCode,
  url,
  objects: Number(objectCount),
});

/** A line of the file. */
export const bulkOrderSchema = z.object({
  id: gidSchema,
  updatedAt: z.iso.datetime({ offset: true }),
  createdAt: z.iso.datetime({ offset: true }),
  cancelledAt: z.iso.datetime({ offset: true }).nullable(),
  displayFinancialStatus: enumSchema.nullable(),
  test: z.boolean(),
});
