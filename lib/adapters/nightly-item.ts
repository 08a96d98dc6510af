/**
 * Where a shop's nightly comparison stands, in DynamoDB: written only on what was read. And the lease under
 * which one worker at a time goes on with them.
 */
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import { readNightlyItem } from '../reconciliation/nightly/nightly-item.ts';
import type { NightlyLease, NightlyStore } from '../reconciliation/nightly/nightly-ports.ts';
import { unlessFailed, writtenUnlessFailed } from './unless-failed.ts';

export const nightlyKey = (shop: string): string => `${table.nightlyPrefix}${shop}`;

export const makeNightlyItem = (
  documents: DynamoDBDocumentClient,
  tableName: string,
  shop: string,
): NightlyStore => {
  const key = { [table.key]: nightlyKey(shop) };
  return {
    read: async () => {
      const command = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
      return readNightlyItem((await documents.send(command)).Item);
    },
    replace: async (before, nightly) => {
      const revision = before?.revision ?? 0;
      const command = new PutCommand({
        TableName: tableName,
        Item: { ...key, revision: revision + 1, nightly },
        ...(before === undefined
          ? {
              ConditionExpression: 'attribute_not_exists(#key)',
              ExpressionAttributeNames: { '#key': table.key },
            }
          : {
              ConditionExpression: 'revision = :revision',
              ExpressionAttributeValues: { ':revision': revision },
            }),
      });
      return writtenUnlessFailed(documents.send(command));
    },
  };
};

/** Of all shops: no shop has such a name. */
const leaseKey = { [table.key]: nightlyKey('lease') };

export const makeNightlyLease = (
  documents: DynamoDBDocumentClient,
  tableName: string,
): NightlyLease => ({
  take: async (holder, until, now) => {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: leaseKey,
      UpdateExpression: 'SET holder = :holder, heldUntil = :until',
      ConditionExpression: 'attribute_not_exists(heldUntil) OR heldUntil <= :now',
      ExpressionAttributeValues: { ':holder': holder, ':until': until, ':now': now },
    });
    return (await unlessFailed(documents.send(command))) !== undefined;
  },
  giveBack: async (holder) => {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: leaseKey,
      UpdateExpression: 'REMOVE holder, heldUntil',
      ConditionExpression: 'holder = :holder',
      ExpressionAttributeValues: { ':holder': holder },
    });
    // Ended by itself, and somebody else has it: theirs stays.
    await unlessFailed(documents.send(command));
  },
});
