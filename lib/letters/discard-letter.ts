/**
 * Gives one letter up: what would be sent is recorded as decided first, so that no older copy of it is
 * sent either; what would be skipped anyway is only taken out of the index.
 */
import { instantOf } from '../order/order-record.ts';
import type { Fate } from './fate.ts';
import type { IndexedLetter } from './indexed-letter.ts';
import type { Job } from './job.ts';
import type { WorkPorts } from './ports.ts';
import { settleLetter } from './settle-letter.ts';

/** Letters whose message nobody needs to decide about any more, or that have none. */
const onlySettled: readonly Fate[] = [
  'superseded',
  'delivered',
  'deleted_in_shopify',
  'needs_shopify',
  'unreadable',
];

export const discardLetter = async (
  ports: Pick<WorkPorts, 'index' | 'markDecided' | 'now'>,
  job: Job,
  letter: IndexedLetter,
  fate: Fate,
): Promise<'done' | 'gone'> => {
  const at = new Date(ports.now()).toISOString();
  const { shop, orderId, version, hash } = letter;
  const isToDecide = !onlySettled.includes(fate) && orderId !== null;
  if (isToDecide && version !== null && hash !== null) {
    const instant = instantOf(version);
    // What is given up of a repair is that generation: the next repair has one of its own.
    const generation = letter.generation ?? 0;
    const decided = { version, instant, hash, generation, at, outcome: 'discarded' } as const;
    await ports.markDecided({ shop, orderId }, decided);
  }
  return settleLetter(ports.index, job, letter, at);
};
