/** How many dead letters lie there, those that somebody looks at included. */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { operatorCredentials as credentials } from '../../cdk/local/operator-credentials.ts';
import type { LocalStack } from '../../cdk/local/stack.ts';

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

const countMessages = async (stack: LocalStack, QueueUrl: string): Promise<number> => {
  const { awsEndpoint: endpoint, region } = stack.describe();
  const client = new SQSClient({ endpoint, region, credentials });
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counts] }),
  );
  client.destroy();
  return counts.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
};

export const countLetters = (stack: LocalStack): Promise<number> =>
  countMessages(stack, stack.describe().queues.deadLetters);
