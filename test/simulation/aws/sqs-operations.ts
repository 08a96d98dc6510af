/** SQS's operations on FIFO queues: requests in, answers out. */
import { SQSServiceException } from '@aws-sdk/client-sqs';
import type { Message } from './fifo-groups.ts';
import type { FifoQueue } from './fifo-queue.ts';
import { assertKnownFields, NotSimulated } from './not-simulated.ts';
import { sqsError } from './sqs-errors.ts';
import { readSending, type SendInput } from './sqs-send.ts';

type Input = SendInput & {
  readonly QueueUrl?: string;
  readonly MaxNumberOfMessages?: number;
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly MessageSystemAttributeNames?: readonly string[];
  readonly MessageAttributeNames?: readonly string[];
  readonly AttributeNames?: readonly string[];
  readonly ReceiptHandle?: string;
  readonly Entries?: readonly BatchEntry[];
};
type BatchEntry = {
  readonly Id?: string;
  readonly ReceiptHandle?: string;
  readonly VisibilityTimeout?: number;
};

export type Queue = {
  readonly fifo: FifoQueue;
  readonly visibilitySeconds: number;
  readonly attributes: Readonly<Record<string, string>>;
};

type Operations = Readonly<Record<string, (input: Input) => object>>;
type QueueOf = (queueUrl: string | undefined) => Queue;

const receiveMax = 10;
const batchMax = 10;
const visibilitySecondsMax = 43_200;
const waitSecondsMax = 20;

const fieldsOfReceive = new Set([
  'QueueUrl',
  'MaxNumberOfMessages',
  'VisibilityTimeout',
  'WaitTimeSeconds',
  'MessageSystemAttributeNames',
  'AttributeNames',
  'MessageAttributeNames',
]);
const fieldsOf = {
  ReceiveMessage: fieldsOfReceive,
  DeleteMessage: new Set(['QueueUrl', 'ReceiptHandle']),
  DeleteMessageBatch: new Set(['QueueUrl', 'Entries']),
  ChangeMessageVisibility: new Set(['QueueUrl', 'ReceiptHandle', 'VisibilityTimeout']),
  ChangeMessageVisibilityBatch: new Set(['QueueUrl', 'Entries']),
  GetQueueAttributes: new Set(['QueueUrl', 'AttributeNames']),
} as const;

export const makeSqsOperations = (queueOf: QueueOf, now: () => number): Operations => {
  const known = (operation: keyof typeof fieldsOf, input: Input): Queue => {
    assertKnownFields(operation, input, fieldsOf[operation]);
    return queueOf(input.QueueUrl);
  };
  const remove = ({ fifo }: Queue, { ReceiptHandle }: BatchEntry) =>
    fifo.remove(ReceiptHandle ?? '');
  const change = ({ fifo }: Queue, { ReceiptHandle, VisibilityTimeout }: BatchEntry) => {
    const seconds = inRange('VisibilityTimeout', VisibilityTimeout, 0, visibilitySecondsMax);
    fifo.changeVisibility(ReceiptHandle ?? '', seconds);
  };

  return {
    SendMessage: (input) => {
      const { id, sequence } = queueOf(input.QueueUrl).fifo.send(readSending(input));
      return { MessageId: id, SequenceNumber: sequenceNumber(sequence) };
    },
    ReceiveMessage: (input) => receive(known('ReceiveMessage', input), input),
    DeleteMessage: (input) => {
      remove(known('DeleteMessage', input), input);
      return {};
    },
    DeleteMessageBatch: (input) => {
      const queue = known('DeleteMessageBatch', input);
      return forEach(input.Entries, (entry) => remove(queue, entry));
    },
    ChangeMessageVisibility: (input) => {
      change(known('ChangeMessageVisibility', input), input);
      return {};
    },
    ChangeMessageVisibilityBatch: (input) => {
      const queue = known('ChangeMessageVisibilityBatch', input);
      return forEach(input.Entries, (entry) => change(queue, entry));
    },
    GetQueueAttributes: (input) => {
      const { fifo, attributes } = known('GetQueueAttributes', input);
      const messages = Array.from(fifo.messages());
      const hidden = messages.filter(({ visibleAt }) => visibleAt > now()).length;
      const all = {
        ...attributes,
        ApproximateNumberOfMessages: String(messages.length - hidden),
        ApproximateNumberOfMessagesNotVisible: String(hidden),
        ApproximateNumberOfMessagesDelayed: '0',
      };
      return { Attributes: pick(all, input.AttributeNames) };
    },
  };
};

const sequenceNumber = (sequence: number): string => String(sequence).padStart(20, '0');

const inRange = (name: string, value: number | undefined, min: number, max: number): number => {
  if (value !== undefined && Number.isInteger(value) && value >= min && value <= max) return value;
  throw sqsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${min} and ${max}.`,
  );
};

const receive = ({ fifo, visibilitySeconds }: Queue, input: Input): object => {
  const max = inRange('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, receiveMax);
  const { VisibilityTimeout = visibilitySeconds } = input;
  const seconds = inRange('VisibilityTimeout', VisibilityTimeout, 0, visibilitySecondsMax);
  inRange('WaitTimeSeconds', input.WaitTimeSeconds ?? 0, 0, waitSecondsMax);
  const names = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])];
  const given = fifo.receive(max, seconds);
  if (given.length === 0) return {};
  return {
    Messages: given.map((message) => ({
      MessageId: message.id,
      ReceiptHandle: message.handle,
      Body: message.body,
      ...nonEmpty('Attributes', pick(systemAttributes(message), names)),
      ...nonEmpty('MessageAttributes', pick(message.attributes, input.MessageAttributeNames)),
    })),
  };
};

const nonEmpty = (name: string, values: object): object =>
  Object.keys(values).length === 0 ? {} : { [name]: values };

const systemAttributes = (message: Message): Readonly<Record<string, string>> => ({
  ApproximateReceiveCount: String(message.receives),
  SentTimestamp: String(message.sentAt),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  SequenceNumber: sequenceNumber(message.sequence),
  MessageGroupId: message.groupId,
  MessageDeduplicationId: message.deduplicationId,
  ...(message.movedFrom === undefined ? {} : { DeadLetterQueueSourceArn: message.movedFrom }),
});

/** The named ones, or `All`. */
const pick = <Value>(
  values: Readonly<Record<string, Value>>,
  names: readonly string[] = [],
): Readonly<Record<string, Value>> => {
  if (names.includes('All')) return values;
  if (names.some((name) => name.endsWith('*'))) throw new NotSimulated('attributes by a prefix');
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
};

const forEach = (
  entries: readonly BatchEntry[] = [],
  work: (entry: BatchEntry) => void,
): object => {
  if (entries.length === 0) throw sqsError('EmptyBatchRequest', 'There should be an entry.');
  if (entries.length > batchMax) {
    throw sqsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw sqsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const { Id } = entry;
    try {
      work(entry);
      Successful.push({ Id });
    } catch (error) {
      if (!(error instanceof SQSServiceException)) throw error;
      Failed.push({ Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  }
  return { Successful, Failed };
};
