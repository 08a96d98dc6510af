/** The dead letters queue's adapter, held to its promises on an SQS, and to what only that can show. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLetterQueue } from '../../lib/adapters/letter-queue.ts';
import { makeEnqueue } from '../../lib/adapters/order-queue.ts';
import type { QueueService, Queues } from './aws-resources.ts';
import { describeLetterQueue } from './letter-queue.ts';

export const describeLettersInSqs = ({ name, startQueues }: QueueService) => {
  describe(`in SQS (${name})`, () => {
    let queues: Queues;
    beforeAll(async () => {
      queues = await startQueues();
    });
    afterAll(async () => {
      await queues.close();
    });

    describeLetterQueue(name, async () => {
      const queueUrl = await queues.createQueue();
      const enqueue = makeEnqueue(queues.sqs, queueUrl);
      return {
        queue: makeLetterQueue({ sqs: queues.sqs, queueUrl }),
        send: (body) =>
          enqueue({ body, groupId: `demo.myshopify.com/${body}`, deduplicationId: body }),
        now: Date.now,
      };
    });

    it('a queue that cannot be used throws, except to whoever gives letters back', async () => {
      const queueUrl = `${await queues.createQueue()}-not`;
      const queue = makeLetterQueue({ sqs: queues.sqs, queueUrl });
      await expect(queue.receive()).rejects.toThrow();
      await expect(queue.remove(['a-handle'])).rejects.toThrow();
      await expect(queue.count()).rejects.toThrow();
      await queue.release(['a-handle']);
    });
  });
};
