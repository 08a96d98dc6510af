/**
 * One index of the table, in its order: of items that have both of its keys and no others.
 *
 * DynamoDB brings an index up to date a moment later; here it is at once.
 */
import { attributeOf, compareStrings, type Item } from './attribute-values.ts';
import { invalid } from './dynamodb-errors.ts';

export type IndexKeys = {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
};

export type SparseIndex = {
  readonly keys: IndexKeys;
  /** @throws ValidationException where a key of the index is no text, or an empty one. */
  readonly assertKeys: (item: Item) => void;
  /** Entries written: 0 to 2. */
  readonly replace: (id: string, before: Item | undefined, after: Item | undefined) => number;
  /** In the order of the sort key; items of the same sort key by their ids. */
  readonly entriesOf: (partition: string) => readonly Entry[];
};

export type Entry = { readonly sort: string; readonly id: string };

const compareEntries = (one: Entry, other: Entry): number =>
  compareStrings(one.sort, other.sort) || compareStrings(one.id, other.id);

/** The first place whose entry is not before this one. */
export const placeOf = (entries: readonly Entry[], entry: Entry): number => {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareEntries(entries[middle] as Entry, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

export const makeSparseIndex = (keys: IndexKeys): SparseIndex => {
  const partitions = new Map<string, Entry[]>();

  const keysOf = (item: Item | undefined) => {
    const partition = item && attributeOf(item, keys.partition);
    const sort = item && attributeOf(item, keys.sort);
    return typeof partition === 'string' && typeof sort === 'string'
      ? { partition, sort }
      : undefined;
  };
  const add = (partition: string, entry: Entry) => {
    const entries = partitions.get(partition) ?? [];
    partitions.set(partition, entries);
    entries.splice(placeOf(entries, entry), 0, entry);
  };
  const remove = (partition: string, entry: Entry) => {
    const entries = partitions.get(partition) ?? [];
    entries.splice(placeOf(entries, entry), 1);
  };

  return {
    keys,
    assertKeys: (item) => {
      for (const name of [keys.partition, keys.sort]) {
        const value = attributeOf(item, name);
        if (value === undefined || (typeof value === 'string' && value !== '')) continue;
        throw invalid(`Type mismatch or empty value for Index Key ${name} of ${keys.name}`);
      }
    },
    replace: (id, before, after) => {
      const [old, now] = [keysOf(before), keysOf(after)];
      if (old && now && old.partition === now.partition && old.sort === now.sort) return 1;
      if (old) remove(old.partition, { sort: old.sort, id });
      if (now) add(now.partition, { sort: now.sort, id });
      return (old ? 1 : 0) + (now ? 1 : 0);
    },
    entriesOf: (partition) => partitions.get(partition) ?? [],
  };
};
