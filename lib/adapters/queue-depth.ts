/**
 * How many messages a queue has, by what SQS says of it: receives nothing, so it hides nothing.
 */
import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { QueueDepth } from '../watch/seen.ts';

const names = {
  visible: 'ApproximateNumberOfMessages',
  inFlight: 'ApproximateNumberOfMessagesNotVisible',
  delayed: 'ApproximateNumberOfMessagesDelayed',
} as const;

export const makeReadQueueDepth =
  (sqs: SQSClient, QueueUrl: string) => async (): Promise<QueueDepth> => {
    const { Attributes: counts = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: Object.values(names) }),
    );
    const count = (name: keyof typeof names): number => Number(counts[names[name]] ?? 0);
    return { visible: count('visible'), inFlight: count('inFlight'), delayed: count('delayed') };
  };
