/**
 * The letters that a compliance webhook means, and how far one run comes: looking for them and removing them take
 * no longer than the run's share of time, and what is left is taken up by the next run.
 */
import type { IndexedLetter } from '../letters/indexed-letter.ts';
import type { PrivacyEnd, PrivacyPorts } from './privacy-ports.ts';
import type { PrivacyRequest } from './privacy-request.ts';

const lettersPerPage = 500;
/** A hundred thousand letters. */
const pagesMax = 200;
/** What a delivery in hand parks behind our back is found by a later run, for so long. */
const patienceMillis = 86_400_000;

type Held = {
  readonly letters: readonly IndexedLetter[];
  /** Every letter was looked at: neither pages nor time ran out. */
  readonly isWhole: boolean;
};

/** Those that wait, of the orders that are meant. */
export const lettersOf = async (
  { letters: { page } }: Pick<PrivacyPorts, 'letters'>,
  request: PrivacyRequest,
  millisLeft: () => number,
): Promise<Held> => {
  const { shop, kind } = request;
  const ids = new Set(request.orderIds);
  const isMeant = (letter: IndexedLetter): boolean =>
    letter.shop === shop &&
    (kind === 'shop/redact' || (letter.orderId !== null && ids.has(letter.orderId)));
  const letters: IndexedLetter[] = [];
  let read = await page(lettersPerPage);
  for (let pages = 1; ; pages += 1) {
    letters.push(...read.letters.filter(isMeant));
    if (read.next === undefined) return { letters, isWhole: true };
    if (pages === pagesMax || millisLeft() <= 0) return { letters, isWhole: false };
    read = await page(lettersPerPage, read.next);
  }
};

/** Of a request that is not through: the next run goes on, or a person does. */
export const unfinished = (
  { now }: Pick<PrivacyPorts, 'now'>,
  { receivedAt }: PrivacyRequest,
): Pick<PrivacyEnd, 'outcome' | 'reason'> =>
  now() - Date.parse(receivedAt) > patienceMillis
    ? { outcome: 'left', reason: 'not_finished' }
    : { outcome: 'again' };
