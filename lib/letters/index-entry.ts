/**
 * What of a letter goes into the index: its facts, and where it lies on its queue. The problem detail
 * stays behind, since the WMS may name the customer in it.
 */
import type { Letter } from '../order/dead-letter.ts';
import type { OrderMessage } from '../order/order-message.ts';
import type { IndexedLetter } from './indexed-letter.ts';

/** An index item as it is put: how many parts its content has follows from the content. */
export type IndexEntry = Omit<IndexedLetter, 'parts'>;

/** @param place - the letter's group and id on the dead letters queue. */
export const indexEntryOf = (
  { problem: _problem, schemaversion: _schema, ...facts }: Letter,
  message: OrderMessage | null,
  // Taken one by one: a letter in hand is a place too, and its body must not come along.
  { groupId, messageId }: Pick<IndexedLetter, 'groupId' | 'messageId'>,
): IndexEntry => ({
  ...facts,
  groupId,
  messageId,
  hash: message?.data.hash ?? null,
  generation: message?.data.generation ?? null,
});
