/**
 * The orders whose delivery has failed or been deferred, from the table's waiting index: how many there
 * are, the one that has waited longest, and which of them are a shop's.
 */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { OrderKey } from '../delivery/settle-ports.ts';
import type { WaitingOrders } from '../watch/seen.ts';
import { waitingOrders } from './order-record-changes.ts';

/** Pages of up to a megabyte, thousands of orders each: whether more wait makes no difference then. */
export const waitingPagesMax = 5;

/** @param pageOrders - orders of one page. @default - as many as a megabyte holds */
export const makeReadWaitingOrders =
  (documents: DynamoDBDocumentClient, tableName: string, pageOrders?: number) =>
  async (): Promise<WaitingOrders> => {
    let count = 0;
    let first: Readonly<Record<string, unknown>> | undefined;
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < waitingPagesMax; page++) {
      const answer = await documents.send(waitingQuery(tableName, pageOrders, start));
      count += answer.Items?.length ?? 0;
      first ??= answer.Items?.[0];
      start = answer.LastEvaluatedKey;
      if (start === undefined) break;
    }
    const oldest = first === undefined ? {} : { oldest: oldestOf(first) };
    return { count, complete: start === undefined, ...oldest };
  };

/** More of one shop wait in no outage that anybody lets last. */
const listedPagesMax = 100;

/** All of one shop that wait, by their keys. */
export const makeListWaiting =
  (documents: DynamoDBDocumentClient, tableName: string) =>
  async (shop: string): Promise<readonly OrderKey[]> => {
    const begin = `${table.orderPrefix}${shop}/`;
    const found: OrderKey[] = [];
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < listedPagesMax; page++) {
      const { Items: items = [], LastEvaluatedKey: last } = await documents.send(
        waitingQuery(tableName, undefined, start),
      );
      const ids = items.map((item) => String(item[table.key]));
      found.push(
        ...ids
          .filter((id) => id.startsWith(begin))
          .map((id) => ({ shop, orderId: id.slice(begin.length) })),
      );
      start = last;
      if (start === undefined) break;
    }
    return found;
  };

const waitingQuery = (
  tableName: string,
  limit: number | undefined,
  start: Record<string, unknown> | undefined,
): QueryCommand =>
  new QueryCommand({
    TableName: tableName,
    IndexName: table.waiting.name,
    KeyConditionExpression: '#waiting = :waiting',
    ExpressionAttributeNames: { '#waiting': table.waiting.partition },
    ExpressionAttributeValues: { ':waiting': waitingOrders },
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(start ? { ExclusiveStartKey: start } : {}),
  });

const oldestOf = (item: Readonly<Record<string, unknown>>) => ({
  order: String(item[table.key]).replace(table.orderPrefix, ''),
  since: Date.parse(String(item[table.waiting.sort])),
});
