/**
 * The index of the dead letters in memory, with the conditions that DynamoDB checks on every write. Its pages
 * lag behind as those of a secondary index do; everything else is as it is now.
 */
import type { Cursor, IndexedLetter, Settlement } from '../../lib/letters/indexed-letter.ts';
import type { LetterIndex } from '../../lib/letters/ports.ts';

type Kept = {
  readonly letter: IndexedLetter;
  readonly settled?: Settlement;
  readonly content?: string;
};
/** What a page shows of a letter from then on; `undefined` once it is settled. */
type Shown = { readonly from: number; readonly letter: IndexedLetter | undefined };

export type LetterIndexOptions = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How much later pages show a change; asked for every change. */
  readonly lagMillis?: () => number;
};

const contentPartLength = 350_000;

export const makeFakeLetterIndex = ({ now, lagMillis = () => 0 }: LetterIndexOptions) => {
  const kept = new Map<string, Kept>();
  const history = new Map<string, Shown[]>();
  const show = (letterId: string, letter: IndexedLetter | undefined): void => {
    const before = history.get(letterId) ?? [];
    // One replica shows the changes of an item in the order in which they were made.
    const from = Math.max(now() + lagMillis(), before.at(-1)?.from ?? 0);
    history.set(letterId, [...before, { from, letter }]);
  };
  const shown = (): readonly IndexedLetter[] =>
    [...history.values()]
      .flatMap((changes) => changes.findLast(({ from }) => from <= now())?.letter ?? [])
      .sort(inIndexOrder);

  const index: LetterIndex = {
    page: async (limit, after) => {
      const rest = shown().filter((one) => after === undefined || inIndexOrder(one, after) > 0);
      const letters = rest.slice(0, limit);
      const last = letters.at(-1);
      if (rest.length <= limit || last === undefined) return { letters };
      return { letters, next: { parkedAt: last.parkedAt, letterId: last.letterId } };
    },
    find: async (letterIds) => {
      const ids = [...new Set(letterIds)].filter((letterId) => kept.has(letterId));
      return new Map(ids.flatMap((letterId) => foundOf(kept.get(letterId))));
    },
    contentOf: async ({ letterId }) => kept.get(letterId)?.content,
    settle: async ({ letterId }, settlement) => {
      const one = kept.get(letterId);
      if (one === undefined) return 'gone';
      if (one.settled) return one.settled.jobId === settlement.jobId ? 'settled' : 'gone';
      kept.set(letterId, { letter: one.letter, settled: settlement });
      show(letterId, undefined);
      return 'settled';
    },
    put: async (entry, content) => {
      const one = kept.get(entry.letterId);
      if (one && one.letter.parkedAt > entry.parkedAt) return;
      if (one?.settled && one.settled.at >= entry.parkedAt) return;
      const letter = { ...entry, parts: partsOf(content) };
      kept.set(entry.letterId, { letter, ...(content ? { content } : {}) });
      show(entry.letterId, letter);
    },
  };
  return {
    ...index,
    /** Everything that was ever put, as it is now. */
    all: (): readonly Kept[] => [...kept.values()],
  };
};

const foundOf = (one: Kept | undefined) => {
  if (one === undefined) return [];
  const { letter, settled } = one;
  return [[letter.letterId, settled ? { letter, settled } : { letter }] as const];
};

const partsOf = (content: string | null): number =>
  content === null ? 0 : Math.ceil(content.length / contentPartLength);

const inIndexOrder = (one: Cursor, other: Cursor): number =>
  one.parkedAt === other.parkedAt
    ? compare(one.letterId, other.letterId)
    : compare(one.parkedAt, other.parkedAt);

const compare = (one: string, other: string): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};
