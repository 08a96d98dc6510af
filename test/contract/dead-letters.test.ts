import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { makeReleaseLetters } from '../../lib/adapters/dead-letters.ts';
import { makeFakeDeadLetters } from '../fakes/dead-letters.ts';
import { makeFakeOrderQueue } from '../fakes/order-queue.ts';
import { servicePairs } from './aws-resources.ts';
import { describeDeadLetters } from './dead-letters.ts';
import { describeLettersInAws } from './dead-letters-in-aws.ts';

const now = () => Date.UTC(2026, 10, 22, 10);

describe.each(['one', 'several'] as const)('%s of a group per receive', (perGroup) => {
  describeDeadLetters('fake', async () => ({
    ...makeFakeDeadLetters({ now, perGroup }),
    orders: makeFakeOrderQueue({ now, perGroup }),
  }));
});

for (const services of servicePairs) describeLettersInAws(services);

it('letters are released for 0 seconds, ten per call, also after a call that failed', async () => {
  const calls: { readonly Id: string; readonly VisibilityTimeout: number }[][] = [];
  const send = async ({
    input,
  }: {
    readonly input: { readonly Entries: (typeof calls)[number] };
  }) => {
    calls.push(input.Entries);
    throw new Error('SQS is away');
  };
  const sqs = { send } as unknown as SQSClient;
  const release = makeReleaseLetters({ sqs, queueUrl: 'queue' });
  await release(Array.from({ length: 23 }, (_, n) => `handle-${n}`));
  expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3]);
  expect(new Set(calls.flat().map(({ VisibilityTimeout }) => VisibilityTimeout))).toEqual(
    new Set([0]),
  );
  expect(calls[1]?.[0]).toEqual({ Id: '0', ReceiptHandle: 'handle-10', VisibilityTimeout: 0 });
});
