/**
 * Feeds a function from its queue as Lambda's event source mapping does, with the function's own role.
 *
 * One loop per concurrent invocation: receive, invoke, delete what succeeded. What failed is left to
 * the queue's visibility timeout.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { AwsEndpoint, InvokeFunction } from '../contracts.ts';
import { judgeAnswer } from './batch-answer.ts';
import { type Gate, makeGate } from './gate.ts';
import { type QueueMapping, readQueueMappings } from './mapping.ts';
import { toSqsEvent } from './sqs-event.ts';

export type PollerOptions = {
  readonly endpoint: Pick<AwsEndpoint, 'url' | 'template' | 'credentialsOf'>;
  readonly region: string;
  readonly invoke: InvokeFunction;
  /** Told in one line what went wrong: denied or failed calls, batches that failed as a whole. */
  readonly report: (line: string) => void;
};

export type Pollers = {
  /** As an event source mapping that is disabled or enabled again: batches in hand are still handled. */
  readonly setEnabled: (enabled: boolean) => void;
  /** Receives nothing more; resolves when the batches in hand are done, or after a short while. */
  readonly close: () => Promise<void>;
};

/** The longest that SQS allows. */
const longPollSeconds = 20;
/** Pauses after failed calls double between these bounds. */
const pauseMillisMin = 100;
const pauseMillisMax = 5_000;
const deleteTriesMax = 3;
const closeGraceMillis = 500;

/** @throws Error when a mapping of the template is not supported. */
export const startPollers = (options: PollerOptions): Pollers => {
  const stop = new AbortController();
  const gate = makeGate(stop.signal);
  const loops = readQueueMappings(options.endpoint.template).map((mapping) =>
    poll(options, mapping, { signal: stop.signal, gate }),
  );
  return {
    setEnabled: gate.setEnabled,
    close: async () => {
      stop.abort();
      await Promise.race([Promise.all(loops), sleep(closeGraceMillis, undefined, { ref: false })]);
    },
  };
};

type Source = {
  readonly options: PollerOptions;
  readonly mapping: QueueMapping;
  readonly client: SQSClient;
  readonly signal: AbortSignal;
  readonly gate: Gate;
};

const poll = async (
  options: PollerOptions,
  mapping: QueueMapping,
  { signal, gate }: Pick<Source, 'signal' | 'gate'>,
): Promise<void> => {
  const { endpoint, region } = options;
  const client = new SQSClient({
    endpoint: endpoint.url,
    region,
    credentials: endpoint.credentialsOf(mapping.functionLogicalId),
    maxAttempts: 1,
  });
  const source: Source = { options, mapping, client, signal, gate };
  // AWS refuses a mapping whose role may not read the queue's attributes.
  await persist(source, 'sqs:GetQueueAttributes', () => readAttributes(source));
  await Promise.all(Array.from({ length: mapping.concurrency }, () => loop(source)));
  client.destroy();
};

const loop = async (source: Source): Promise<void> => {
  const { gate, signal } = source;
  while (!signal.aborted) {
    await gate.passed();
    const messages = await persist(source, 'sqs:ReceiveMessage', () => receive(source));
    if (messages === undefined || messages.length === 0) continue;
    if (gate.isOpen()) await handle(source, messages);
    else await putBack(source, messages);
  }
};

/** A receive that was under way when the mapping was disabled: ended at once, it would hide what it brings. */
const putBack = async (source: Source, messages: readonly Message[]): Promise<void> => {
  const { client, mapping } = source;
  const Entries = messages.map(({ ReceiptHandle }, index) => ({
    ...{ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 },
  }));
  const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: mapping.queueUrl, Entries });
  await client.send(command).catch((error: unknown) => {
    complain(source, `sqs:ChangeMessageVisibility failed: ${describe(error)}`);
  });
};

/** Calls until it succeeds or the poller stops; a call that is denied today may be allowed later. */
const persist = async <T>(
  source: Source,
  action: string,
  call: () => Promise<T>,
): Promise<T | undefined> => {
  const { signal } = source;
  for (let pause = pauseMillisMin; !signal.aborted; pause = Math.min(2 * pause, pauseMillisMax)) {
    try {
      return await call();
    } catch (error) {
      complain(source, `${action} failed: ${describe(error)}`);
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }
  return undefined;
};

/** Silent once the poller stops: what fails then fails because everything ends. */
const complain = ({ options, mapping, signal }: Source, what: string): void => {
  if (!signal.aborted) options.report(`poller ${mapping.logicalId}: ${what}`);
};

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

const readAttributes = ({ client, mapping, signal }: Source) =>
  client.send(
    new GetQueueAttributesCommand({ QueueUrl: mapping.queueUrl, AttributeNames: ['All'] }),
    { abortSignal: signal },
  );

const receive = async ({ client, mapping, signal }: Source): Promise<readonly Message[]> => {
  const command = new ReceiveMessageCommand({
    QueueUrl: mapping.queueUrl,
    MaxNumberOfMessages: mapping.batchSize,
    WaitTimeSeconds: longPollSeconds,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await client.send(command, { abortSignal: signal });
  return Messages;
};

const handle = async (source: Source, messages: readonly Message[]): Promise<void> => {
  const { options, mapping } = source;
  const ids = messages.flatMap((message) => message.MessageId ?? []);
  const result = await options.invoke(mapping.functionLogicalId, toSqsEvent(messages, mapping));
  const outcome = judgeAnswer(result, ids, mapping.reportsItemFailures);
  if (outcome.kind === 'failed') {
    complain(source, `a batch of ${ids.length} failed: ${outcome.reason}`);
    return;
  }
  const done = messages.filter(({ MessageId = '' }) => outcome.succeeded.includes(MessageId));
  if (done.length > 0) await remove(source, done);
};

/** Deletes even while the poller stops: these messages were handled. */
const remove = async (source: Source, messages: readonly Message[]): Promise<void> => {
  const { client, mapping } = source;
  let left = messages;
  for (let attempt = 1; attempt <= deleteTriesMax && left.length > 0; attempt += 1) {
    const Entries = left.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    try {
      const command = new DeleteMessageBatchCommand({ QueueUrl: mapping.queueUrl, Entries });
      const { Failed = [] } = await client.send(command);
      const failedIds = Failed.map(({ Id }) => Id);
      left = left.filter((_, index) => failedIds.includes(String(index)));
    } catch (error) {
      complain(source, `sqs:DeleteMessage failed: ${describe(error)}`);
    }
  }
};
