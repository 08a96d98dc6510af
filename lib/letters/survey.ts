/**
 * Finds the letters that a filter means, and judges what a replay would make of each: reads the index
 * page by page and the orders' records, changes nothing, and ends within its bounds.
 */
import type { OrderKey } from '../delivery/settle-ports.ts';
import type { OrderRecord } from '../order/order-record.ts';
import { fateOf } from './fate.ts';
import { hasFate, isMeant, type LetterFilter } from './filter.ts';
import type { Cursor, IndexedLetter } from './indexed-letter.ts';
import { inChunks, inLanes } from './lanes.ts';
import type { Judged } from './plan.ts';
import { type LetterIndex, type LetterPorts, ordersPerRead } from './ports.ts';

/** Letters looked at for one answer. */
export const lettersMax = 20_000;
const pageLetters = 1_000;
/** A page of the table ends at 1 MB: this is enough for letters of 2.5 kB each. */
const pagesMax = 60;
const readsAtOnce = 4;

export type Found = {
  readonly letters: readonly IndexedLetter[];
  /** False where more lie there than are looked at. */
  readonly complete: boolean;
};

/** @param until - epoch milliseconds; letters parked later are not meant. */
export const findMeant = async (
  index: Pick<LetterIndex, 'page' | 'find'>,
  filter: LetterFilter,
  until = Number.POSITIVE_INFINITY,
): Promise<Found> => {
  const isIn = (letter: IndexedLetter) =>
    isMeant(filter, letter) && Date.parse(letter.parkedAt) <= until;
  if (filter.letterId !== undefined) {
    const found = (await index.find([filter.letterId])).get(filter.letterId);
    const waits = found !== undefined && found.settled === undefined;
    return { letters: waits && isIn(found.letter) ? [found.letter] : [], complete: true };
  }
  const { letters, complete } = await walk(index, firstOf(filter), lastOf(filter, until));
  return { letters: letters.filter(isIn), complete };
};

const walk = async (
  index: Pick<LetterIndex, 'page'>,
  from: Cursor | undefined,
  until: number,
): Promise<Found> => {
  const letters: IndexedLetter[] = [];
  let after = from;
  for (let read = 0; read < pagesMax && letters.length < lettersMax; read++) {
    const page = await index.page(Math.min(pageLetters, lettersMax - letters.length), after);
    letters.push(...page.letters);
    const last = page.letters.at(-1);
    const isPast = last !== undefined && Date.parse(last.parkedAt) > until;
    if (page.next === undefined || isPast) return { letters, complete: true };
    after = page.next;
  }
  return { letters, complete: false };
};

/** The index is ordered by time: what was parked before the filter's time need not be walked through. */
const firstOf = ({ parkedAfter }: LetterFilter): Cursor | undefined => {
  if (parkedAfter === undefined) return undefined;
  const before = new Date(Math.max(0, Date.parse(parkedAfter) - 1)).toISOString();
  // No letter has this id; it stands for all of that millisecond.
  return { parkedAt: before, letterId: '~' };
};

const lastOf = ({ parkedBefore }: LetterFilter, until: number): number =>
  parkedBefore === undefined ? until : Math.min(until, Date.parse(parkedBefore));

/** Each once; a letter may not say which order it is about. */
export const ordersOf = (letters: readonly IndexedLetter[]): readonly OrderKey[] => {
  const orders = new Map<string, OrderKey>();
  for (const letter of letters) {
    const { shop, orderId } = letter;
    if (orderId !== null) orders.set(nameOf(letter), { shop, orderId });
  }
  return [...orders.values()];
};

/** What a replay would make of each, in the same order. */
export const judge = async (
  ports: Pick<LetterPorts, 'readState'>,
  letters: readonly IndexedLetter[],
  force: boolean,
): Promise<readonly Judged[]> => {
  const records = await readRecords(ports, letters);
  return letters.map((letter) => ({
    letter,
    fate: fateOf(letter, records.get(nameOf(letter)) ?? {}, force),
  }));
};

const nameOf = ({ shop, orderId }: Pick<IndexedLetter, 'shop' | 'orderId'>): string =>
  `${shop}/${orderId ?? ''}`;

const readRecords = async (
  { readState }: Pick<LetterPorts, 'readState'>,
  letters: readonly IndexedLetter[],
): Promise<ReadonlyMap<string, OrderRecord>> => {
  const reads = inChunks(ordersOf(letters), ordersPerRead);
  const records = new Map<string, OrderRecord>();
  await inLanes(reads, readsAtOnce, async (read) => {
    const { recordOf } = await readState(read);
    for (const order of read) records.set(nameOf(order), recordOf(order));
  });
  return records;
};

export type Survey = { readonly judged: readonly Judged[]; readonly complete: boolean };

/** Finds and judges; the filter's `fate` counts, too. */
export const survey = async (
  ports: Pick<LetterPorts, 'index' | 'readState'>,
  filter: LetterFilter,
  { force, until }: { readonly force: boolean; readonly until?: number },
): Promise<Survey> => {
  const { letters, complete } = await findMeant(ports.index, filter, until);
  const judged = await judge(ports, letters, force);
  return { judged: judged.filter(({ fate }) => hasFate(filter, fate)), complete };
};
