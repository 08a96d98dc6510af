/** What the dead letters promise, for the fake as for SQS and DynamoDB. */
import { describe, expect, it } from 'vitest';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { deliverySchema, sendSchema } from '../../lib/config/policy.ts';
import { makeDeliverBatch } from '../../lib/delivery/deliver-batch.ts';
import type { Received } from '../../lib/delivery/received.ts';
import { makeTableAway } from '../../lib/delivery/table-away.ts';
import { type DeadLetter, parseLetter } from '../../lib/order/dead-letter.ts';
import type { QueueEntry } from '../../lib/order/order-message.ts';
import { encodeMessage } from '../../lib/order/order-message.ts';
import { type LetterInHand, makeReplayLetters } from '../../lib/replay/replay-letters.ts';
import { circuitOver } from '../builders/circuit.ts';
import { deadLetter, orderMessage } from '../builders/order-message.ts';
import { makeFakeCircuitItem } from '../fakes/circuit-item.ts';
import type { IndexedLetter } from '../fakes/dead-letters.ts';
import { makeFakeOrderRecords } from '../fakes/order-records.ts';

export type DeadLetters = {
  readonly park: (letter: DeadLetter) => Promise<void>;
  readonly putBare: (groupId: string, body: string) => Promise<void> | void;
  readonly receive: () => Promise<readonly LetterInHand[]>;
  readonly markReplayed: (letterId: string, at: string) => Promise<void>;
  readonly remove: (receiptHandle: string) => Promise<void>;
  readonly release: (receiptHandles: readonly string[]) => Promise<void>;
  readonly waiting: () => Promise<readonly IndexedLetter[]>;
};

/** The queue that letters are replayed to. */
export type ReplayTarget = {
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly receive: () => Promise<readonly Received[]>;
  readonly remove: (receiptHandle: string) => Promise<void>;
};

const letterNamed = (letterId: string, parkedAt = '2026-11-22T10:00:03.000Z') =>
  deadLetter({ letter: { letterId, parkedAt }, groupId: `demo.myshopify.com/${letterId}` });

export const describeDeadLetters = (
  name: string,
  make: () => Promise<DeadLetters & { readonly orders: ReplayTarget }>,
) => {
  describe(`dead letters (${name})`, () => {
    it('give back the letter and its message as they were parked', async () => {
      const letters = await make();
      const parked = deadLetter({ message: orderMessage({ order: { note: 'at the gate – ✓' } }) });
      await letters.park(parked);
      const [inHand] = await letters.receive();
      expect(parseLetter(inHand?.body ?? '')).toEqual({
        kind: 'letter',
        letter: parked.letter,
        message: parked.message,
      });
    });

    it('index what waits, oldest first, each with the id that its letter has on the queue', async () => {
      const letters = await make();
      await letters.park(letterNamed('2', '2026-11-22T10:00:05.000Z'));
      await letters.park(letterNamed('1', '2026-11-22T10:00:04.000Z'));
      const ids = new Map<string, string>();
      for (const { body, messageId } of await letters.receive()) {
        const content = parseLetter(body);
        if (content.kind === 'letter') ids.set(content.letter.letterId, messageId);
      }
      expect(await letters.waiting()).toEqual([
        {
          letterId: '1',
          messageId: ids.get('1'),
          class: 'rejected',
          parkedAt: '2026-11-22T10:00:04.000Z',
        },
        {
          letterId: '2',
          messageId: ids.get('2'),
          class: 'rejected',
          parkedAt: '2026-11-22T10:00:05.000Z',
        },
      ]);
    });

    it('take the same parking done twice for one letter', async () => {
      const letters = await make();
      await letters.park(letterNamed('1'));
      await letters.park(letterNamed('1'));
      expect(await letters.receive()).toHaveLength(1);
      expect(await letters.receive()).toEqual([]);
      expect(await letters.waiting()).toHaveLength(1);
    });

    it('keep a letter in hand hidden until it is released', async () => {
      const letters = await make();
      await letters.park(letterNamed('1'));
      const first = await letters.receive();
      expect(await letters.receive()).toEqual([]);
      await letters.release(first.map(({ receiptHandle }) => receiptHandle));
      const second = await letters.receive();
      expect(second.map(({ messageId }) => messageId)).toEqual(
        first.map(({ messageId }) => messageId),
      );
    });

    it('release more letters than one call takes, whatever became of some of them', async () => {
      const letters = await make();
      for (let n = 1; n <= 12; n++) await letters.park(letterNamed(String(n)));
      const inHand = [...(await letters.receive()), ...(await letters.receive())];
      await letters.remove(inHand[0]?.receiptHandle ?? '');
      await letters.release(inHand.map(({ receiptHandle }) => receiptHandle));
      const again = [...(await letters.receive()), ...(await letters.receive())];
      expect([inHand.length, again.length]).toEqual([12, 11]);
    });

    it('forget what was replayed in the index, and what was removed on the queue', async () => {
      const letters = await make();
      await letters.park(letterNamed('1'));
      await letters.park(letterNamed('2'));
      const inHand = await letters.receive();
      await letters.markReplayed('1', '2026-11-22T10:05:00.000Z');
      await letters.remove(inHand[0]?.receiptHandle ?? '');
      expect((await letters.waiting()).map(({ letterId }) => letterId)).toEqual(['2']);
      await letters.release(inHand.map(({ receiptHandle }) => receiptHandle));
      expect(await letters.receive()).toHaveLength(1);
    });

    it('give a message that SQS moved here as it was', async () => {
      const letters = await make();
      const message = orderMessage();
      await letters.putBare('demo.myshopify.com/1', encodeMessage(message));
      const [inHand] = await letters.receive();
      expect(parseLetter(inHand?.body ?? '')).toEqual({ kind: 'bare-message', message });
    });

    it('parked, replayed at once, parked and replayed again, all within five minutes: none lost', async () => {
      const letters = await make();
      const { orders } = letters;
      const deliver = makeRefusingDelivery(letters);
      const replay = makeReplayLetters({
        ...letters,
        enqueue: orders.enqueue,
        report: () => {},
        now: () => Date.UTC(2026, 10, 22, 10, 1),
      });
      const { order } = orderMessage().data;
      const groupId = `${order.shop}/${order.orderId}`;
      await orders.enqueue({
        body: encodeMessage(orderMessage()),
        groupId,
        deduplicationId: 'accept',
      });

      const replays: (readonly number[])[] = [];
      for (let round = 1; round <= 2; round++) {
        await deliver(orders);
        const waiting = (await letters.waiting()).length;
        const { replayed } = await replay({ kind: 'all' }, () => 60_000);
        replays.push([waiting, replayed, (await letters.waiting()).length]);
      }
      expect(replays).toEqual([
        [1, 1, 0],
        [1, 1, 0],
      ]);
      const [last] = await orders.receive();
      expect(JSON.parse(last?.body ?? '{}')).toMatchObject({
        data: { origin: 'replay', replays: 2, order: { orderId: order.orderId } },
      });
    });
  });
};

/** deliver-order for one message, with a WMS that takes nothing. */
const makeRefusingDelivery = ({ park }: DeadLetters) => {
  const now = () => Date.UTC(2026, 10, 22, 10);
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
