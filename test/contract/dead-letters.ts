/** What parking promises, for the fake as for SQS and DynamoDB. */
import { describe, expect, it } from 'vitest';
import type { LetterIndex, LetterQueue } from '../../lib/letters/ports.ts';
import { type DeadLetter, letterOf, parseLetter } from '../../lib/order/dead-letter.ts';
import { encodeMessage } from '../../lib/order/order-message.ts';
import { deadLetter, orderMessage } from '../builders/order-message.ts';

export type DeadLetters = {
  readonly park: (letter: DeadLetter) => Promise<void>;
  readonly putBare: (groupId: string, body: string) => Promise<void> | void;
  readonly index: LetterIndex;
  readonly queue: LetterQueue;
};

const at = (second: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();
export const letterNamed = (letterId: string, parkedAt = at(3)): DeadLetter =>
  letterOf(letterId, orderMessage(), {
    class: 'rejected',
    reason: 'the WMS answered 422',
    status: 422,
    problem: 'Unknown SKU: line 1',
    attempts: 1,
    receives: 1,
    parkedAt,
  });
/** The letters that wait, oldest first. */
export const waitingOf = async ({ index }: Pick<DeadLetters, 'index'>) =>
  (await index.page(1_000)).letters;

export const describeDeadLetters = (name: string, make: () => Promise<DeadLetters>) => {
  describe(`dead letters (${name})`, () => {
    it('give back the letter and its message as they were parked, from queue and table', async () => {
      const letters = await make();
      const parked = deadLetter({ message: orderMessage({ order: { note: 'at the gate – ✓' } }) });
      await letters.park(parked);
      const [inHand] = await letters.queue.receive();
      const [waiting] = await waitingOf(letters);
      const content = waiting && (await letters.index.contentOf(waiting));
      expect(content).toBe(inHand?.body);
      expect(parseLetter(content ?? '')).toEqual({
        kind: 'letter',
        letter: parked.letter,
        message: parked.message,
      });
    });

    it('index what waits, oldest first, each with its place on the queue', async () => {
      const letters = await make();
      await letters.park(letterNamed('2', at(5)));
      await letters.park(letterNamed('1', at(4)));
      const places = new Map<string, string>();
      for (const { groupId, messageId } of await letters.queue.receive()) {
        places.set(groupId, messageId);
      }
      expect(places.size).toBe(2);
      expect(await waitingOf(letters)).toMatchObject(
        ['1', '2'].map((letterId) => ({
          letterId,
          groupId: `demo.myshopify.com/letter-${letterId}`,
          messageId: places.get(`demo.myshopify.com/letter-${letterId}`),
          hash: orderMessage().data.hash,
        })),
      );
    });

    it('of one order are all received, while one of them is in hand', async () => {
      const letters = await make();
      await letters.park(letterNamed('1'));
      await letters.queue.receive();
      await letters.park(letterNamed('2'));
      expect(await letters.queue.receive()).toHaveLength(1);
    });

    it('take the same parking done twice for one letter', async () => {
      const letters = await make();
      await letters.park(letterNamed('1', at(3)));
      await letters.park(letterNamed('1', at(9)));
      const inHand = await letters.queue.receive();
      expect(inHand).toHaveLength(1);
      expect(await letters.queue.receive()).toEqual([]);
      expect(await waitingOf(letters)).toMatchObject([
        { letterId: '1', parkedAt: at(9), messageId: inHand[0]?.messageId },
      ]);
    });

    it('keep a letter without a message, and what it says', async () => {
      const letters = await make();
      const parked = deadLetter({ message: null, letter: { class: 'malformed', orderId: null } });
      await letters.park(parked);
      const [waiting] = await waitingOf(letters);
      expect(waiting).toMatchObject({ class: 'malformed', orderId: null, hash: null });
      const content = waiting && (await letters.index.contentOf(waiting));
      expect(parseLetter(content ?? '')).toEqual({
        kind: 'without-message',
        letter: parked.letter,
      });
    });

    it('give a message that SQS moved here as it was, and do not index it', async () => {
      const letters = await make();
      const message = orderMessage();
      await letters.putBare('demo.myshopify.com/1', encodeMessage(message));
      const [inHand] = await letters.queue.receive();
      expect(parseLetter(inHand?.body ?? '')).toEqual({ kind: 'bare-message', message });
      expect(await waitingOf(letters)).toEqual([]);
    });

    it('that are settled and parked once more wait once more, though SQS takes no second letter', async () => {
      const letters = await make();
      await letters.park(letterNamed('1', at(3)));
      const [letter] = await waitingOf(letters);
      const settlement = { how: 'replayed', at: at(10), jobId: 'job-1' } as const;
      expect(letter && (await letters.index.settle(letter, settlement))).toBe('settled');
      const inHand = await letters.queue.receive();
      await letters.queue.remove(inHand.map(({ receiptHandle }) => receiptHandle));
      await letters.park(letterNamed('1', at(20)));
      expect(await letters.queue.count()).toBe(0);
      const [again] = await waitingOf(letters);
      expect(again).toMatchObject({ letterId: '1', parkedAt: at(20) });
      const content = again && (await letters.index.contentOf(again));
      expect(parseLetter(content ?? '').kind).toBe('letter');
    });
  });
};
