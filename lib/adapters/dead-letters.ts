/**
 * The dead letters: a letter on their queue and an item in their index, which is what people look at.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../config/table.ts';
import { indexEntryOf } from '../letters/index-entry.ts';
import { type DeadLetter, encodeLetter } from '../order/dead-letter.ts';
import { parkDeduplicationId } from '../order/deduplication.ts';
import type { LetterInHand } from '../replay/replay-letters.ts';
import { makePutLetter } from './letter-index.ts';
import { letterKey as keyOf } from './letter-items.ts';

export { waitingLetters } from './letter-items.ts';

export type DeadLetterClients = {
  readonly sqs: SQSClient;
  readonly dynamo: DynamoDBDocumentClient;
  readonly queueUrl: string;
  readonly tableName: string;
};

/** Letter first, then content and index: one that is not in the index still lies on the queue, and is found there. */
export const makePark = ({ sqs, dynamo, queueUrl, tableName }: DeadLetterClients) => {
  const put = makePutLetter(dynamo, tableName);
  return async (deadLetter: DeadLetter, abortSignal?: AbortSignal): Promise<void> => {
    const { letter, message, groupId } = deadLetter;
    const content = encodeLetter(deadLetter);
    const { MessageId: messageId = '' } = await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: content,
        MessageGroupId: groupId,
        MessageDeduplicationId: parkDeduplicationId(letter.letterId),
        MessageAttributes: {
          class: { DataType: 'String', StringValue: letter.class },
          correlation_id: { DataType: 'String', StringValue: letter.correlationId },
        },
      }),
      abortSignal ? { abortSignal } : {},
    );
    await put(indexEntryOf(letter, message, { groupId, messageId }), content, abortSignal);
  };
};

/** Replayed letters stay in the table for the audit, but no longer in the index of what waits. */
const replayedDaysKept = 60;

export const makeMarkReplayed =
  ({ dynamo, tableName }: Pick<DeadLetterClients, 'dynamo' | 'tableName'>) =>
  async (letterId: string, at: string): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { [table.key]: keyOf(letterId) },
        UpdateExpression: 'SET replayedAt = :at, #expiry = :expiry REMOVE #waiting',
        ExpressionAttributeNames: {
          '#expiry': table.expiry,
          '#waiting': table.letters.partition,
        },
        ExpressionAttributeValues: {
          ':at': at,
          ':expiry': Math.floor(Date.parse(at) / 1_000) + replayedDaysKept * 86_400,
        },
      }),
    );
  };

/** Letters stay hidden for longer than a run takes, so that one run sees each of them once. */
const letterHiddenSeconds = 120;
/** SQS asks all its servers only if it may wait; without, an empty answer would prove nothing. */
const receiveWaitSeconds = 1;

export const makeReceiveLetters =
  ({ sqs, queueUrl }: Pick<DeadLetterClients, 'sqs' | 'queueUrl'>) =>
  async (): Promise<readonly LetterInHand[]> => {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: receiveWaitSeconds,
        VisibilityTimeout: letterHiddenSeconds,
      }),
    );
    return messages.map(({ MessageId = '', ReceiptHandle = '', Body = '' }) => ({
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
    }));
  };

export const makeRemoveLetter =
  ({ sqs, queueUrl }: Pick<DeadLetterClients, 'sqs' | 'queueUrl'>) =>
  async (receiptHandle: string): Promise<void> => {
    await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
  };

const releasedPerCall = 10;

/** Best effort: whatever fails comes back by itself after `letterHiddenSeconds`. */
export const makeReleaseLetters =
  ({ sqs, queueUrl }: Pick<DeadLetterClients, 'sqs' | 'queueUrl'>) =>
  async (receiptHandles: readonly string[]): Promise<void> => {
    for (let start = 0; start < receiptHandles.length; start += releasedPerCall) {
      const Entries = receiptHandles
        .slice(start, start + releasedPerCall)
        .map((ReceiptHandle, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: 0,
        }));
      await sqs
        .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }))
        .catch(() => undefined);
    }
  };
