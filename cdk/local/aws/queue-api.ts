/**
 * SQS: calls go on to the emulator as they came; queue URLs that come back are put on our address.
 *
 * Queue URLs that go in stay as they are: the emulator reads the queue's name from them, whatever the
 * host, and so do ElasticMQ and LocalStack.
 */
import { localAccountId } from '../template/surroundings.ts';
import type { Call } from './call.ts';
import type { Forward } from './forward.ts';
import type { Reply } from './reply.ts';

/** The only operations that answer with queue URLs. */
const answersWithUrls: ReadonlySet<string> = new Set([
  'CreateQueue',
  'GetQueueUrl',
  'ListQueues',
  'ListDeadLetterSourceQueues',
]);

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

export const makeQueueApi =
  (forward: Forward, endpointUrl: string) =>
  async (call: Call): Promise<Reply> => {
    const reply = await forward.send(call);
    if (reply.status !== 200) return { ...reply, headers: renameError(reply.headers) };
    return answersWithUrls.has(call.operation)
      ? { ...reply, body: putOnAddress(reply.body, endpointUrl) }
      : reply;
  };

/** The emulator begins every name with the prefix. */
const renameError = (headers: Reply['headers']): Reply['headers'] => {
  const header = headers['x-amzn-query-error'];
  if (header?.startsWith(prefix) !== true) return headers;
  const bare = header.slice(prefix.length);
  const [name = ''] = bare.split(';');
  return prefixedErrors.has(name) ? headers : { ...headers, 'x-amzn-query-error': bare };
};

const putOnAddress = (body: Reply['body'], endpointUrl: string): string =>
  JSON.stringify(JSON.parse(body.toString()), (_, value: unknown) =>
    typeof value === 'string' && /^https?:\/\//.test(value)
      ? `${endpointUrl}/${localAccountId}/${value.split('/').at(-1)}`
      : value,
  );
