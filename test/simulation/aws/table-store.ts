/** The one table's items, their sizes and its indexes: what is written, and what it costs. */
import { table } from '../../../lib/config/table.ts';
import { attributeOf, type Item, sizeOfItem } from './attribute-values.ts';
import { invalid } from './dynamodb-errors.ts';
import { makeSparseIndex, type SparseIndex } from './sparse-index.ts';

/** 400 KB with names, as DynamoDB counts it. */
const itemBytesMax = 400 * 1_024;
const keyBytesMax = 2_048;
/** A write unit is 1 KB begun. */
const unitBytes = 1_024;

export type TableStore = {
  readonly items: ReadonlyMap<string, Item>;
  readonly sizeOf: (id: string) => number;
  readonly indexes: ReadonlyMap<string, SparseIndex>;
  /** Gives the write units, of the table and its indexes. */
  readonly write: (id: string, after: Item | undefined) => number;
  /** What a write costs that does nothing. */
  readonly unitsOf: (id: string) => number;
};

/** @throws ValidationException unless it is the table's key and nothing else. */
export const idOf = (key: Item, others: 'without others' | 'among others'): string => {
  const id = attributeOf(key, table.key);
  if (typeof id !== 'string' || (others === 'without others' && Object.keys(key).length > 1)) {
    throw invalid('The provided key element does not match the schema');
  }
  if (id === '') {
    throw invalid('The AttributeValue for a key attribute cannot contain an empty string value.');
  }
  if (Buffer.byteLength(id) > keyBytesMax) throw invalid('Size of hashkey has exceeded the limit');
  return id;
};

const unitsFor = (bytes: number): number => Math.max(1, Math.ceil(bytes / unitBytes));

export const makeTableStore = (): TableStore => {
  const items = new Map<string, Item>();
  const sizes = new Map<string, number>();
  const indexes = new Map(
    [table.waiting, table.letters].map((keys) => [keys.name, makeSparseIndex(keys)]),
  );
  const sizeOf = (id: string): number => sizes.get(id) ?? 0;

  const write = (id: string, after: Item | undefined): number => {
    const before = items.get(id);
    const bytes = after ? sizeOfItem(after) : 0;
    if (bytes > itemBytesMax) throw invalid('Item size has exceeded the maximum allowed size');
    if (after) for (const index of indexes.values()) index.assertKeys(after);
    const units = unitsFor(Math.max(bytes, sizeOf(id)));
    let entries = 0;
    for (const index of indexes.values()) entries += index.replace(id, before, after);
    if (after) {
      items.set(id, after);
      sizes.set(id, bytes);
    } else {
      items.delete(id);
      sizes.delete(id);
    }
    return units + entries * units;
  };

  return { items, sizeOf, indexes, write, unitsOf: (id) => unitsFor(sizeOf(id)) };
};
