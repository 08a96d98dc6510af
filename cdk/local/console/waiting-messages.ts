/**
 * What waits, asked over the AWS API as an operator would: the queues' counts.
 */
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsEndpoint } from '../contracts.ts';
import { operatorCredentials as credentials } from '../operator-credentials.ts';
import { describeTemplate } from '../stack-file.ts';
import type { ConsoleState } from './console-state.ts';

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

export type WaitingMessages = Pick<ConsoleState, 'queue' | 'deadLetters'>;

export const makeWaitingMessages = (
  { url, template }: Pick<AwsEndpoint, 'url' | 'template'>,
  region: string,
) => {
  const settings = { endpoint: url, region, credentials, maxAttempts: 1 };
  const sqs = new SQSClient(settings);
  const { queues } = describeTemplate(template);
  return {
    read: async (): Promise<WaitingMessages> => {
      const [queue, parked] = await Promise.all([
        countMessages(sqs, queues.orders),
        countMessages(sqs, queues.deadLetters),
      ]);
      return { queue, deadLetters: parked && parked.visible + parked.inFlight };
    },
    close: (): void => {
      sqs.destroy();
    },
  };
};
