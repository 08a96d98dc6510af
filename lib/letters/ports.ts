/**
 * What working with dead letters needs from the world. A port that cannot do its work throws.
 */

import type { OrderKey } from '../delivery/settle-ports.ts';
import type { QueueEntry } from '../order/order-message.ts';
import type { Decided, OrderRecord } from '../order/order-record.ts';
import type { Cursor, IndexedLetter, Settlement } from './indexed-letter.ts';
import type { Jobs } from './job.ts';

export type IndexPage = {
  /** Oldest first. */
  readonly letters: readonly IndexedLetter[];
  /** Nothing follows where it is not there. */
  readonly next?: Cursor;
};

/** A letter's item as it is now: waiting, or settled and kept for the audit. */
export type FoundLetter = {
  readonly letter: IndexedLetter;
  readonly settled?: Settlement;
};

export type LetterIndex = {
  /** What waits, oldest first; a letter may be missing or be there still for about a second (eventual reads). */
  readonly page: (limit: number, after?: Cursor) => Promise<IndexPage>;
  /** As they are now, by letter id; those without an item are not in it. At most 100 ids. */
  readonly find: (letterIds: readonly string[]) => Promise<ReadonlyMap<string, FoundLetter>>;
  /** The text of the letter's message; `undefined` where there is none (any more). */
  readonly contentOf: (letter: IndexedLetter) => Promise<string | undefined>;
  /**
   * Takes it out of the index and removes its content. `gone`: it was settled before, for another job; for
   * the same job it is settled once more.
   */
  readonly settle: (letter: IndexedLetter, settlement: Settlement) => Promise<'settled' | 'gone'>;
  /** Content first, then the item; overwrites what is there, unless that is settled. */
  readonly put: (letter: Omit<IndexedLetter, 'parts'>, content: string | null) => Promise<void>;
};

/** The item that holds all jobs. */
export type JobStore = {
  readonly read: () => Promise<Jobs>;
  /** Written if the item's revision is still that of `before`; the new revision is one more. */
  readonly replace: (
    before: Jobs,
    after: Omit<Jobs, 'revision'>,
  ) => Promise<'written' | 'overtaken'>;
};

/** A message of the dead letters queue in hand. */
export type LetterInHand = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly groupId: string;
  readonly body: string;
  /** When it came to this queue, epoch milliseconds. */
  readonly sentAt: number;
  readonly receives: number;
};

export type LetterQueue = {
  /** Up to ten letters, hidden for longer than a slice; none where the queue has none to give. */
  readonly receive: () => Promise<readonly LetterInHand[]>;
  /** At most ten; what fails stays, and is met again. */
  readonly remove: (receiptHandles: readonly string[]) => Promise<void>;
  /** Visible again at once; best effort. */
  readonly release: (receiptHandles: readonly string[]) => Promise<void>;
  /** Messages on it, hidden ones too. */
  readonly count: () => Promise<number>;
};

/** DynamoDB reads a hundred items at once; one of them is the circuit's. */
export const ordersPerRead = 99;

export type LetterPorts = {
  readonly index: LetterIndex;
  /** Of at most `ordersPerRead` orders, and the circuit's item, in one consistent read. */
  readonly readState: (orders: readonly OrderKey[]) => Promise<{
    readonly recordOf: (order: OrderKey) => OrderRecord;
    readonly circuit: unknown;
  }>;
  readonly now: () => number;
};

export type WorkPorts = LetterPorts & {
  readonly jobs: JobStore;
  readonly queue: LetterQueue;
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly markDecided: (order: OrderKey, decided: Decided) => Promise<void>;
};
