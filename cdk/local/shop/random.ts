/**
 * Chance that a seed repeats: the same seed gives the same numbers in the same order.
 */
import { createHash } from 'node:crypto';

export type Random = {
  /** In [0, 1). */
  readonly next: () => number;
  /** Whole, both ends included. */
  readonly int: (min: number, max: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** True with this probability. */
  readonly chance: (probability: number) => boolean;
  readonly uuid: () => string;
};

/** mulberry32: small, fast, and good enough to vary test data. */
const makeNext = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** @param seed - Any text; each text is a series of its own. */
export const makeRandom = (seed: string): Random => {
  const next = makeNext(createHash('sha256').update(seed).digest().readUInt32LE());
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => int(0, 15).toString(16)).join('');
  return {
    next,
    int,
    pick: (items) => {
      const [item] = items.slice(int(0, items.length - 1));
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
    chance: (probability) => next() < probability,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
};
