/**
 * The items of a dead letter in the table, as they are written and read: the index item, which has its
 * facts, and the items that hold its content.
 *
 * **Personal data.** The content is the letter as it lies on the queue: name, address, telephone and note
 * of whoever ordered, and the WMS's problem detail, which may name them too. It is deleted when the letter
 * is replayed or discarded, and expires 14 days after it was parked, like the letter on the queue; DynamoDB
 * deletes what has expired within a few days. The index item has none of it, and stays for 60 days after
 * the letter was settled, so that an audit finds what was done to which order.
 */
import { table } from '../config/table.ts';
import {
  type Cursor,
  type IndexedLetter,
  indexedLetterSchema,
  type Settlement,
} from '../letters/indexed-letter.ts';
import type { FoundLetter } from '../letters/ports.ts';
import { describeFaults } from '../order/order-message.ts';

export type Item = Readonly<Record<string, unknown>>;

const prefix = 'letter#';
/** Key of the index item. */
export const letterKey = (letterId: string): string => `${prefix}${letterId}`;
const letterIdOf = (item: Item): string => String(item[table.key]).slice(prefix.length);
export const contentKey = (letterId: string, part: number): string =>
  `letter-content#${letterId}#${part}`;

/** All letters that wait are in one partition of the index: a few thousand at the worst. */
export const waitingLetters = 'letters';

const daySeconds = 86_400;
/** As long as the dead letters queue keeps the letter itself. */
const waitingDaysKept = 14;
const settledDaysKept = 60;
/** Epoch seconds. */
const secondsOf = (at: string): number => Math.floor(Date.parse(at) / 1_000);
export const waitingExpiry = (parkedAt: string): number =>
  secondsOf(parkedAt) + waitingDaysKept * daySeconds;
export const settledExpiry = (at: string): number => secondsOf(at) + settledDaysKept * daySeconds;

/** An item has 400 KB. Letters are ASCII; what SQS moved may not be, at up to four bytes a character. */
const piece = { ascii: /.{1,350000}/gs, any: /.{1,100000}/gsu } as const;
const beyondAscii = /[^\0-\x7f]/;

/** The content in pieces that an item can hold. */
export const contentPieces = (content: string | null): readonly string[] =>
  content?.match(beyondAscii.test(content) ? piece.any : piece.ascii) ?? [];

/** A letter's item, whether it waits or is settled. */
export const readLetterItem = (item: Item): FoundLetter => {
  const parsed = indexedLetterSchema.safeParse({ ...item, letterId: letterIdOf(item) });
  const letter = parsed.success ? parsed.data : strangeLetter(item, describeFaults(parsed.error));
  const settled = settlementOf(item);
  return settled ? { letter, settled } : { letter };
};

/**
 * A letter in another form than this release knows, after a rollback for instance: it waits all the same,
 * so it is shown, and by a class that nobody replays unseen.
 */
const strangeLetter = (item: Item, faults: string): IndexedLetter => {
  const text = (name: string): string => (typeof item[name] === 'string' ? item[name] : '');
  const time = (name: string): string => new Date(Date.parse(text(name)) || 0).toISOString();
  return {
    letterId: letterIdOf(item),
    class: 'unknown',
    reason: `the letter's item is unreadable: ${faults}`,
    status: null,
    attempts: 0,
    deliveries: 0,
    receives: 0,
    parkedAt: time(table.letters.sort),
    receivedAt: time('receivedAt'),
    shop: text('shop'),
    orderId: text('orderId') || null,
    version: null,
    hash: null,
    generation: null,
    topic: null,
    correlationId: text('correlationId'),
    replays: 0,
    body: null,
    groupId: text('groupId'),
    messageId: text('messageId'),
    parts: Number.isSafeInteger(item['parts']) ? Number(item['parts']) : 0,
  };
};

const settlementOf = (item: Item): Settlement | undefined => {
  if (item[table.letters.partition] !== undefined) return undefined;
  // Only `settle` writes it, so its shape is ours.
  if (item['settled'] !== undefined) return item['settled'] as Settlement;
  // Replayed by a release that knew no jobs.
  return { how: 'replayed', at: String(item['replayedAt']), jobId: '' };
};

/** Where a query of the index goes on. */
export const startAfter = ({ parkedAt, letterId }: Cursor): Record<string, unknown> => ({
  [table.key]: letterKey(letterId),
  [table.letters.partition]: waitingLetters,
  [table.letters.sort]: parkedAt,
});
export const cursorOf = (key: Item): Cursor => ({
  parkedAt: String(key[table.letters.sort]),
  letterId: letterIdOf(key),
});
