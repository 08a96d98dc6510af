/**
 * What waits, asked over the AWS API as an operator would: the queues' counts and the letters' index.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { waitingLetters } from '../../../lib/adapters/letter-items.ts';
import { table as names } from '../../../lib/config/table.ts';
import type { AwsEndpoint } from '../contracts.ts';
import { operatorCredentials as credentials } from '../operator-credentials.ts';
import { describeTemplate } from '../stack-file.ts';
import type { ConsoleState, WaitingLetter } from './console-state.ts';

/** More letters than a person reads; their number comes from the queue. */
const lettersMax = 500;

const letterItem = z.object({
  class: z.string(),
  orderId: z.string().nullish(),
  reason: z.string(),
  parkedAt: z.string(),
  replays: z.number().optional(),
});

/** Nothing where the queue cannot be asked. */
const countMessages = async (sqs: SQSClient, QueueUrl: string): Promise<ConsoleState['queue']> => {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
  const answer = await sqs.send(command).catch(() => undefined);
  if (answer === undefined) return null;
  const { Attributes = {} } = answer;
  return {
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
};

const readLetter = (item: unknown): readonly WaitingLetter[] => {
  const parsed = letterItem.safeParse(item);
  if (!parsed.success) return [];
  const { orderId = null, parkedAt, replays = 0, reason, class: className } = parsed.data;
  const parkedAtMillis = Date.parse(parkedAt);
  return [{ class: className, orderId, reason, parkedAtMillis, replays }];
};

/** Oldest first; nothing where the index cannot be asked. */
const listLetters = async (
  dynamo: DynamoDBDocumentClient,
  TableName: string,
): Promise<ConsoleState['letters']> => {
  const command = new QueryCommand({
    TableName,
    IndexName: names.letters.name,
    KeyConditionExpression: '#partition = :waiting',
    ExpressionAttributeNames: { '#partition': names.letters.partition },
    ExpressionAttributeValues: { ':waiting': waitingLetters },
    Limit: lettersMax,
  });
  const answer = await dynamo.send(command).catch(() => undefined);
  return answer?.Items?.flatMap(readLetter) ?? null;
};

export type WaitingMessages = Pick<ConsoleState, 'queue' | 'deadLetters' | 'letters'>;

export const makeWaitingMessages = (
  { url, template }: Pick<AwsEndpoint, 'url' | 'template'>,
  region: string,
) => {
  const settings = { endpoint: url, region, credentials, maxAttempts: 1 };
  const sqs = new SQSClient(settings);
  const dynamo = new DynamoDBClient(settings);
  const documents = DynamoDBDocumentClient.from(dynamo);
  const { queues, table } = describeTemplate(template);
  return {
    read: async (): Promise<WaitingMessages> => {
      const [queue, parked, letters] = await Promise.all([
        countMessages(sqs, queues.orders),
        countMessages(sqs, queues.deadLetters),
        listLetters(documents, table),
      ]);
      return { queue, letters, deadLetters: parked && parked.visible + parked.inFlight };
    },
    close: (): void => {
      sqs.destroy();
      dynamo.destroy();
    },
  };
};
