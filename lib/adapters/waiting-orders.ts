/**
 * The orders whose delivery has failed or been deferred, from the table's waiting index: how many there
 * are, and the one that has waited longest.
 */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
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
      const answer = await documents.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: table.waiting.name,
          KeyConditionExpression: '#waiting = :waiting',
          ExpressionAttributeNames: { '#waiting': table.waiting.partition },
          ExpressionAttributeValues: { ':waiting': waitingOrders },
          ...(pageOrders === undefined ? {} : { Limit: pageOrders }),
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      count += answer.Items?.length ?? 0;
      first ??= answer.Items?.[0];
      start = answer.LastEvaluatedKey;
      if (start === undefined) break;
    }
    const oldest = first === undefined ? {} : { oldest: oldestOf(first) };
    return { count, complete: start === undefined, ...oldest };
  };

const oldestOf = (item: Readonly<Record<string, unknown>>) => ({
  order: String(item[table.key]).replace(table.orderPrefix, ''),
  since: Date.parse(String(item[table.waiting.sort])),
});
