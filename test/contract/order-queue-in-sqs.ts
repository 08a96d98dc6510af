/** The orders queue's adapter, held to its promises on an SQS, and to what only a queue can show. */
import { DeleteMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeEnqueue, makeHide } from '../../lib/adapters/order-queue.ts';
import { parseLetter } from '../../lib/order/dead-letter.ts';
import { encodeMessage } from '../../lib/order/order-message.ts';
import { orderMessage } from '../builders/order-message.ts';
import type { QueueService, Queues } from './aws-resources.ts';
import { describeOrderQueue, type HideFailure } from './order-queue.ts';

export const describeOrdersInSqs = ({ name, habits, startQueues }: QueueService) => {
  describe(`in SQS (${name})`, () => {
    let queues: Queues;
    beforeAll(async () => {
      queues = await startQueues();
    });
    afterAll(async () => {
      await queues.close();
    });

    describeOrderQueue(
      'SQS',
      async () => {
        const { sqs } = queues;
        const queueUrl = await queues.createQueue();
        const failures: HideFailure[] = [];
        return {
          enqueue: makeEnqueue(sqs, queueUrl),
          hide: makeHide(sqs, queueUrl, (failure) => failures.push(failure)),
          receive: () => queues.receive(queueUrl),
          remove: async (ReceiptHandle) => {
            await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
          },
          failures,
        };
      },
      habits,
    );

    it('a message received too often lies in the FIFO dead letters, readable and once', async () => {
      const lettersUrl = await queues.createQueue();
      const redrive = { queueUrl: lettersUrl, receivesMax: 2 };
      const queueUrl = await queues.createQueue({ redrive });
      const message = orderMessage();
      const groupId = 'demo.myshopify.com/1';
      const body = encodeMessage(message);
      await makeEnqueue(queues.sqs, queueUrl)({ body, groupId, deduplicationId: 'a' });
      const hide = makeHide(queues.sqs, queueUrl, () => {});
      const receives: number[] = [];
      for (let n = 1; n <= 3; n++) {
        const received = await queues.receive(queueUrl);
        receives.push(...received.map((one) => one.receives));
        await hide(received.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 })));
      }
      const letters = await queues.receive(lettersUrl);

      expect(receives).toEqual([1, 2]);
      expect(letters.map((one) => one.groupId)).toEqual([groupId]);
      expect(parseLetter(letters[0]?.body ?? '')).toEqual({ kind: 'bare-message', message });
    });

    it('what cannot be sent throws, and an aborted sending too', async () => {
      const queueUrl = await queues.createQueue();
      const message = { body: '{}', groupId: 'a', deduplicationId: 'b' };
      await expect(makeEnqueue(queues.sqs, `${queueUrl}-not`)(message)).rejects.toThrow();
      const aborted = makeEnqueue(queues.sqs, queueUrl)(message, AbortSignal.abort());
      await expect(aborted).rejects.toMatchObject({ name: 'AbortError' });
    });

    it('a queue that is away is told for all messages, and not thrown', async () => {
      const failures: HideFailure[] = [];
      const hide = makeHide(queues.sqs, `${await queues.createQueue()}-not`, (failure) =>
        failures.push(failure),
      );
      await hide([
        { receiptHandle: 'a', seconds: 1 },
        { receiptHandle: 'b', seconds: 1 },
      ]);
      expect(failures).toEqual([{ messages: 2, error: expect.stringContaining('Exist') }]);
    });
  });
};
