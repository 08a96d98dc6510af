/**
 * Orders that two contents of one version made doubtful, in DynamoDB: entered by deliver-order, taken off
 * once Shopify was asked which content is the true one.
 *
 * They lie in the waiting index under a value of their own: it is sparse and sorted by time, which is all
 * that they need.
 */
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { OrderKey } from '../delivery/settle-ports.ts';
import type { Reread, Rereads } from '../reconciliation/ports.ts';
import { unlessFailed } from './unless-failed.ts';

/** The partition of a shop's in the index: one shop's trouble holds up no other's. */
export const waitingRereads = (shop: string): string => `reread#${shop}`;
/** A reconciliation runs every few minutes; what it has not read by then it will not miss. */
const daysKept = 7;

const keyOf = ({ shop, orderId }: OrderKey) => ({ [table.key]: `reread#${shop}/${orderId}` });

/** Entered again it is as of the latest. */
export const makeMarkReread =
  (documents: DynamoDBDocumentClient, tableName: string) =>
  async (order: OrderKey, version: string, at: string): Promise<void> => {
    const { shop, orderId } = order;
    await documents.send(
      new PutCommand({
        TableName: tableName,
        Item: {
          ...keyOf(order),
          ...{ shop, orderId, version },
          [table.waiting.partition]: waitingRereads(shop),
          [table.waiting.sort]: at,
          [table.expiry]: Math.floor(Date.parse(at) / 1_000) + daysKept * 86_400,
        },
      }),
    );
  };

export const makeRereads = (
  documents: DynamoDBDocumentClient,
  tableName: string,
  shop: string,
): Rereads => ({
  page: async (limit) => {
    const { Items: items = [] } = await documents.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: table.waiting.name,
        KeyConditionExpression: '#waiting = :reread',
        ExpressionAttributeNames: { '#waiting': table.waiting.partition },
        ExpressionAttributeValues: { ':reread': waitingRereads(shop) },
        Limit: limit,
      }),
    );
    return items.map(readItem);
  },
  remove: async (reread) => {
    const command = new DeleteCommand({
      TableName: tableName,
      Key: keyOf(reread),
      ConditionExpression: '#since = :at AND version = :version',
      ExpressionAttributeNames: { '#since': table.waiting.sort },
      ExpressionAttributeValues: { ':at': reread.at, ':version': reread.version },
    });
    // Gone already, or entered again: either way this one is off the list.
    await unlessFailed(documents.send(command));
  },
});

/** Only this file writes these items, so their shape is ours. */
const readItem = (item: Readonly<Record<string, unknown>>): Reread => ({
  shop: String(item['shop']),
  orderId: String(item['orderId']),
  version: String(item['version']),
  at: String(item[table.waiting.sort]),
});
