/** Query and Scan, page by page: of the table, or of one of its sparse indexes. */
import { table } from '../../../lib/config/table.ts';
import {
  attributeOf,
  type Codec,
  decodeItem,
  encodeItem,
  type Item,
  type Value,
} from './attribute-values.ts';
import { $metadata } from './command.ts';
import { assertOperands, isMet } from './conditions.ts';
import { invalid } from './dynamodb-errors.ts';
import { assertOneOf, type DynamoInput } from './dynamodb-input.ts';
import type { ReadOutput } from './dynamodb-reads.ts';
import { makeScope, operandValue, type Scope, stepsOf } from './expression-scope.ts';
import type { Condition, Operand } from './expression-syntax.ts';
import { conditionOf, projectionOf } from './expressions.ts';
import { NotSimulated } from './not-simulated.ts';
import { type Entry, placeOf, type SparseIndex } from './sparse-index.ts';
import { idOf, type TableStore } from './table-store.ts';
import { pickPaths } from './updates.ts';

/** A page ends after the item that crosses it. */
const pageBytesMax = 1_024 * 1_024;

/** The request with its expressions understood. */
type Asked = {
  readonly input: DynamoInput;
  readonly codec: Codec;
  readonly scope: Scope;
  readonly keyCondition: Condition | undefined;
  readonly filter: Condition | undefined;
};

const understand = (input: DynamoInput, codec: Codec): Asked => {
  const { KeyConditionExpression, FilterExpression, ProjectionExpression } = input;
  assertOneOf('Select', input.Select, ['COUNT', 'ALL_ATTRIBUTES']);
  const [keyCondition, filter] = [KeyConditionExpression, FilterExpression].map((text) =>
    text === undefined ? undefined : conditionOf(text),
  );
  const projection =
    ProjectionExpression === undefined ? undefined : projectionOf(ProjectionExpression);
  const used = [keyCondition, filter, projection].flatMap((one) => one?.placeholders ?? []);
  const scope = makeScope(input, codec, used);
  for (const one of [keyCondition, filter]) if (one) assertOperands(one.condition, scope);
  return {
    input,
    codec,
    scope,
    keyCondition: keyCondition?.condition,
    filter: filter?.condition,
  };
};

type Candidates = {
  readonly ids: Iterable<string>;
  /** Where the next page starts after this item. */
  readonly keyOf: (id: string) => Item;
};

/** Items until the limit or a page's size; the limit counts what is read, and not what is given. */
const page = (store: TableStore, asked: Asked, { ids, keyOf }: Candidates): ReadOutput => {
  const { input, codec, scope, keyCondition, filter } = asked;
  const given: Item[] = [];
  let [scanned, bytes] = [0, 0];
  let last: string | undefined;
  for (const id of ids) {
    const item = store.items.get(id) as Item;
    if (keyCondition && !isMet(keyCondition, item, scope)) continue;
    scanned += 1;
    bytes += store.sizeOf(id);
    if (!filter || isMet(filter, item, scope)) given.push(item);
    if (scanned === input.Limit || bytes > pageBytesMax) {
      last = id;
      break;
    }
  }
  const paths = input.ProjectionExpression && projectionOf(input.ProjectionExpression).paths;
  const picked = paths ? given.map((item) => pickPaths(paths, item, scope) ?? {}) : given;
  return {
    $metadata,
    Count: given.length,
    ScannedCount: scanned,
    ...(input.Select === 'COUNT' ? {} : { Items: picked.map((item) => encodeItem(item, codec)) }),
    ...(last === undefined ? {} : { LastEvaluatedKey: encodeItem(keyOf(last), codec) }),
  };
};

const afterStart = (ids: readonly string[], { input, codec }: Asked): readonly string[] => {
  if (input.ExclusiveStartKey === undefined) return ids;
  const start = idOf(decodeItem(input.ExclusiveStartKey, codec), 'without others');
  return ids.slice(ids.indexOf(start) + 1);
};

