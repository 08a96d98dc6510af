/** What the dead letters queue promises to whoever walks it, for the fake as for SQS. */
import { describe, expect, it } from 'vitest';
import type { LetterInHand, LetterQueue } from '../../lib/letters/ports.ts';

export type LetterQueueScene = {
  readonly queue: LetterQueue;
  /** Puts a message there, in a group of its own. */
  readonly send: (name: string) => Promise<void>;
  /** Epoch milliseconds, by the queue's clock. */
  readonly now: () => number;
};

const sendAll = async ({ send }: LetterQueueScene, count: number): Promise<void> => {
  for (let n = 1; n <= count; n++) await send(`letter-${n}`);
};
const handles = (letters: readonly LetterInHand[]) =>
  letters.map(({ receiptHandle }) => receiptHandle);
const bodies = (letters: readonly LetterInHand[]) => letters.map(({ body }) => body).toSorted();
/** Until the queue has none to give. */
const receiveAll = async ({ receive }: LetterQueue): Promise<readonly LetterInHand[]> => {
  const all: LetterInHand[] = [];
  for (let call = 0; call < 10; call++) {
    const letters = await receive();
    if (letters.length === 0) return all;
    all.push(...letters);
  }
  throw new Error('the queue does not come to an end');
};

export const describeLetterQueue = (name: string, make: () => Promise<LetterQueueScene>) => {
  describe(`the dead letters queue (${name})`, () => {
    it('gives each letter with its place on the queue', async () => {
      const scene = await make();
      const before = scene.now();
      await scene.send('letter-1');
      const [letter] = await scene.queue.receive();
      expect(letter).toEqual({
        messageId: expect.stringMatching(/./),
        receiptHandle: expect.stringMatching(/./),
        groupId: 'demo.myshopify.com/letter-1',
        body: 'letter-1',
        sentAt: expect.any(Number),
        receives: 1,
      });
      expect(letter?.sentAt).toBeGreaterThanOrEqual(before);
      expect(letter?.sentAt).toBeLessThanOrEqual(scene.now());
    });

    it('gives ten at a time, and each of them once', async () => {
      const scene = await make();
      await sendAll(scene, 12);
      const first = await scene.queue.receive();
      const all = [...first, ...(await receiveAll(scene.queue))];
      expect(first).toHaveLength(10);
      expect(new Set(bodies(all)).size).toBe(12);
      expect(all).toHaveLength(12);
    });

    it('counts every letter, those in hand, too', async () => {
      const scene = await make();
      expect(await scene.queue.count()).toBe(0);
      await sendAll(scene, 12);
      await scene.queue.receive();
      expect(await scene.queue.count()).toBe(12);
    });

    it('gives a letter again once it is released, as received once more', async () => {
      const scene = await make();
      await sendAll(scene, 2);
      const first = await scene.queue.receive();
      expect(await scene.queue.receive()).toEqual([]);
      await scene.queue.release(handles(first).slice(0, 1));
      const [again, ...more] = await scene.queue.receive();
      expect(more).toEqual([]);
      expect(again).toMatchObject({ messageId: first[0]?.messageId, receives: 2 });
    });

    it('forgets what is removed, and no other', async () => {
      const scene = await make();
      await sendAll(scene, 3);
      const inHand = await scene.queue.receive();
      const [kept, ...rest] = inHand;
      await scene.queue.remove(handles(rest));
      await scene.queue.release(handles(inHand));
      expect(bodies(await scene.queue.receive())).toEqual([kept?.body]);
      expect(await scene.queue.count()).toBe(1);
    });

    it('removes and releases the others where one is gone already', async () => {
      const scene = await make();
      await sendAll(scene, 3);
      const [first, second, third] = handles(await scene.queue.receive());
      if (!first || !second || !third) throw new Error('three letters are needed');
      await scene.queue.remove([first]);
      await scene.queue.remove([first, second]);
      await scene.queue.release([first, second, third]);
      expect(await scene.queue.receive()).toHaveLength(1);
    });

    it('releases more letters than one call takes', async () => {
      const scene = await make();
      await sendAll(scene, 12);
      const inHand = await receiveAll(scene.queue);
      await scene.queue.release(handles(inHand));
      expect(bodies(await receiveAll(scene.queue))).toEqual(bodies(inHand));
    });

    it('is left alone where there is nothing to remove or to release', async () => {
      const scene = await make();
      await sendAll(scene, 1);
      await scene.queue.remove([]);
      await scene.queue.release([]);
      expect(await scene.queue.count()).toBe(1);
    });
  });
};
