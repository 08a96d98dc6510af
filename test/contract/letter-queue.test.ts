import type { SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { makeLetterQueue } from '../../lib/adapters/letter-queue.ts';
import { makeFakeDeadLetters } from '../fakes/dead-letters.ts';
import { queueServices } from './aws-resources.ts';
import { describeLetterQueue } from './letter-queue.ts';
import { describeLettersInSqs } from './letter-queue-in-sqs.ts';

const now = () => Date.UTC(2026, 10, 22, 10);
describeLetterQueue('fake', async () => {
  const { queue, putBare } = makeFakeDeadLetters({ now });
  return { queue, send: async (body) => putBare(`demo.myshopify.com/${body}`, body), now };
});

for (const service of queueServices) describeLettersInSqs(service);

type Asked = {
  readonly VisibilityTimeout?: number;
  readonly WaitTimeSeconds?: number;
  readonly Entries?: readonly {
    readonly Id: string;
    readonly ReceiptHandle: string;
    readonly VisibilityTimeout?: number;
  }[];
};

/** An SQS that notes what it is asked, and answers so. */
const makeAsked = (answer: () => object) => {
  const asked: Asked[] = [];
  const send = async ({ input }: { readonly input: Asked }) => {
    asked.push(input);
    return answer();
  };
  const sqs = { send } as unknown as SQSClient;
  return { asked, queue: makeLetterQueue({ sqs, queueUrl: 'queue' }) };
};
const manyHandles = Array.from({ length: 23 }, (_, n) => `handle-${n}`);

it('letters are hidden for longer than an invocation lasts, and waited for', async () => {
  const { asked, queue } = makeAsked(() => ({}));
  expect(await queue.receive()).toEqual([]);
  expect(asked).toMatchObject([{ VisibilityTimeout: 120, WaitTimeSeconds: 1 }]);
});

it('letters are released for 0 seconds, ten per call, also after a call that failed', async () => {
  const { asked, queue } = makeAsked(() => {
    throw new Error('SQS is away');
  });
  await queue.release(manyHandles);
  const calls = asked.map(({ Entries = [] }) => Entries);
  expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3]);
  expect(new Set(calls.flat().map(({ VisibilityTimeout }) => VisibilityTimeout))).toEqual(
    new Set([0]),
  );
  expect(calls.flat().map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(manyHandles);
});

it('letters are removed ten per call, and one that fails keeps no other', async () => {
  const { asked, queue } = makeAsked(() => ({ Failed: [{ Id: '0', Code: 'InternalError' }] }));
  await queue.remove(manyHandles);
  const calls = asked.map(({ Entries = [] }) => Entries);
  expect(calls.map((entries) => entries.length)).toEqual([10, 10, 3]);
  expect(calls.flat().map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(manyHandles);
});

it('letters that SQS holds back for a while are counted, too', async () => {
  const { queue } = makeAsked(() => ({
    Attributes: {
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '20',
      ApproximateNumberOfMessagesDelayed: '300',
    },
  }));
  expect(await queue.count()).toBe(321);
});