/** In the order in which the items were first written; DynamoDB's has no meaning either. */
export const scan = (store: TableStore, input: DynamoInput, codec: Codec): ReadOutput => {
  const asked = understand(input, codec);
  const ids = afterStart([...store.items.keys()], asked);
  return page(store, asked, { ids, keyOf: (id) => ({ [table.key]: id }) });
};

const conjuncts = (condition: Condition): readonly Condition[] =>
  condition.kind === 'and'
    ? [...conjuncts(condition.left), ...conjuncts(condition.right)]
    : [condition];

const comparedPath = (condition: Condition): Operand | undefined => {
  if (condition.kind === 'compare') return condition.left;
  if (condition.kind === 'between') return condition.operand;
  return condition.kind === 'call' && condition.name === 'begins_with'
    ? condition.operands[0]
    : undefined;
};

/**
 * What the partition must be.
 *
 * @throws ValidationException unless it is compared by `=`, and at most the sort key besides, once.
 */
const partitionOf = (asked: Asked, partition: string, sort: string | undefined): string => {
  const { keyCondition, scope } = asked;
  if (!keyCondition) throw new NotSimulated('Query without KeyConditionExpression');
  const compared = conjuncts(keyCondition).map((condition) => {
    const path = comparedPath(condition);
    const steps = path?.kind === 'path' ? stepsOf(path, scope) : [];
    return { name: steps.length === 1 ? steps[0] : undefined, condition };
  });
  const [ofPartition, ofSort, ...more] = compared.toSorted((one) =>
    one.name === partition ? -1 : 1,
  );
  const condition = ofPartition?.condition;
  if (
    ofPartition?.name === partition &&
    condition?.kind === 'compare' &&
    condition.comparator === '=' &&
    (ofSort === undefined || (sort !== undefined && ofSort.name === sort)) &&
    more.length === 0
  ) {
    const value: Value | undefined = operandValue(condition.right, {}, scope);
    if (typeof value === 'string') return value;
  }
  throw invalid('Query key condition not supported');
};

/** The index's entries of one partition, after the start key, in the order asked for. */
const entriesOf = (index: SparseIndex, partition: string, asked: Asked): readonly Entry[] => {
  const { input, codec } = asked;
  const entries = index.entriesOf(partition);
  const start = input.ExclusiveStartKey && decodeItem(input.ExclusiveStartKey, codec);
  const isForward = input.ScanIndexForward ?? true;
  if (!start) return isForward ? entries : entries.toReversed();
  const id = idOf(start, 'among others');
  const sort = attributeOf(start, index.keys.sort);
  if (typeof sort !== 'string' || attributeOf(start, index.keys.partition) !== partition) {
    throw invalid('The provided starting key is invalid');
  }
  const place = placeOf(entries, { sort, id });
  if (!isForward) return entries.slice(0, place).toReversed();
  return entries.slice(entries[place]?.id === id ? place + 1 : place);
};

export const query = (store: TableStore, input: DynamoInput, codec: Codec): ReadOutput => {
  const asked = understand(input, codec);
  if (input.IndexName === undefined) {
    const id = partitionOf(asked, table.key, undefined);
    const ids = afterStart(store.items.has(id) ? [id] : [], asked);
    return page(store, asked, { ids, keyOf: () => ({ [table.key]: id }) });
  }
  const index = store.indexes.get(input.IndexName);
  if (!index) throw invalid('The table does not have the specified index');
  if (input.ConsistentRead) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  const { partition, sort } = index.keys;
  const value = partitionOf(asked, partition, sort);
  const ids = entriesOf(index, value, asked).map(({ id }) => id);
  const sortOf = (id: string): Value => attributeOf(store.items.get(id) ?? {}, sort) ?? '';
  const keyOf = (id: string) => ({ [table.key]: id, [partition]: value, [sort]: sortOf(id) });
  return page(store, asked, { ids, keyOf });
};
