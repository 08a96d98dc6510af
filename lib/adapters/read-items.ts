/**
 * Up to a hundred items in one consistent read. DynamoDB may leave keys of it unprocessed; they are asked
 * for again, and an item that stays unread is an error: a caller would take it for one that is not there.
 */
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';

/** Calls for one read: the first, and those for keys that DynamoDB left unprocessed. */
const readCallsMax = 3;

/** @param ids - at most 100; those without an item are not in what is given. */
export const readItems = async (
  documents: DynamoDBDocumentClient,
  tableName: string,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> => {
  const items = new Map<string, Readonly<Record<string, unknown>>>();
  let keys: Record<string, unknown>[] = [...ids].map((id) => ({ [table.key]: id }));
  for (let call = 0; keys.length > 0; call++) {
    if (call === readCallsMax) throw new Error(`${keys.length} items stayed unread`);
    const answer = await documents.send(
      new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of answer.Responses?.[tableName] ?? []) {
      items.set(String(item[table.key]), item);
    }
    keys = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
  }
  return items;
};
