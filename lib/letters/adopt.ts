/**
 * What lies on the dead letters queue and is in no index: a letter whose parking did not come to its end, or
 * a message that SQS itself moved, which nobody wrote a letter for.
 */
import { parseLetter, type ReadLetter } from '../order/dead-letter.ts';
import { correlationIdOf, type OrderMessage } from '../order/order-message.ts';
import { type IndexEntry, indexEntryOf } from './index-entry.ts';
import type { LetterInHand } from './ports.ts';

export const entryInHand = (inHand: LetterInHand): IndexEntry =>
  entryOf(parseLetter(inHand.body), inHand);

const entryOf = (read: ReadLetter, inHand: LetterInHand): IndexEntry => {
  switch (read.kind) {
    case 'letter':
      return indexEntryOf(read.letter, read.message, inHand);
    case 'without-message':
      return indexEntryOf(read.letter, null, inHand);
    case 'bare-message':
      return { ...movedBySqs(inHand), ...factsOf(read.message) };
    case 'unreadable':
      return movedBySqs(inHand);
  }
};

/** An orders group is the shop and the order; `null` where it is something else. */
const orderGroup = /^(?<shop>[^/]+)\/(?<orderId>\d+)$/;

/** A message keeps its id when SQS moves it, so this is the id that its letter would have had. */
const movedBySqs = ({ messageId, groupId, sentAt, receives }: LetterInHand): IndexEntry => {
  const { shop = '', orderId = null } = orderGroup.exec(groupId)?.groups ?? {};
  const at = new Date(sentAt).toISOString();
  return {
    letterId: messageId,
    class: 'unknown',
    reason: `SQS moved it after ${receives} receives: no delivery of it came to an end`,
    status: null,
    attempts: 0,
    deliveries: 0,
    receives,
    parkedAt: at,
    receivedAt: at,
    shop,
    orderId,
    version: null,
    hash: null,
    generation: null,
    topic: null,
    correlationId: correlationIdOf(orderId ?? messageId),
    replays: 0,
    body: null,
    groupId,
    messageId,
  };
};

const factsOf = ({ time, data }: OrderMessage) => ({
  receivedAt: time,
  shop: data.order.shop,
  orderId: data.order.orderId,
  version: data.order.version,
  hash: data.hash,
  generation: data.generation ?? null,
  topic: data.topic,
  correlationId: correlationIdOf(data.order.orderId),
  replays: data.replays,
});
