/**
 * The dead letters queue for whoever walks it: receiving, removing, giving back and counting. Looking at
 * letters never comes here: a letter in hand is hidden from everybody else.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { inChunks } from '../letters/lanes.ts';
import type { LetterInHand, LetterQueue } from '../letters/ports.ts';
import { depthOf } from '../watch/seen.ts';
import { makeReadQueueDepth } from './queue-depth.ts';

/** Entries of one call; SQS takes no more. */
const batchMax = 10;
/** Longer than an invocation lasts, so that one walk sees each letter once. */
const letterHiddenSeconds = 120;
/** SQS asks all its servers only if it may wait; without, an empty answer would prove nothing. */
const receiveWaitSeconds = 1;

const receiving: Omit<ReceiveMessageCommandInput, 'QueueUrl'> = {
  MaxNumberOfMessages: batchMax,
  WaitTimeSeconds: receiveWaitSeconds,
  VisibilityTimeout: letterHiddenSeconds,
  MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp', 'MessageGroupId'],
};

export const makeLetterQueue = ({
  sqs,
  queueUrl: QueueUrl,
}: {
  /** Patient: it waits for longer than it takes SQS to answer a receive. */
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}): LetterQueue => ({
  receive: async () => {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, ...receiving }),
    );
    return messages.map(inHand);
  },
  remove: async (receiptHandles) => {
    for (const Entries of batchesOf(receiptHandles)) {
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  },
  release: async (receiptHandles) => {
    for (const batch of batchesOf(receiptHandles)) {
      const Entries = batch.map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      // Whatever fails comes back by itself after `letterHiddenSeconds`.
      await sqs
        .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
        .catch(() => undefined);
    }
  },
  count: async () => depthOf(await makeReadQueueDepth(sqs, QueueUrl)()),
});

const inHand = ({
  MessageId = '',
  ReceiptHandle = '',
  Body = '',
  Attributes = {},
}: Message): LetterInHand => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  groupId: Attributes.MessageGroupId ?? '',
  body: Body,
  sentAt: Number(Attributes.SentTimestamp),
  receives: Number(Attributes.ApproximateReceiveCount),
});

type Entry = { readonly Id: string; readonly ReceiptHandle: string };

const batchesOf = (receiptHandles: readonly string[]): Entry[][] =>
  inChunks(receiptHandles, batchMax).map((batch) =>
    batch.map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle })),
  );
