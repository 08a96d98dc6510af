/**
 * Parking: a letter on the dead letters queue, its content and its facts in the table, in this order.
 *
 * A crash between two of them is no loss. Either the message comes back and is parked once more, which
 * completes the very same letter; or nobody parks it again, and the letter lies on its queue without an item,
 * where a walk of the queue finds it. What of it is personal is said in letter-items.ts.
 */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { indexEntryOf } from '../letters/index-entry.ts';
import { type DeadLetter, encodeLetter } from '../order/dead-letter.ts';
import { parkDeduplicationId } from '../order/deduplication.ts';
import { makePutLetter } from './letter-index.ts';

export type DeadLetterClients = {
  readonly sqs: SQSClient;
  readonly dynamo: DynamoDBDocumentClient;
  readonly queueUrl: string;
  readonly tableName: string;
};

/**
 * Resolves once the letter lies on its queue and can be found in the index.
 *
 * Parked again within five minutes, SQS keeps the letter that it has, and gives its id; later there are two
 * of it on the queue, with one item, and both are removed once that is settled. Where the first was settled
 * and removed within those five minutes, the letter waits in the table alone, which is enough to replay it.
 */
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
