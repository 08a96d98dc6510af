/**
 * The orders queue: sending to it, and hiding what was received from it. Knows no message's content.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { HiddenMessage } from '../delivery/deliver-batch.ts';
import { errorName } from '../order/error-name.ts';
import type { QueueEntry } from '../order/order-message.ts';

/** Resolves once SQS has confirmed the message. Aborting leaves open whether it was stored. */
export const makeEnqueue =
  (sqs: SQSClient, queueUrl: string) =>
  async (entry: QueueEntry, abortSignal?: AbortSignal): Promise<void> => {
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: entry.body,
        MessageGroupId: entry.groupId,
        MessageDeduplicationId: entry.deduplicationId,
      }),
      abortSignal ? { abortSignal } : {},
    );
  };

/** How many messages stayed as they were, and the code or name of the first failure. */
export type TellHideFailure = (failure: {
  readonly messages: number;
  readonly error: string;
}) => void;

/** SQS hides a message for at most 12 hours from its receive; the rest is room for the receive itself. */
const hiddenSecondsMax = 12 * 3_600 - 60;

/**
 * Hides messages of one batch (at most ten) for whole seconds, rounded up.
 *
 * Best effort: whatever fails comes back after the queue's visibility timeout, so it is told and not thrown.
 */
export const makeHide =
  (sqs: SQSClient, queueUrl: string, tellFailure: TellHideFailure) =>
  async (messages: readonly HiddenMessage[]): Promise<void> => {
    try {
      const { Failed: failed = [] } = await sqs.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: queueUrl,
          Entries: messages.map(({ receiptHandle, seconds }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: Math.min(Math.ceil(seconds), hiddenSecondsMax),
          })),
        }),
      );
      const [first] = failed;
      if (first) tellFailure({ messages: failed.length, error: first.Code ?? 'unknown' });
    } catch (error) {
      tellFailure({ messages: messages.length, error: errorName(error) });
    }
  };
