import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { makeHide } from '../../lib/adapters/order-queue.ts';
import { makeFakeOrderQueue } from '../fakes/order-queue.ts';
import { queueServices } from './aws-resources.ts';
import { describeOrderQueue, type HideFailure } from './order-queue.ts';
import { describeOrdersInSqs } from './order-queue-in-sqs.ts';

const now = () => Date.UTC(2026, 10, 22, 10);

describe.each(['one', 'several'] as const)('%s of a group per receive', (perGroup) => {
  const habits = { perGroup, deduplicates: 'per group', staleDeletion: 'ignored' } as const;
  describeOrderQueue(
    'fake',
    async () => {
      const failures: HideFailure[] = [];
      const tellFailure = (failure: HideFailure) => failures.push(failure);
      return { ...makeFakeOrderQueue({ now, perGroup, tellFailure }), failures };
    },
    habits,
  );
});

for (const service of queueServices) describeOrdersInSqs(service);

it('all messages are hidden in one call, in whole seconds, at most twelve hours', async () => {
  const calls: unknown[] = [];
  const send = async ({ input }: { readonly input: unknown }) => {
    calls.push(input);
    return {};
  };
  const hide = makeHide({ send } as unknown as SQSClient, 'queue', () => {});
  await hide([
    { receiptHandle: 'a', seconds: 0 },
    { receiptHandle: 'b', seconds: 30.01 },
    { receiptHandle: 'c', seconds: 50_000 },
  ]);
  expect(calls).toEqual([
    {
      QueueUrl: 'queue',
      Entries: [
        { Id: '0', ReceiptHandle: 'a', VisibilityTimeout: 0 },
        { Id: '1', ReceiptHandle: 'b', VisibilityTimeout: 31 },
        { Id: '2', ReceiptHandle: 'c', VisibilityTimeout: 43_140 },
      ],
    },
  ]);
});
