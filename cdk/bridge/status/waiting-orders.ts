/**
 * The orders whose delivery has failed or been deferred, from the table's waiting index: how many there
 * are, and the one that has waited longest.
 */
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { waitingOrders } from '../../../lib/adapters/order-records.ts';
import { table } from '../../../lib/config/table.ts';

export type WaitingOrders = {
  readonly count: number;
  /** False where more wait than were counted. */
  readonly complete: boolean;
  readonly oldest?: { readonly order: string; readonly since: number };
};

/** Pages of up to a megabyte, thousands of orders each: whether more wait makes no difference then. */
const pagesMax = 5;

export const readWaitingOrders = async (
  documents: DynamoDBDocumentClient,
  tableName: string,
): Promise<WaitingOrders> => {
  const items: Record<string, unknown>[] = [];
  let start: Record<string, unknown> | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const answer = await documents.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: table.waiting.name,
        KeyConditionExpression: '#waiting = :waiting',
        ExpressionAttributeNames: { '#waiting': table.waiting.partition },
        ExpressionAttributeValues: { ':waiting': waitingOrders },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
    if (start === undefined) break;
  }
  const [oldest] = items;
  return {
    count: items.length,
    complete: start === undefined,
    ...(oldest ? { oldest: oldestOf(oldest) } : {}),
  };
};

const oldestOf = (item: Record<string, unknown>) => ({
  order: String(item[table.key]).replace(table.orderPrefix, ''),
  since: Date.parse(String(item[table.waiting.sort])),
});
