/** What the index knows of a letter, valid by default: that of the builders' dead letter. */
import { type IndexEntry, indexEntryOf } from '../../lib/letters/index-entry.ts';
import { deadLetter } from './order-message.ts';

export const indexEntry = (given: Partial<IndexEntry> = {}): IndexEntry => {
  const { letter, message } = deadLetter();
  const place = { groupId: 'demo.myshopify.com/letter-1', messageId: 'on-the-queue-1' };
  return { ...indexEntryOf(letter, message, place), ...given };
};
