/**
 * Dead letters that hold no message, of one shop: the order is read from Shopify instead, put on the queue
 * and the letter settled. Send first, then settle: the next run sees that the order was accepted after the
 * letter, and settles it without sending.
 *
 * They go before the poll, which would take their orders for missed webhooks.
 */
import { fateOf } from '../letters/fate.ts';
import type { Cursor, IndexedLetter } from '../letters/indexed-letter.ts';
import { ordersPerRead } from '../letters/ports.ts';
import { reconcileDeduplicationId } from '../order/deduplication.ts';
import { contentHash, type NormalOrder } from '../order/normal-order.ts';
import { correlationIdOf } from '../order/order-message.ts';
import { instantOf, type OrderRecord } from '../order/order-record.ts';
import type { HeldWatermark } from './hold-watermark.ts';
import { judgeLetterRead } from './judge.ts';
import { sendOrder } from './send-order.ts';
import type { Stop, Work } from './work.ts';

/** Pages of the index in one run: a thousand letters that are somebody else's do not hide ours for long. */
const pagesMax = 10;
/** Orders that are read in one run. */
const readsMax = 50;
/** One order that cannot be read keeps no other letter from its turn; more are a trouble of the shop. */
const failuresMax = 3;
/** Who settled the letter, where a job's id stands otherwise. */
export const settledBy = 'reconciliation';

/** A letter without a message whose order is known. */
type OrderLetter = IndexedLetter & { readonly orderId: string };

/** @returns why it ended before its end; the letters that follow have their turn in a later run. */
export const settleLetters = async (work: Work, held: HeldWatermark): Promise<Stop | undefined> => {
  const { ports } = work;
  const left: Left = { reads: readsMax, failures: failuresMax };
  let after = held.mark().lettersUpTo ?? undefined;
  let stop: Stop | undefined;
  for (let pages = 0; pages < pagesMax && left.reads > 0 && !stop; pages++) {
    const page = await ports.letters.page(ordersPerRead, after);
    const walked = await settlePage(work, page.letters, left);
    stop = walked.stop;
    after = walked.isWhole ? page.next : (walked.upTo ?? after);
    // Nothing follows the last page: the next run begins with the oldest again.
    if (after === undefined) break;
  }
  if (held.mark().lettersUpTo?.letterId !== after?.letterId) {
    await held.write({ lettersUpTo: after ?? null });
  }
  return stop;
};

/** What one run may still do. */
type Left = { reads: number; failures: number };

/** What a page's letters came to. */
type Walked = {
  /** The last one that was passed. */
  readonly upTo?: Cursor | undefined;
  readonly isWhole: boolean;
  readonly stop?: Stop;
};

const settlePage = async (
  work: Work,
  letters: readonly IndexedLetter[],
  left: Left,
): Promise<Walked> => {
  const ours = letters.filter((letter) => isOurs(work, letter));
  if (ours.length === 0) return { isWhole: true };
  const { recordOf } = await work.ports.readRecords(ours);
  let upTo: Cursor | undefined;
  for (const letter of ours) {
    if (left.reads === 0) return { isWhole: false, upTo };
    const end = await settleOne(work, letter, recordOf(letter));
    if (isObstacle(end, left)) return { isWhole: false, upTo, stop: end };
    upTo = { parkedAt: letter.parkedAt, letterId: letter.letterId };
  }
  return { isWhole: true };
};

/** `unread`: without Shopify. */
type LetterEnd = 'unread' | 'read' | Stop;

const isObstacle = (end: LetterEnd, left: Left): end is Stop => {
  if (end === 'unread') return false;
  left.reads -= 1;
  if (end === 'read') return false;
  if (end.kind !== 'unavailable') return true;
  left.failures -= 1;
  return left.failures === 0;
};

const isOurs = (work: Work, letter: IndexedLetter): letter is OrderLetter =>
  letter.shop === work.ports.shop &&
  letter.orderId !== null &&
  fateOf(letter, {}, false) === 'needs_shopify';

const settleOne = async (
  work: Work,
  letter: OrderLetter,
  record: OrderRecord,
): Promise<LetterEnd> => {
  const { ports, patience } = work;
  if (letter.version !== null && isOvertaken(letter.version, record)) {
    await settle(work, letter);
    return 'unread';
  }
  if (letter.class === 'too_large' && letter.version !== null) {
    await noteParked(work, letter, letter.version, record);
    return 'unread';
  }
  const answer = await patience.ask(() => ports.admin.order(letter.orderId));
  // Without a readable order it stays where it is.
  if (answer.kind === 'malformed') return 'read';
  if (answer.kind !== 'answered') return answer;
  if (answer.value !== undefined) await sendInstead(work, letter, answer.value);
  return 'read';
};

/** This version, or a newer one, was accepted after all. */
const isOvertaken = (version: string, { accepted, decided }: OrderRecord): boolean =>
  Math.max(accepted?.instant ?? -1, decided?.instant ?? -1) >= instantOf(version);

/**
 * The same version cannot become smaller, and reading it is dear: the record says where it lies, so that the
 * poll does not take it for missed. A newer version comes by itself.
 */
const noteParked = async (
  { ports }: Work,
  { shop, orderId, letterId, parkedAt }: OrderLetter,
  version: string,
  { parked }: OrderRecord,
): Promise<void> => {
  const instant = instantOf(version);
  if (parked !== undefined && parked.instant >= instant) return;
  const at = { version, instant, class: 'too_large', letterId, at: parkedAt } as const;
  await ports.markParked({ shop, orderId }, at);
};

const sendInstead = async (work: Work, letter: OrderLetter, order: NormalOrder): Promise<void> => {
  const { ports } = work;
  const hash = contentHash(order);
  // Reading took its time, and the poll of another run may have been quicker.
  const record = (await ports.readRecords([letter])).recordOf(letter);
  const read = { version: order.version, hash };
  if (judgeLetterRead(letter.parkedAt, read, record) === 'overtaken') return settle(work, letter);

  const replays = letter.replays + 1;
  const sent = await sendOrder(
    work,
    { order, hash },
    {
      // Not the letter's: whoever died before settling it may have sent an older version under that one.
      deduplicationId: reconcileDeduplicationId(letter.orderId, order.version, work.run),
      origin: 'replay',
      replays,
      time: letter.receivedAt,
    },
  );
  // It stays in its letter.
  if (sent.kind === 'too_large') return;
  await settle(work, letter);
  ports.report({
    stage: 'replayed',
    correlationId: correlationIdOf(letter.orderId),
    orderId: letter.orderId,
    latencyMillis: Math.max(0, ports.now() - Date.parse(letter.receivedAt)),
    attempts: 0,
    facts: {
      shop: letter.shop,
      order_version: order.version,
      message_id: letter.messageId,
      class: letter.class,
      replays,
      run: work.run,
    },
  });
};

const settle = async ({ ports, tally }: Work, letter: OrderLetter): Promise<void> => {
  const at = new Date(ports.now()).toISOString();
  const settlement = { how: 'replayed', at, jobId: settledBy } as const;
  if ((await ports.letters.settle(letter, settlement)) === 'settled') tally.lettersSettled += 1;
};
