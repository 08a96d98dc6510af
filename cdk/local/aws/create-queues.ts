/**
 * Creates the template's queues, empty: what an earlier run has left under their names is deleted first.
 *
 * Touches no other queue. Deleted and not purged, because a purged FIFO queue still knows which
 * deduplication ids it has seen.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalResource } from '../contracts.ts';
import { asText } from './as-text.ts';
import { demand, type Refused, refusalOf, type SetUp } from './resource-call.ts';

/** The URL by which the emulator calls each queue, by the queue's name. */
export type EmulatorUrls = ReadonlyMap<string, string>;

/** @throws a refusal when the emulator does not take what the template asks for. */
export const createQueues = async (
  queues: readonly LocalResource[],
  setUp: SetUp,
): Promise<EmulatorUrls> => {
  // All are deleted first, so that a name that has to rest rests together with the others.
  if (setUp.isOutside) for (const queue of queues) await removeQueue(nameOf(queue), setUp);
  const urls = new Map<string, string>();
  for (const queue of queues) urls.set(nameOf(queue), await createQueue(queue, setUp));
  // A redrive policy names a queue that has to exist.
  for (const queue of queues) {
    const { RedrivePolicy } = queue.properties;
    if (RedrivePolicy === undefined) continue;
    const Attributes = { RedrivePolicy: asText(RedrivePolicy) };
    await demand(setUp, 'SetQueueAttributes', { QueueUrl: urls.get(nameOf(queue)), Attributes });
  }
  return urls;
};

const nameOf = ({ attributes }: LocalResource): string => String(attributes.QueueName);

const removeQueue = async (QueueName: string, setUp: SetUp): Promise<void> => {
  const found = await setUp.call('GetQueueUrl', { QueueName });
  if (found.kind === 'done') {
    await demand(setUp, 'DeleteQueue', { QueueUrl: found.value.QueueUrl });
  } else if (!isMissing(found)) {
    throw refusalOf(setUp.who, 'GetQueueUrl', found);
  }
};

const isMissing = ({ code }: Refused): boolean => /NonExistentQueue|DoesNotExist$/.test(code);

/** Not attributes of the queue: its name, and what only AWS does with it. */
const notAttributes: ReadonlySet<string> = new Set([
  'QueueName',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'Tags',
]);

/** SQS gives a deleted queue's name away again after a minute, and so do emulators that are exact. */
const recreateTriesMax = 65;
const recreatePauseMillis = 1_000;

const createQueue = async (queue: LocalResource, setUp: SetUp): Promise<string> => {
  const QueueName = nameOf(queue);
  const entries = Object.entries(queue.properties).filter(([name]) => !notAttributes.has(name));
  const Attributes = Object.fromEntries(entries.map(([name, value]) => [name, asText(value)]));
  for (let attempt = 1; ; attempt += 1) {
    const answered = await setUp.call('CreateQueue', { QueueName, Attributes });
    if (answered.kind === 'done') return String(answered.value.QueueUrl);
    if (!answered.code.endsWith('QueueDeletedRecently') || attempt === recreateTriesMax) {
      throw refusalOf(setUp.who, 'CreateQueue', answered);
    }
    if (attempt === 1) setUp.note(`${setUp.who} gives a queue's name away again after a minute …`);
    await sleep(recreatePauseMillis);
  }
};
