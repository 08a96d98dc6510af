/** Parked, replayed, parked and replayed again: deliver-order, the dead letters and a job's replay together. */
import { expect, it } from 'vitest';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema, sendSchema } from '../../lib/config/policy.ts';
import { makeDeliverBatch } from '../../lib/delivery/deliver-batch.ts';
import type { Received } from '../../lib/delivery/received.ts';
import { makeTableAway } from '../../lib/delivery/table-away.ts';
import { noJobs } from '../../lib/letters/job.ts';
import { createJob } from '../../lib/letters/jobs.ts';
import { replayLetter } from '../../lib/letters/replay-letter.ts';
import { encodeMessage, groupIdOf, type QueueEntry } from '../../lib/order/order-message.ts';
import { circuitOver } from '../builders/circuit.ts';
import { orderMessage } from '../builders/order-message.ts';
import { makeFakeCircuitItem } from '../fakes/circuit-item.ts';
import { makeFakeOrderRecords } from '../fakes/order-records.ts';
import { type DeadLetters, waitingOf } from './dead-letters.ts';

/** The queue that letters are replayed to. */
export type ReplayTarget = {
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly receive: () => Promise<readonly Received[]>;
  readonly remove: (receiptHandle: string) => Promise<void>;
};

/** deliver-order for one message, with a WMS that takes nothing. */
const makeRefusingDelivery = ({ park }: DeadLetters, now: () => number) => {
  const settings = { ...deliverySchema.parse({}), circuit: circuitSchema.parse({}) };
  const item = makeFakeCircuitItem();
  const deliverBatch = makeDeliverBatch({
    ...makeFakeOrderRecords(item),
    circuit: circuitOver(item, { now }),
    tableAway: makeTableAway(settings, now),
    park,
    hide: async () => {},
    deliver: async () => ({ kind: 'refused', class: 'rejected', status: 422, attempts: 1 }),
    deliverOnce: (_key, work) => work(),
    report: () => {},
    settings,
    send: sendSchema.parse({}),
    now,
    random: () => 0.5,
  });
  return async (orders: ReplayTarget): Promise<void> => {
    const received = await orders.receive();
    expect(received).toHaveLength(1);
    expect(await deliverBatch(received, () => 15_000)).toEqual({ batchItemFailures: [] });
    for (const { receiptHandle } of received) await orders.remove(receiptHandle);
  };
};

const at = '2026-11-22T10:00:00.000Z';
const makeJob = () => {
  const wish = {
    jobId: 'job-1',
    kind: 'replay',
    filter: {},
    asOf: at,
    force: false,
    by: 'ana',
    confirmed: 1,
    letters: 1,
  } as const;
  const jobs = createJob(noJobs, wish, at);
  const [job] = typeof jobs === 'string' ? [] : jobs.jobs;
  if (job === undefined) throw new Error('there is room for one job');
  return job;
};

export const describeReplayed = (
  make: () => Promise<DeadLetters & { readonly orders: ReplayTarget }>,
) => {
  it('parked, replayed at once, parked and replayed again, all within five minutes: none lost', async () => {
    const letters = await make();
    const { index, orders } = letters;
    const now = () => Date.parse(at);
    const deliver = makeRefusingDelivery(letters, now);
    const ports = { index, enqueue: orders.enqueue, report: () => {}, now };
    const { order } = orderMessage().data;
    const groupId = groupIdOf(order.shop, order.orderId);
    const body = encodeMessage(orderMessage());
    await orders.enqueue({ body, groupId, deduplicationId: 'accept' });

    const rounds: unknown[] = [];
    for (let round = 1; round <= 2; round++) {
      await deliver(orders);
      const waiting = await waitingOf(letters);
      for (const letter of waiting) rounds.push(await replayLetter(ports, makeJob(), letter));
      rounds.push([waiting.length, (await waitingOf(letters)).length]);
    }
    expect(rounds).toEqual(['done', [1, 0], 'done', [1, 0]]);
    const [last] = await orders.receive();
    expect(JSON.parse(last?.body ?? '{}')).toMatchObject({
      data: { origin: 'replay', replays: 2, order: { orderId: order.orderId } },
    });
  });
};
