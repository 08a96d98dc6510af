/** GetItem and BatchGetItem: always of the present state, whatever consistency was asked for. */
import { type Codec, decodeItem, encodeItem, type Item } from './attribute-values.ts';
import { $metadata } from './command.ts';
import { invalid, tableNotFound } from './dynamodb-errors.ts';
import type { DynamoInput } from './dynamodb-input.ts';
import { makeScope } from './expression-scope.ts';
import { projectionOf } from './expressions.ts';
import { assertKnownFields, NotSimulated } from './not-simulated.ts';
import { idOf, type TableStore } from './table-store.ts';
import { pickPaths } from './updates.ts';

export type ReadOutput = Readonly<Record<string, unknown>>;

const batchKeysMax = 100;
/** AWS leaves keys unprocessed beyond it. */
const batchBytesMax = 16 * 1_024 * 1_024;
const batchFields = new Set(['Keys', 'ConsistentRead']);

export const getItem = (store: TableStore, input: DynamoInput, codec: Codec): ReadOutput => {
  const item = store.items.get(idOf(decodeItem(input.Key ?? {}, codec), 'without others'));
  const picked = item === undefined ? undefined : project(item, input, codec);
  return picked ? { $metadata, Item: encodeItem(picked, codec) } : { $metadata };
};

const project = (item: Item, input: DynamoInput, codec: Codec): Item => {
  const text = input.ProjectionExpression;
  const projection = text === undefined ? undefined : projectionOf(text);
  const scope = makeScope(input, codec, projection ? [projection.placeholders] : []);
  return projection ? (pickPaths(projection.paths, item, scope) ?? {}) : item;
};

export const batchGet = (
  store: TableStore,
  isTable: (name: string) => boolean,
  input: DynamoInput,
  codec: Codec,
): ReadOutput => {
  const requests = Object.entries(input.RequestItems ?? {});
  const [request] = requests;
  if (request === undefined || requests.length > 1) throw new NotSimulated('a batch of no table');
  const [name, asked] = request;
  assertKnownFields('BatchGetItem', asked, batchFields);
  if (!isTable(name)) throw tableNotFound();
  const keys = asked.Keys ?? [];
  const ids = keys.map((key) => idOf(decodeItem(key, codec), 'without others'));
  if (ids.length === 0 || ids.length > batchKeysMax) throw invalid('A batch has 1 to 100 keys');
  if (new Set(ids).size < ids.length) {
    throw invalid('Provided list of item keys contains duplicates');
  }
  let bytes = 0;
  const fitting = ids.findIndex((id) => {
    bytes += store.sizeOf(id);
    return bytes > batchBytesMax;
  });
  const read = fitting < 0 ? ids.length : fitting;
  const found = ids
    .slice(0, read)
    .map((id) => store.items.get(id))
    .filter((item) => item !== undefined);
  return {
    $metadata,
    // "DynamoDB does not return items in any particular order."
    Responses: { [name]: found.reverse().map((item) => encodeItem(item, codec)) },
    UnprocessedKeys:
      read === ids.length ? {} : { [name]: { ...asked, Keys: structuredClone(keys.slice(read)) } },
  };
};
