/**
 * Values of attributes as the simulated table keeps them: plain and never changed once stored, so that
 * who has read an item keeps what was read. Sets, binaries and big integers are not simulated.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { NotSimulated } from './not-simulated.ts';

export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value };
export type Item = { readonly [name: string]: Value };
export type MapValue = Item;

/** How a kind of command spells values: the client's own are marshalled, lib-dynamodb's are plain. */
export type Codec = {
  readonly decode: (given: unknown) => Value;
  readonly encode: (value: Value) => unknown;
};

export type TypeName = 'S' | 'N' | 'BOOL' | 'NULL' | 'L' | 'M';

export const typeOf = (value: Value): TypeName => {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return 'S';
  if (typeof value === 'number') return 'N';
  if (typeof value === 'boolean') return 'BOOL';
  return Array.isArray(value) ? 'L' : 'M';
};

/** A cast, since `Array.isArray` does not narrow read-only arrays. */
export const asList = (value: Value | undefined): readonly Value[] | undefined =>
  Array.isArray(value) ? value : undefined;

export const asMap = (value: Value | undefined): MapValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as MapValue)
    : undefined;

/** Own attributes only: an item has no `constructor`. */
export const attributeOf = (map: MapValue, name: string): Value | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined;

const mapEach = <Given>(
  given: { readonly [name: string]: Given },
  change: (value: Given) => Value,
): MapValue => {
  const changed: { [name: string]: Value } = {};
  for (const name of Object.keys(given)) {
    if (name === '__proto__') throw new NotSimulated('an attribute named __proto__');
    changed[name] = change(given[name] as Given);
  }
  return changed;
};

const toNumber = (number: number): number => {
  if (!Number.isFinite(number)) throw new Error(`Special numeric value ${number} is not allowed`);
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER) {
    throw new Error(`Number ${number} is beyond Number.MAX_SAFE_INTEGER.`);
  }
  // DynamoDB knows one zero only.
  return number === 0 ? 0 : number;
};

/** As lib-dynamodb marshals with its defaults; what it refuses is refused. */
const decodePlain = (given: unknown): Value => {
  if (given === null || typeof given === 'string' || typeof given === 'boolean') return given;
  if (typeof given === 'number') return toNumber(given);
  if (Array.isArray(given)) return given.map(decodePlain);
  if (given === undefined) {
    throw new Error(
      'Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.',
    );
  }
  const prototype = typeof given === 'object' ? Object.getPrototypeOf(given) : undefined;
  if (prototype === Object.prototype || prototype === null) {
    return mapEach(given as { readonly [name: string]: unknown }, decodePlain);
  }
  throw new NotSimulated(`a value of type ${prototype?.constructor.name ?? typeof given}`);
};

const encodePlain = (value: Value): unknown => {
  const list = asList(value);
  if (list) return list.map(encodePlain);
  const map = asMap(value);
  return map ? mapEach(map, (one) => encodePlain(one) as Value) : value;
};

const decodeMarshalled = (given: unknown): Value => {
  const { S, N, BOOL, NULL, L, M } = given as Partial<Record<TypeName, unknown>>;
  if (typeof S === 'string') return S;
  if (typeof N === 'string') return toNumber(Number(N));
  if (typeof BOOL === 'boolean') return BOOL;
  if (NULL === true) return null;
  if (Array.isArray(L)) return L.map(decodeMarshalled);
  if (M) return mapEach(M as { readonly [name: string]: unknown }, decodeMarshalled);
  throw new NotSimulated(`an attribute value of type ${Object.keys(given as object).join()}`);
};

export const marshal = (value: Value): AttributeValue => {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  const list = asList(value);
  return list ? { L: list.map(marshal) } : { M: marshalItem(value as Item) };
};

export const marshalItem = (item: Item): Record<string, AttributeValue> => {
  const marshalled: Record<string, AttributeValue> = {};
  for (const name of Object.keys(item)) marshalled[name] = marshal(item[name] as Value);
  return marshalled;
};

export const plainCodec: Codec = { decode: decodePlain, encode: encodePlain };
export const marshalledCodec: Codec = { decode: decodeMarshalled, encode: marshal };

/** Top-level attributes without a value are left out, as lib-dynamodb does. */
export const decodeItem = (
  given: { readonly [name: string]: unknown },
  { decode }: Codec,
): Item => {
  const item: { [name: string]: Value } = {};
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined) item[name] = decode(given[name]);
  }
  return item;
};

export const encodeItem = (item: Item, { encode }: Codec): { readonly [name: string]: unknown } => {
  const encoded: { [name: string]: unknown } = {};
  for (const name of Object.keys(item)) encoded[name] = encode(item[name] as Value);
  return encoded;
};

export const isEqual = (one: Value, other: Value): boolean => {
  if (one === other) return true;
  const list = asList(one);
  if (list) {
    const others = asList(other);
    return (
      others?.length === list.length &&
      list.every((value, index) => isEqual(value, others[index] as Value))
    );
  }
  const [map, otherMap] = [asMap(one), asMap(other)];
  if (!map || !otherMap) return false;
  const names = Object.keys(map);
  return (
    names.length === Object.keys(otherMap).length &&
    names.every((name) => {
      const value = attributeOf(otherMap, name);
      return value !== undefined && isEqual(map[name] as Value, value);
    })
  );
};

/** Surrogates stand for characters above all others: DynamoDB compares UTF-8, JavaScript UTF-16. */
const rank = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x2000 : unit >= 0xd800 ? unit + 0x2000 : unit;

export const compareStrings = (one: string, other: string): number => {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = rank(one.charCodeAt(index)) - rank(other.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
};

/** Nothing where DynamoDB has no order: other types, or different ones. */
export const compareValues = (one: Value, other: Value): number | undefined => {
  if (typeof one === 'string' && typeof other === 'string') return compareStrings(one, other);
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return undefined;
};

/** Bytes, by the rules of "DynamoDB item sizes and formats"; numbers by their significant digits. */
export const sizeOf = (value: Value): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  const list = asList(value);
  if (list) return list.reduce<number>((sum, one) => sum + 1 + sizeOf(one), 3);
  const map = asMap(value);
  return map ? 3 + Object.keys(map).length + sizeOfItem(map) : 1;
};

export const sizeOfItem = (item: Item): number => {
  let bytes = 0;
  for (const name of Object.keys(item)) {
    bytes += Buffer.byteLength(name) + sizeOf(item[name] as Value);
  }
  return bytes;
};
