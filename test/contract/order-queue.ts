/** What the orders queue promises, for the fake as for SQS. */
import { describe, expect, it } from 'vitest';
import type { HiddenMessage } from '../../lib/delivery/deliver-batch.ts';
import type { Received } from '../../lib/delivery/received.ts';
import type { QueueEntry } from '../../lib/order/order-message.ts';
import { mayBe, type QueueHabits } from './servers.ts';

export type HideFailure = { readonly messages: number; readonly error: string };

export type OrderQueue = {
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly hide: (messages: readonly HiddenMessage[]) => Promise<void>;
  readonly receive: () => Promise<readonly Received[]>;
  readonly remove: (receiptHandle: string) => Promise<void>;
  /** What `hide` has told. */
  readonly failures: readonly HideFailure[];
};

const entry = (n: number, given: Partial<QueueEntry> = {}): QueueEntry => ({
  body: `{"n":${n}}`,
  groupId: 'demo.myshopify.com/1',
  deduplicationId: `id-${n}`,
  ...given,
});
const bodiesOf = (messages: readonly Received[]) => messages.map(({ body }) => body);
const hiddenFor = (seconds: number, messages: readonly Received[]) =>
  messages.map(({ receiptHandle }) => ({ receiptHandle, seconds }));

/** @param habits - what this queue does where servers differ; nothing for one that is not known yet. */
export const describeOrderQueue = (
  name: string,
  make: () => Promise<OrderQueue>,
  habits: QueueHabits | undefined,
) => {
  describe(`orders queue (${name})`, () => {
    it('gives what was sent, with its group and its receives', async () => {
      const queue = await make();
      await queue.enqueue(entry(1, { body: '{"note":"\\ufffe \\u00e9"}' }));
      expect(await queue.receive()).toEqual([
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          groupId: 'demo.myshopify.com/1',
          receives: 1,
          sentAt: expect.any(Number),
          body: '{"note":"\\ufffe \\u00e9"}',
        },
      ]);
    });

    it('says when a message was sent, however often it is received', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      const first = await queue.receive();
      await queue.hide(hiddenFor(0, first));
      const times = [...first, ...(await queue.receive())].map(({ sentAt }) => sentAt);
      expect(times).toEqual([times[0], times[0]]);
      // Milliseconds, not the seconds that other AWS services count.
      expect(times[0]).toBeGreaterThan(Date.UTC(2026, 0, 1));
    });

    it('stores nothing for an id that was seen a moment ago, even after its message is gone', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      const [message] = await queue.receive();
      await queue.remove(message?.receiptHandle ?? '');
      await queue.enqueue(entry(2, { deduplicationId: 'id-1' }));
      expect(await queue.receive()).toEqual([]);
    });

    it('gives a group in the order in which it was sent, whatever one receive gives', async () => {
      const queue = await make();
      for (const n of [1, 2, 3, 4]) await queue.enqueue(entry(n));
      const bodies: string[] = [];
      const sizes: number[] = [];
      for (let receives = 0; receives < 4; receives++) {
        const received = await queue.receive();
        bodies.push(...bodiesOf(received));
        sizes.push(received.length);
        for (const { receiptHandle } of received) await queue.remove(receiptHandle);
      }
      expect(bodies).toEqual(['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}']);
      expect(mayBe(habits, 'perGroup')).toContain(sizes[0] === 1 ? 'one' : 'several');
    });

    it('takes an id again in another group, or does not: ours are of one order each', async () => {
      const queue = await make();
      await queue.enqueue(entry(1, { groupId: 'a' }));
      await queue.enqueue(entry(2, { groupId: 'b', deduplicationId: 'id-1' }));
      const stored = (await queue.receive()).length;
      expect(mayBe(habits, 'deduplicates')).toContain(stored === 2 ? 'per group' : 'per queue');
    });

    it('keeps a group back as long as its first message is hidden, also from what comes later', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      await queue.enqueue(entry(2));
      const first = await queue.receive();
      await queue.hide(hiddenFor(30, first));
      await queue.enqueue(entry(3));
      expect(await queue.receive()).toEqual([]);
      await queue.hide(hiddenFor(0, first));
      expect(bodiesOf(await queue.receive())[0]).toBe('{"n":1}');
    });

    it('deletes by the handle of an overtaken delivery, or does not: only the latest is ours to use', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      const [old] = await queue.receive();
      await queue.hide(hiddenFor(0, old ? [old] : []));
      const [latest] = await queue.receive();
      expect(latest?.messageId).toBe(old?.messageId);
      const refused = await queue.remove(old?.receiptHandle ?? '').then(
        () => false,
        () => true,
      );
      await queue.hide(hiddenFor(0, latest ? [latest] : []));
      const isThere = (await queue.receive()).length === 1;
      const seen = isThere ? (refused ? 'refused' : 'ignored') : 'obeyed';
      expect(mayBe(habits, 'staleDeletion')).toContain(seen);
    });

    it('counts each receive of a message, and of no other', async () => {
      const queue = await make();
      await queue.enqueue(entry(1, { groupId: 'a' }));
      const counts: number[][] = [];
      for (let n = 1; n <= 3; n++) {
        if (n === 3) await queue.enqueue(entry(2, { groupId: 'b' }));
        const received = await queue.receive();
        counts.push(received.map(({ receives }) => receives));
        await queue.hide(hiddenFor(0, received));
      }
      expect(counts).toEqual([[1], [2], [3, 1]]);
    });

    it('stores the same content under another id', async () => {
      const queue = await make();
      await queue.enqueue(entry(1, { groupId: 'a' }));
      await queue.enqueue(entry(1, { groupId: 'b', deduplicationId: 'replay:1' }));
      expect(await queue.receive()).toHaveLength(2);
    });

    it('keeps a group back while one of its messages is in hand, and other groups not', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      const first = await queue.receive();
      await queue.enqueue(entry(2));
      await queue.enqueue(entry(3, { groupId: 'demo.myshopify.com/2' }));
      const second = await queue.receive();
      expect(bodiesOf([...first, ...second])).toEqual(['{"n":1}', '{"n":3}']);
    });

    it('shows a message hidden for 0 seconds at once, with one more receive', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      await queue.hide(hiddenFor(0, await queue.receive()));
      expect(await queue.receive()).toMatchObject([{ body: '{"n":1}', receives: 2 }]);
      expect(queue.failures).toEqual([]);
    });

    it('hides messages for fractions of seconds and beyond the most that SQS takes', async () => {
      const queue = await make();
      await queue.enqueue(entry(1, { groupId: 'a' }));
      await queue.enqueue(entry(2, { groupId: 'b' }));
      const [one, two] = await queue.receive();
      await queue.hide([...hiddenFor(30.4, one ? [one] : []), ...hiddenFor(1e9, two ? [two] : [])]);
      expect(queue.failures).toEqual([]);
      expect(await queue.receive()).toEqual([]);
    });

    it('keeps the order of a group whose messages were hidden and come back', async () => {
      const queue = await make();
      await queue.enqueue(entry(1));
      await queue.enqueue(entry(2));
      await queue.hide(hiddenFor(0, await queue.receive()));
      const [next] = await queue.receive();
      expect(next?.body).toBe('{"n":1}');
    });

    it('tells of a handle that is not the latest any more, and hides the others', async () => {
      const queue = await make();
      await queue.enqueue(entry(1, { groupId: 'a' }));
      await queue.enqueue(entry(2, { groupId: 'b' }));
      const received = await queue.receive();
      const [gone, kept] = received;
      await queue.remove(gone?.receiptHandle ?? '');
      await queue.hide(hiddenFor(0, received));
      expect(queue.failures).toEqual([{ messages: 1, error: expect.any(String) }]);
      expect(await queue.receive()).toMatchObject([{ messageId: kept?.messageId }]);
    });
  });
};
