/** A letter that lies on its queue and in no index. */
import { expect, it } from 'vitest';
import { entryInHand } from '../../../lib/letters/adopt.ts';
import { encodeLetter } from '../../../lib/order/dead-letter.ts';
import { indexEntry } from '../../builders/index-entry.ts';
import { deadLetter } from '../../builders/order-message.ts';

it('is indexed as its parking would have done, and none of its content comes along', () => {
  const { groupId, messageId } = indexEntry();
  const place = { groupId, messageId, receiptHandle: 'r', sentAt: 0, receives: 7 };

  expect(entryInHand({ ...place, body: encodeLetter(deadLetter()) })).toEqual(indexEntry());
});
