/**
 * Orders queue → WMS. Each message ends delivered, not sent, superseded or parked, and is gone; or it
 * is put back or deferred, and named in the answer.
 */
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { BatchResponse } from '../../lib/delivery/deliver-batch.ts';
import type { Received } from '../../lib/delivery/received.ts';

export type Dependencies = {
  readonly deliverBatch: (
    received: readonly Received[],
    remainingMillis: () => number,
  ) => Promise<BatchResponse>;
  /** Ties claims to this invocation's end. */
  readonly beginInvocation: (context: Context) => void;
};

export const makeHandler =
  ({ deliverBatch, beginInvocation }: Dependencies) =>
  (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    beginInvocation(context);
    const received = event.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
      messageId,
      receiptHandle,
      body,
      // The queue is FIFO: SQS always names the group.
      groupId: attributes.MessageGroupId ?? messageId,
      receives: Number(attributes.ApproximateReceiveCount),
      sentAt: Number(attributes.SentTimestamp),
    }));
    return deliverBatch(received, () => context.getRemainingTimeInMillis());
  };
