/**
 * A shop's watermark in DynamoDB: up to where its changes are handled, and how the last run ended.
 * Written only on what was read, so that two runs never undo each other's progress; what it means is
 * decided elsewhere.
 */
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { LastRun, Watermark, WatermarkStore } from '../reconciliation/ports.ts';
import { lastRunOf, watermarkOf } from '../reconciliation/watermark-item.ts';
import { writtenUnlessFailed } from './unless-failed.ts';

export type WatermarkItem = WatermarkStore & {
  readonly lastRun: () => Promise<LastRun | undefined>;
};

export const watermarkKey = (shop: string): string => `${table.watermarkPrefix}${shop}`;

export const makeWatermark = (
  documents: DynamoDBDocumentClient,
  tableName: string,
  shop: string,
): WatermarkItem => {
  const place = { TableName: tableName, Key: { [table.key]: watermarkKey(shop) } };
  const readItem = async (): Promise<Readonly<Record<string, unknown>>> => {
    const { Item: item = {} } = await documents.send(
      new GetCommand({ ...place, ConsistentRead: true }),
    );
    return item;
  };
  return {
    read: async () => watermarkOf(await readItem()),
    replace: async (before, after) =>
      writtenUnlessFailed(
        documents.send(new UpdateCommand({ ...place, ...changeOf(before, after) })),
      ),
    lastRun: async () => lastRunOf(await readItem()),
    noteRun: async (run) => {
      const change = {
        UpdateExpression: 'SET lastRun = :run',
        ExpressionAttributeValues: { ':run': run },
      };
      await documents.send(new UpdateCommand({ ...place, ...change }));
    },
  };
};

/** How the last run ended stays, whatever is written here. */
const changeOf = (before: Watermark | undefined, after: Omit<Watermark, 'revision'>) => {
  const change = { UpdateExpression: 'SET revision = :next, watermark = :after' };
  if (before === undefined) {
    return {
      ...change,
      ConditionExpression: 'attribute_not_exists(revision)',
      ExpressionAttributeValues: { ':next': 1, ':after': after },
    };
  }
  const { revision } = before;
  return {
    ...change,
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': revision, ':next': revision + 1, ':after': after },
  };
};
