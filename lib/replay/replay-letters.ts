/**
 * Sends dead letters again: all, or those of one order. Send, mark, delete, in this order, so that a
 * crash at any point loses nothing and deliver-order drops what comes twice.
 *
 * Looks at the queue letter by letter, within a bound and within the function's time; what is left is
 * left where it is, and the answer says so.
 */
import { parseLetter, type ReadLetter } from '../order/dead-letter.ts';
import { replayDeduplicationId } from '../order/deduplication.ts';
import {
  correlationIdOf,
  encodeMessage,
  groupIdOf,
  type OrderMessage,
  type QueueEntry,
} from '../order/order-message.ts';
import type { Report } from '../order/stage-report.ts';

export type LetterInHand = {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
};

export type ReplayPorts = {
  /** Up to ten letters, hidden for a while; none where the queue has none to give. */
  readonly receive: () => Promise<readonly LetterInHand[]>;
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly markReplayed: (letterId: string, at: string) => Promise<void>;
  readonly remove: (receiptHandle: string) => Promise<void>;
  /** Best effort: what fails comes back after the queue's visibility timeout. */
  readonly release: (receiptHandles: readonly string[]) => Promise<void>;
  readonly report: Report;
  readonly now: () => number;
};

/** `all`, or the letters of one order id (of every shop that has one, unless a shop is named). */
export type ReplayRequest =
  | { readonly kind: 'all' }
  | { readonly kind: 'order'; readonly orderId: string; readonly shop?: string };

export type ReplayResult = {
  readonly replayed: number;
  /** Letters of the request that stay, by reason. */
  readonly skipped: Readonly<Record<SkipReason, number>>;
  /** False where the bound or the time ended the run: ask again for the rest. */
  readonly complete: boolean;
};
export type SkipReason =
  /** No message in the letter: the order must be read from Shopify again. */
  | 'needs_shopify'
  | 'unreadable'
  /** A human decides what becomes of an order that was deleted in Shopify. */
  | 'deleted_in_shopify'
  /** Replayed by this very run and parked again meanwhile: its cause is not mended. */
  | 'parked_again';

/** Letters looked at in one run. */
export const lettersMax = 5_000;
/** A run ends with this much of the function's time left, for giving the others back. */
const reserveMillis = 5_000;

/** @param remainingMillis - until this invocation is killed. */
export const makeReplayLetters =
  (ports: ReplayPorts) =>
  async (request: ReplayRequest, remainingMillis: () => number): Promise<ReplayResult> => {
    const run: Run = { seen: new Set(), sent: new Set(), held: new Map(), counts: { ...nothing } };
    let complete = false;
    try {
      while (!complete && run.seen.size < lettersMax && remainingMillis() > reserveMillis) {
        complete = (await settleNext(ports, request, run)) === 0;
      }
    } finally {
      // After a failure, too: whoever asks again at once must not be told that nothing is left.
      if (run.held.size > 0) await ports.release([...run.held.values()]);
    }
    const { replayed, ...skipped } = run.counts;
    return { replayed, skipped, complete };
  };

type Run = {
  readonly seen: Set<string>;
  /** Ids of messages that this run has sent: one that is parked again at once would never end it. */
  readonly sent: Set<string>;
  /** Receipt handles, by message id, of the letters that stay. */
  readonly held: Map<string, string>;
  readonly counts: Record<'replayed' | SkipReason, number>;
};
const nothing = {
  replayed: 0,
  needs_shopify: 0,
  unreadable: 0,
  deleted_in_shopify: 0,
  parked_again: 0,
};

/** How many new letters the queue gave. Letters that stay come back after a while: those are not new. */
const settleNext = async (
  ports: ReplayPorts,
  request: ReplayRequest,
  run: Run,
): Promise<number> => {
  const { seen, held, counts } = run;
  const letters = await ports.receive();
  for (const { messageId, receiptHandle } of letters) held.set(messageId, receiptHandle);
  const unseen = letters.filter(({ messageId }) => !seen.has(messageId));
  for (const letter of unseen) {
    seen.add(letter.messageId);
    const fate = await settleLetter(ports, request, run.sent, letter);
    if (fate !== 'not-asked-for') counts[fate] += 1;
    if (fate === 'replayed') held.delete(letter.messageId);
  }
  return unseen.length;
};

const settleLetter = async (
  ports: ReplayPorts,
  request: ReplayRequest,
  sent: Set<string>,
  letter: LetterInHand,
): Promise<'replayed' | 'not-asked-for' | SkipReason> => {
  const content = parseLetter(letter.body);
  if (!isAskedFor(request, content)) return 'not-asked-for';
  if (content.kind === 'unreadable') return 'unreadable';
  if (content.kind === 'without-message') {
    return content.letter.class === 'deleted' ? 'deleted_in_shopify' : 'needs_shopify';
  }
  if (sent.has(content.message.id)) return 'parked_again';
  sent.add(content.message.id);
  const message = replayed(content.message);
  const { shop, orderId } = message.data.order;
  await ports.enqueue({
    body: encodeMessage(message),
    groupId: groupIdOf(shop, orderId),
    deduplicationId: replayDeduplicationId(letter.messageId),
  });
  const at = new Date(ports.now()).toISOString();
  if (content.kind === 'letter') await ports.markReplayed(content.letter.letterId, at);
  await ports.remove(letter.receiptHandle);
  reportReplay(ports, message, letter, content);
  return 'replayed';
};

/** The same message: its time stays, so that its story reads on, and its key, so that it is not doubled. */
const replayed = (message: OrderMessage): OrderMessage => ({
  ...message,
  data: { ...message.data, origin: 'replay', replays: message.data.replays + 1 },
});

const isAskedFor = (request: ReplayRequest, content: ReadLetter): boolean => {
  if (request.kind === 'all') return true;
  if (content.kind === 'unreadable') return false;
  const { shop, orderId } =
    content.kind === 'without-message' ? content.letter : content.message.data.order;
  return orderId === request.orderId && (request.shop === undefined || shop === request.shop);
};

const reportReplay = (
  { report, now }: ReplayPorts,
  message: OrderMessage,
  letter: LetterInHand,
  content: ReadLetter,
): void =>
  report({
    stage: 'replayed',
    correlationId: correlationIdOf(message.data.order.orderId),
    orderId: message.data.order.orderId,
    latencyMillis: Math.max(0, now() - Date.parse(message.time)),
    attempts: 0,
    facts: {
      shop: message.data.order.shop,
      order_version: message.data.order.version,
      message_id: letter.messageId,
      class: content.kind === 'letter' ? content.letter.class : 'unknown',
      replays: message.data.replays,
    },
  });
