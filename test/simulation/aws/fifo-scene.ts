/** A simulated queue with a clock of its own, spoken to by the SDK's commands. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { makeSqs, type PerGroup } from './sqs.ts';

export const ordersUrl = 'http://sqs.simulated/000000000000/orders.fifo';
export const lettersUrl = 'http://sqs.simulated/000000000000/letters.fifo';
export const startMillis = Date.UTC(2026, 10, 22, 10);

type Sent = { readonly MessageId: string };

export type FifoScene = ReturnType<typeof makeFifoScene>;

export const makeFifoScene = (
  options: {
    readonly perGroup?: PerGroup;
    readonly receivesMax?: number;
    readonly retentionSeconds?: number;
  } = {},
) => {
  let millis = startMillis;
  let sends = 0;
  const { perGroup = 'several', receivesMax, retentionSeconds = 14 * 86_400 } = options;
  const sqs = makeSqs({
    now: () => millis,
    perGroup,
    queues: [
      {
        queueUrl: ordersUrl,
        visibilitySeconds: 90,
        retentionSeconds,
        ...(receivesMax === undefined ? {} : { redrive: { queueUrl: lettersUrl, receivesMax } }),
      },
      { queueUrl: lettersUrl },
    ],
  });
  return {
    sqs,
    pass: (seconds: number) => {
      millis += seconds * 1_000;
    },
    now: () => millis,
    /** The message's id. */
    send: (body: string, groupId = 'a', given: Partial<SendMessageCommandInput> = {}): string => {
      sends += 1;
      const command = new SendMessageCommand({
        QueueUrl: ordersUrl,
        MessageBody: body,
        MessageGroupId: groupId,
        MessageDeduplicationId: `sent-${sends}`,
        ...given,
      });
      return (sqs.apply(command) as Sent).MessageId;
    },
    receive: (max = 10, given: Partial<ReceiveMessageCommandInput> = {}): readonly Message[] => {
      const command = new ReceiveMessageCommand({
        QueueUrl: ordersUrl,
        MaxNumberOfMessages: max,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
        ...given,
      });
      return (sqs.apply(command) as { readonly Messages?: readonly Message[] }).Messages ?? [];
    },
    hide: (message: Message | undefined, VisibilityTimeout: number): void => {
      const { ReceiptHandle } = message ?? {};
      const input = { QueueUrl: ordersUrl, ReceiptHandle, VisibilityTimeout };
      sqs.apply(new ChangeMessageVisibilityCommand(input));
    },
    remove: (message: Message | undefined): void => {
      const { ReceiptHandle } = message ?? {};
      sqs.apply(new DeleteMessageCommand({ QueueUrl: ordersUrl, ReceiptHandle }));
    },
    attributes: (): Readonly<Record<string, string>> => {
      const command = new GetQueueAttributesCommand({
        QueueUrl: ordersUrl,
        AttributeNames: ['All'],
      });
      return (sqs.apply(command) as { readonly Attributes: Record<string, string> }).Attributes;
    },
  };
};

export const bodiesOf = (messages: readonly Message[]): readonly string[] =>
  messages.map(({ Body = '' }) => Body);
