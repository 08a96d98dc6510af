/**
 * The item that holds all replay jobs. Written only on what was read, so that the worker and the operators
 * never undo each other's decision; what it means is decided elsewhere.
 */
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import { jobsSchema, noJobs } from '../letters/job.ts';
import type { JobStore } from '../letters/ports.ts';
import { describeFaults } from '../order/order-message.ts';
import { writtenUnlessFailed } from './unless-failed.ts';

/** The one item: jobs are worked off one after the other, whoever made them. */
export const replayJobsKey = 'replay-jobs';

export const makeJobStore = (documents: DynamoDBDocumentClient, tableName: string): JobStore => ({
  read: async () => {
    const Key = { [table.key]: replayJobsKey };
    const { Item: item } = await documents.send(
      new GetCommand({ TableName: tableName, Key, ConsistentRead: true }),
    );
    if (item === undefined) return noJobs;
    const parsed = jobsSchema.safeParse(item);
    if (parsed.success) return parsed.data;
    // Taken for no jobs, it would be overwritten, and with it what was under way.
    throw new Error(
      `the item ${replayJobsKey} of the table is unreadable (${describeFaults(parsed.error)}): mend it, or delete it to forget all jobs`,
    );
  },
  replace: async ({ revision }, { worker, jobs }) => {
    const Item = {
      [table.key]: replayJobsKey,
      revision: revision + 1,
      ...withoutUndefined({ worker, jobs }),
    };
    const command = new PutCommand({ TableName: tableName, Item, ...ifStill(revision) });
    return writtenUnlessFailed(documents.send(command));
  },
});

/** Revision 0 is that of no item at all: an unreadable one is nobody's to overwrite. */
const ifStill = (revision: number) =>
  revision === noJobs.revision
    ? {
        ConditionExpression: 'attribute_not_exists(#id)',
        ExpressionAttributeNames: { '#id': table.key },
      }
    : {
        ConditionExpression: 'revision = :revision',
        ExpressionAttributeValues: { ':revision': revision },
      };

/** A job's field that is cleared is `undefined`, which no item can hold. */
const withoutUndefined = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
