/** The dead letters in memory: the letters on their queue, and the index of those that wait. */
import { type DeadLetter, encodeLetter } from '../../lib/order/dead-letter.ts';
import { parkDeduplicationId } from '../../lib/order/deduplication.ts';
import { type FifoOptions, makeFakeFifo } from './order-queue.ts';

const letterHiddenSeconds = 120;

export type IndexedLetter = {
  readonly letterId: string;
  readonly messageId: string;
  readonly class: string;
  readonly parkedAt: string;
};

export const makeFakeDeadLetters = (options: FifoOptions) => {
  const fifo = makeFakeFifo(options, 'letter');
  const index = new Map<string, IndexedLetter>();
  return {
    park: async (deadLetter: DeadLetter): Promise<void> => {
      const { groupId, letter } = deadLetter;
      const body = encodeLetter(deadLetter);
      const deduplicationId = parkDeduplicationId(letter.letterId);
      const messageId = fifo.send({ body, groupId, deduplicationId });
      const { letterId, class: parkClass, parkedAt } = letter;
      index.set(letterId, { letterId, messageId, class: parkClass, parkedAt });
    },
    /** As SQS does with a message that was received too often: without an envelope or an index item. */
    putBare: (groupId: string, body: string): void => {
      fifo.send({ body, groupId, deduplicationId: body });
    },
    receive: async () => fifo.receive(10, letterHiddenSeconds),
    markReplayed: async (letterId: string, _at: string): Promise<void> => {
      index.delete(letterId);
    },
    remove: async (receiptHandle: string): Promise<void> => fifo.remove(receiptHandle),
    release: async (receiptHandles: readonly string[]): Promise<void> => {
      for (const handle of receiptHandles) fifo.changeVisibility(handle, 0);
    },
    /** The letters that wait, oldest first. */
    waiting: async (): Promise<readonly IndexedLetter[]> =>
      [...index.values()].sort((a, b) => a.parkedAt.localeCompare(b.parkedAt)),
    bodies: fifo.bodies,
  };
};
