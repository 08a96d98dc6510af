/**
 * The compliance webhooks in the table, open ones in the letters' index under a partition of their own.
 *
 * No name, e-mail or phone is in them: Shopify's ids of orders and customer. Once one is done with, these go, too;
 * that it came and was done is kept for 60 days.
 */
import {
  type DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import type { PrivacyPorts } from '../privacy/privacy-ports.ts';
import type { PrivacyRequest } from '../privacy/privacy-request.ts';
import { unlessFailed } from './unless-failed.ts';

const openRequests = 'privacy';
const keyOf = (id: string) => ({ [table.key]: `privacy#${id}` });
const daysKept = 60;
const expiryOf = (at: string): number => Math.floor(Date.parse(at) / 1_000) + daysKept * 86_400;

/** Shopify sends a webhook again for 4 hours, and the same body a day after it was done with asks for it anew. */
const sameMillis = 86_400_000;

/** One that is known already stays as it is, open or done; one that was done long ago is opened again. */
export const makeNotePrivacy =
  (documents: DynamoDBDocumentClient, tableName: string) =>
  async ({ id, ...request }: PrivacyRequest, abortSignal?: AbortSignal): Promise<void> => {
    const doneBefore = new Date(Date.parse(request.receivedAt) - sameMillis).toISOString();
    const Item = {
      ...keyOf(id),
      ...request,
      [table.letters.partition]: openRequests,
      [table.letters.sort]: request.receivedAt,
      [table.expiry]: expiryOf(request.receivedAt),
    };
    const command = new PutCommand({
      TableName: tableName,
      Item,
      ConditionExpression: 'attribute_not_exists(#id) OR #done.#at < :doneBefore',
      ExpressionAttributeNames: { '#id': table.key, '#done': 'done', '#at': 'at' },
      ExpressionAttributeValues: { ':doneBefore': doneBefore },
    });
    await unlessFailed(documents.send(command, abortSignal ? { abortSignal } : {}));
  };

export const makePrivacyRequests = (
  documents: DynamoDBDocumentClient,
  tableName: string,
): Pick<PrivacyPorts, 'open' | 'close'> => ({
  open: async (limit) => {
    const { Items: items = [] } = await documents.send(
      new QueryCommand({
        TableName: tableName,
        IndexName: table.letters.name,
        KeyConditionExpression: '#partition = :open',
        ExpressionAttributeNames: { '#partition': table.letters.partition },
        ExpressionAttributeValues: { ':open': openRequests },
        Limit: limit,
      }),
    );
    return items.map(readItem);
  },
  close: async ({ request, letters, orders, outcome, report }, at) => {
    const done = { at, letters, orders, outcome, ...(report === undefined ? {} : { report }) };
    const command = new UpdateCommand({
      TableName: tableName,
      Key: keyOf(request.id),
      UpdateExpression:
        'SET done = :done, #expiry = :expiry REMOVE #partition, orderIds, customerId',
      ConditionExpression: 'attribute_exists(#partition)',
      ExpressionAttributeNames: { '#expiry': table.expiry, '#partition': table.letters.partition },
      ExpressionAttributeValues: { ':done': done, ':expiry': expiryOf(at) },
    });
    // Another run was quicker.
    await unlessFailed(documents.send(command));
  },
});

/** Only this file writes these items, so their shape is ours. */
const readItem = (item: Readonly<Record<string, unknown>>): PrivacyRequest =>
  ({ ...item, id: String(item[table.key]).replace('privacy#', '') }) as PrivacyRequest;
