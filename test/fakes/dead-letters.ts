/** The dead letters in memory: the letters on their queue, and the index of those that wait. */
import { indexEntryOf } from '../../lib/letters/index-entry.ts';
import type { IndexedLetter } from '../../lib/letters/indexed-letter.ts';
import type { LetterQueue } from '../../lib/letters/ports.ts';
import { type DeadLetter, encodeLetter } from '../../lib/order/dead-letter.ts';
import { parkDeduplicationId } from '../../lib/order/deduplication.ts';
import { type LetterIndexOptions, makeFakeLetterIndex } from './letter-index.ts';
import { type FifoOptions, makeFakeFifo } from './order-queue.ts';

const letterHiddenSeconds = 120;
const batchMax = 10;

export const makeFakeDeadLetters = (options: FifoOptions & LetterIndexOptions) => {
  const fifo = makeFakeFifo(options, 'letter');
  const index = makeFakeLetterIndex(options);
  const queue: LetterQueue = {
    receive: async () => fifo.receive(batchMax, letterHiddenSeconds),
    remove: async (receiptHandles) => {
      for (const handle of receiptHandles) fifo.remove(handle);
    },
    release: async (receiptHandles) => {
      for (const handle of receiptHandles) fifo.changeVisibility(handle, 0);
    },
    count: async () => fifo.bodies().length,
  };
  const send = (deadLetter: DeadLetter): string => {
    const { groupId, letter } = deadLetter;
    const deduplicationId = parkDeduplicationId(letter.letterId);
    return fifo.send({ body: encodeLetter(deadLetter), groupId, deduplicationId });
  };
  return {
    index,
    queue,
    park: async (deadLetter: DeadLetter): Promise<void> => {
      const { groupId, letter, message } = deadLetter;
      const messageId = send(deadLetter);
      const entry = indexEntryOf(letter, message, { groupId, messageId });
      await index.put(entry, encodeLetter(deadLetter));
    },
    /** A parking that died after its first step: the letter is in no index. */
    parkUnindexed: (deadLetter: DeadLetter): void => {
      send(deadLetter);
    },
    /** As SQS does with a message that was received too often: without an envelope or an index item. */
    putBare: (groupId: string, body: string): void => {
      fifo.send({ body, groupId, deduplicationId: body });
    },
    /** The letters that wait, oldest first. */
    waiting: async (): Promise<readonly IndexedLetter[]> =>
      index
        .all()
        .flatMap(({ letter, settled }) => (settled ? [] : [letter]))
        .sort((a, b) => a.parkedAt.localeCompare(b.parkedAt)),
    bodies: fifo.bodies,
  };
};
