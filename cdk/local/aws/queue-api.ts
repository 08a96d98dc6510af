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

export const makeQueueApi =
  (forward: Forward, endpointUrl: string) =>
  async (call: Call): Promise<Reply> => {
    const reply = await forward.send(call);
    if (!answersWithUrls.has(call.operation) || reply.status !== 200) return reply;
    const body = JSON.stringify(JSON.parse(reply.body.toString()), (_, value: unknown) =>
      typeof value === 'string' && /^https?:\/\//.test(value)
        ? `${endpointUrl}/${localAccountId}/${value.split('/').at(-1)}`
        : value,
    );
    return { ...reply, body };
  };
