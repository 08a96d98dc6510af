/**
 * SQS: calls go on to the emulator with the queue's URL as the emulator knows it; URLs and ARNs of queues
 * that come back are put on our address, region and account.
 */
import { localAccountId } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import type { EmulatorUrls } from './create-queues.ts';
import type { Forward } from './forward.ts';
import type { Reply } from './reply.ts';

export type QueueApiOptions = {
  readonly forward: Forward;
  readonly endpointUrl: string;
  readonly region: string;
  /** Empty where the emulator reads a queue's name from any URL; such calls go on as they came. */
  readonly emulatorUrls: EmulatorUrls;
};

/** The only operations that answer with names of queues. */
const answersWithNames: ReadonlySet<string> = new Set([
  'CreateQueue',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueues',
  'ListDeadLetterSourceQueues',
]);

export const makeQueueApi =
  (options: QueueApiOptions) =>
  async (call: Call): Promise<Reply> => {
    const reply = await options.forward.send(withEmulatorUrl(call, options.emulatorUrls));
    if (reply.status !== 200) return { ...reply, headers: renameError(reply.headers) };
    return answersWithNames.has(call.operation)
      ? { ...reply, body: putOnAddress(reply.body, options) }
      : reply;
  };

const withEmulatorUrl = (call: Call, emulatorUrls: EmulatorUrls): Call => {
  const { QueueUrl } = call.parameters;
  const url = emulatorUrls.get(String(QueueUrl).split('/').at(-1) ?? '');
  if (url === undefined) return call;
  return { ...call, body: Buffer.from(JSON.stringify({ ...call.parameters, QueueUrl: url })) };
};

/** Of the errors' older names, which the SDK gives as the error's name, AWS begins only these so. */
const prefix = 'AWS.SimpleQueueService.';
const prefixedErrors: ReadonlySet<string> = new Set([
  'BatchEntryIdsNotDistinct',
  'BatchRequestTooLong',
  'EmptyBatchRequest',
  'InvalidBatchEntryId',
  'MessageNotInflight',
  'NonExistentQueue',
  'PurgeQueueInProgress',
  'QueueDeletedRecently',
  'TooManyEntriesInBatchRequest',
  'UnsupportedOperation',
]);

/** The embedded emulator begins every name with the prefix; ElasticMQ with a namespace, which AWS never does. */
const renameError = (headers: Reply['headers']): Reply['headers'] => {
  const header = headers['x-amzn-query-error'];
  if (header === undefined) return headers;
  if (header.includes('#')) {
    const { 'x-amzn-query-error': _, ...rest } = headers;
    return rest;
  }
  if (!header.startsWith(prefix)) return headers;
  const bare = header.slice(prefix.length);
  const [name = ''] = bare.split(';');
  return prefixedErrors.has(name) ? headers : { ...headers, 'x-amzn-query-error': bare };
};

const queueArn = /arn:aws:sqs:[\w-]*:\w*:/g;

const putOnAddress = (
  body: Reply['body'],
  { endpointUrl, region }: Pick<QueueApiOptions, 'endpointUrl' | 'region'>,
): string =>
  JSON.stringify(JSON.parse(body.toString()), (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    return /^https?:\/\//.test(value)
      ? `${endpointUrl}/${localAccountId}/${value.split('/').at(-1)}`
      : value.replace(queueArn, `arn:aws:sqs:${region}:${localAccountId}:`);
  });
