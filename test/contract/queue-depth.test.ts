/** How many messages a queue has, for the adapter on an SQS. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import { makeReadQueueDepth } from '../../lib/adapters/queue-depth.ts';
import { type Queues, queueServices } from './aws-resources.ts';

describe.each(queueServices)('the depth of a queue ($name)', ({ startQueues }) => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues();
  });
  afterAll(() => queues.close());

  const makeQueue = async () => {
    const queueUrl = await queues.createQueue();
    const enqueue = makeEnqueue(queues.sqs, queueUrl);
    return {
      queueUrl,
      depth: makeReadQueueDepth(queues.sqs, queueUrl),
      send: (...bodies: readonly string[]) =>
        Promise.all(
          bodies.map((body) => enqueue({ body, groupId: `shop/${body}`, deduplicationId: body })),
        ),
    };
  };

  it('is nothing where nothing was sent', async () => {
    const { depth } = await makeQueue();
    expect(await depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  it('tells what lies there from what somebody has in hand', async () => {
    const { queueUrl, depth, send } = await makeQueue();
    await send('1', '2', '3');
    expect(await depth()).toEqual({ visible: 3, inFlight: 0, delayed: 0 });
    await queues.receive(queueUrl);
    await send('4');
    expect(await depth()).toEqual({ visible: 1, inFlight: 3, delayed: 0 });
  });

  it('looked at hides nothing: what lies there can be received', async () => {
    const { queueUrl, depth, send } = await makeQueue();
    await send('1');
    await depth();
    const received = await queues.receive(queueUrl);
    expect(received.map(({ body, receives }) => [body, receives])).toEqual([['1', 1]]);
  });

  it('of a queue that is not there cannot be read', async () => {
    const depth = makeReadQueueDepth(queues.sqs, `${await queues.createQueue()}-not`);
    await expect(depth()).rejects.toThrow();
  });
});
