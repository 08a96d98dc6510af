/**
 * Asks an outside emulator, before anything flows, for the operations that it could lack.
 *
 * On the template's own empty resources and with handles that nobody has: whatever a server makes of them
 * is fine, as long as it knows what was asked.
 */
import type { LocalResource } from '../contracts.ts';
import type { EmulatorUrls } from './create-queues.ts';
import { isUnknown, refusalOf, type SetUp } from './resource-call.ts';

type Probe = readonly [operation: string, parameters: object];

const entry = { Id: '0', ReceiptHandle: 'none' };
const queueProbes: readonly Probe[] = [
  ['GetQueueAttributes', { AttributeNames: ['All'] }],
  ['ChangeMessageVisibilityBatch', { Entries: [{ ...entry, VisibilityTimeout: 0 }] }],
  ['DeleteMessage', { ReceiptHandle: 'none' }],
  ['DeleteMessageBatch', { Entries: [entry] }],
];

/** @throws a refusal that names an operation which the emulator does not know. */
export const probeQueues = async (urls: EmulatorUrls, setUp: SetUp): Promise<void> => {
  const [QueueUrl] = urls.values();
  if (QueueUrl === undefined) return;
  for (const [operation, parameters] of queueProbes)
    await probe(setUp, [operation, { QueueUrl, ...parameters }]);
};

/** @throws a refusal that names an operation which the emulator does not know. */
export const probeTables = async (
  tables: readonly LocalResource[],
  setUp: SetUp,
): Promise<void> => {
  for (const { ref: TableName, properties } of tables) {
    const Key = keyOf(properties);
    const probes: readonly Probe[] = [
      ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [Key] } } }],
      ['DeleteItem', { TableName, Key }],
      ['Query', { TableName }],
    ];
    for (const one of probes) await probe(setUp, one);
  }
};

const probe = async (setUp: SetUp, [operation, parameters]: Probe): Promise<void> => {
  const answered = await setUp.call(operation, parameters);
  if (answered.kind === 'refused' && isUnknown(answered)) {
    throw refusalOf(setUp.who, operation, answered);
  }
};

const keyOf = ({ KeySchema }: LocalResource['properties']): object =>
  Array.isArray(KeySchema)
    ? Object.fromEntries(KeySchema.map(({ AttributeName }) => [AttributeName, { S: 'none' }]))
    : {};
