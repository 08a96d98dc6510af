/**
 * SQS in memory: FIFO queues whose calls have their effect at once. What it does not know is refused by
 * name. A receive never waits: who polls asks `nextVisibleAt` when to look again.
 */
import { $metadata, asCommand, operationOf } from './command.ts';
import type { Message } from './fifo-groups.ts';
import { makeFifoQueue } from './fifo-queue.ts';
import type { PerGroup } from './fifo-receive.ts';
import { NotSimulated } from './not-simulated.ts';
import { sqsError } from './sqs-errors.ts';
import { makeSqsOperations, type Queue } from './sqs-operations.ts';

export type { PerGroup } from './fifo-receive.ts';

export type QueueSettings = {
  readonly queueUrl: string;
  /** @default - 30, as AWS */
  readonly visibilitySeconds?: number;
  /** @default - 14 days, as the stack's queues */
  readonly retentionSeconds?: number;
  /** Where a message goes instead of being received once more than so often. */
  readonly redrive?: { readonly queueUrl: string; readonly receivesMax: number };
};

export type SqsOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** @default - several, as AWS */
  readonly perGroup?: PerGroup;
  readonly queues: readonly QueueSettings[];
};

export type QueuedMessage = {
  readonly messageId: string;
  readonly groupId: string;
  readonly body: string;
  readonly receives: number;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly inFlight: boolean;
};

export type Sqs = {
  /** @throws SQSServiceException; NotSimulated for what is not known here. */
  readonly apply: (command: unknown) => object;
  /** One more queue; what it moves its messages to may come later. */
  readonly addQueue: (settings: QueueSettings) => void;
  /** In the order of sending; of one group, at the cost of that group. */
  readonly messages: (queueUrl: string, groupId?: string) => readonly QueuedMessage[];
  /** The next time at which a receive can give something: now, later, or never as it stands. */
  readonly nextVisibleAt: (queueUrl: string) => number | undefined;
  /** Receives as a call would, and gives the messages to nobody: they are hidden and counted. */
  readonly loseReceive: (queueUrl: string, max: number) => readonly QueuedMessage[];
  /** Messages that are gone because their retention ended. */
  readonly expired: (queueUrl: string) => readonly QueuedMessage[];
  /** By operation, for instance `SendMessage`; those that failed are among them. */
  readonly calls: () => Readonly<Record<string, number>>;
  /** What no good run has: what was asked for and is not simulated. */
  readonly refusals: () => readonly string[];
};

const defaultVisibilitySeconds = 30;
const defaultRetentionSeconds = 14 * 86_400;

const arnOf = (queueUrl: string): string =>
  `arn:aws:sqs:us-east-1:000000000000:${queueUrl.split('/').at(-1)}`;

const attributesOf = ({
  queueUrl,
  visibilitySeconds = defaultVisibilitySeconds,
  retentionSeconds = defaultRetentionSeconds,
  redrive,
}: QueueSettings): Queue['attributes'] => ({
  QueueArn: arnOf(queueUrl),
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'messageGroup',
  FifoThroughputLimit: 'perMessageGroupId',
  VisibilityTimeout: String(visibilitySeconds),
  MessageRetentionPeriod: String(retentionSeconds),
  ...(redrive
    ? {
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: arnOf(redrive.queueUrl),
          maxReceiveCount: redrive.receivesMax,
        }),
      }
    : {}),
});

export const makeSqs = ({ now, perGroup = 'several', queues: settings }: SqsOptions): Sqs => {
  const queues = new Map<string, Queue>();
  const calls: Record<string, number> = {};
  const refusals: string[] = [];
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };
  const queueOf = (queueUrl: string | undefined): Queue => {
    const queue = queues.get(queueUrl ?? '');
    if (queue) return queue;
    throw sqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  const addQueue = (one: QueueSettings) => {
    const { queueUrl, redrive } = one;
    const move = redrive && {
      receivesMax: redrive.receivesMax,
      move: (message: Message) => queueOf(redrive.queueUrl).fifo.takeOver(message, arnOf(queueUrl)),
    };
    const retentionMillis = (one.retentionSeconds ?? defaultRetentionSeconds) * 1_000;
    queues.set(queueUrl, {
      fifo: makeFifoQueue({ now, perGroup, retentionMillis, nextId, redrive: move }),
      visibilitySeconds: one.visibilitySeconds ?? defaultVisibilitySeconds,
      attributes: attributesOf(one),
    });
  };
  for (const one of settings) addQueue(one);
  const operations = makeSqsOperations(queueOf, now);
  const look = (messages: Iterable<Message>) =>
    Array.from(messages, (message) => lookAt(message, now()));

  return {
    apply: (given) => {
      const command = asCommand(given);
      const { name } = operationOf(command);
      calls[name] = (calls[name] ?? 0) + 1;
      try {
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
        if (!operation) throw new NotSimulated(`${name} of SQS is not simulated`);
        return { $metadata, ...operation(command.input) };
      } catch (error) {
        if (error instanceof NotSimulated) refusals.push(`${name}: ${error.message}`);
        throw error;
      }
    },
    addQueue,
    messages: (queueUrl, groupId) => look(queueOf(queueUrl).fifo.messages(groupId)),
    nextVisibleAt: (queueUrl) => queueOf(queueUrl).fifo.nextVisibleAt(),
    loseReceive: (queueUrl, max) => {
      const { fifo, visibilitySeconds } = queueOf(queueUrl);
      return look(fifo.receive(max, visibilitySeconds));
    },
    expired: (queueUrl) => look(queueOf(queueUrl).fifo.expired()),
    calls: () => calls,
    refusals: () => refusals,
  };
};

const lookAt = (message: Message, now: number): QueuedMessage => ({
  messageId: message.id,
  groupId: message.groupId,
  body: message.body,
  receives: message.receives,
  sentAt: message.sentAt,
  visibleAt: message.visibleAt,
  inFlight: message.visibleAt > now,
});
