/** What SQS forgets after five minutes: the id by which it knows a letter that is parked once more. */
import { expect, it } from 'vitest';
import { makePark } from '../../lib/adapters/dead-letters.ts';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeLetterQueue } from '../../lib/adapters/letter-queue.ts';
import { parseLetter } from '../../lib/order/dead-letter.ts';
import { makeClient } from '../simulation/aws/client.ts';
import { makeDynamo } from '../simulation/aws/dynamodb.ts';
import { makeSqs } from '../simulation/aws/sqs.ts';
import { letterNamed, waitingOf } from './dead-letters.ts';

const queueUrl = 'http://sqs.simulated/000000000000/dead-letters.fifo';
const start = Date.UTC(2026, 10, 22, 10);
const minute = 60_000;

const makeScene = () => {
  let time = start;
  const now = () => time;
  const model = makeSqs({ now, queues: [{ queueUrl }] });
  const sqs = makeClient(async (command) => model.apply(command));
  const table = makeDynamo({ now });
  const dynamo = makeClient(async (command) => table.apply(command));
  const park = makePark({ sqs, dynamo, queueUrl, tableName: 'state' });
  return {
    queue: makeLetterQueue({ sqs, queueUrl }),
    index: makeLetterIndex(dynamo, 'state'),
    parkAfter: async (millis: number) => {
      time = start + millis;
      await park(letterNamed('L1', new Date(time).toISOString()));
    },
  };
};

it.each([
  ['within five minutes', 5 * minute - 1, 1],
  ['later', 5 * minute + 1, 2],
])(
  'a letter parked again %s is one letter, whatever lies on the queue',
  async (_, again, times) => {
    const scene = makeScene();
    await scene.parkAfter(0);
    await scene.parkAfter(again);
    expect(await scene.queue.count()).toBe(times);
    const [letter, ...more] = await waitingOf(scene);
    expect(more).toEqual([]);
    expect(letter?.parkedAt).toBe(new Date(start + again).toISOString());

    const at = new Date(start + again + minute).toISOString();
    const settlement = { how: 'replayed', at, jobId: 'job-1' } as const;
    expect(letter && (await scene.index.settle(letter, settlement))).toBe('settled');
    // Who walks the queue knows each of them for one that is settled.
    const inHand = await scene.queue.receive();
    const found = await scene.index.find(['L1']);
    const fates = inHand.map(({ body }) => {
      const read = parseLetter(body);
      return read.kind === 'letter' ? found.get(read.letter.letterId)?.settled : read.kind;
    });
    expect(fates).toEqual(Array.from({ length: times }, () => settlement));
    await scene.queue.remove(inHand.map(({ receiptHandle }) => receiptHandle));
    expect(await scene.queue.count()).toBe(0);
  },
);
