/** PutItem, UpdateItem and DeleteItem: each reads, decides by its condition, and writes, all at once. */
import { table } from '../../../lib/config/table.ts';
import { type Codec, decodeItem, encodeItem, type Item } from './attribute-values.ts';
import { $metadata } from './command.ts';
import { assertOperands, isMet } from './conditions.ts';
import { conditionFailed } from './dynamodb-errors.ts';
import { assertOneOf, type DynamoInput } from './dynamodb-input.ts';
import { makeScope, type Scope } from './expression-scope.ts';
import { conditionOf, updateOf } from './expressions.ts';
import { idOf, type TableStore } from './table-store.ts';
import type { Update } from './update-syntax.ts';
import { assertPaths, assertValues, pickPaths, updateItem } from './updates.ts';

export type WriteOutput = {
  readonly $metadata: typeof $metadata;
  readonly Attributes?: Readonly<Record<string, unknown>>;
};

export type Writes = Readonly<
  Record<'put' | 'update' | 'remove', (input: DynamoInput, codec: Codec) => WriteOutput>
>;

const answer = (attributes: Item | undefined, codec: Codec): WriteOutput =>
  attributes ? { $metadata, Attributes: encodeItem(attributes, codec) } : { $metadata };

const attributesOf = (
  asked: string | undefined,
  update: Update | undefined,
  { before, after, scope }: { before: Item | undefined; after: Item; scope: Scope },
): Item | undefined => {
  const paths = update?.actions.map(({ path }) => path) ?? [];
  switch (asked) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return before && pickPaths(paths, before, scope);
    case 'UPDATED_NEW':
      return pickPaths(paths, after, scope);
    default:
      return undefined;
  }
};

/** @param charge - is told the write units, of a failed condition too: it costs like a write. */
export const makeWrites = (store: TableStore, charge: (units: number) => void): Writes => {
  const checkCondition = (input: DynamoInput, id: string, scope: Scope) => {
    assertOneOf('ReturnValuesOnConditionCheckFailure', input.ReturnValuesOnConditionCheckFailure, [
      'NONE',
      'ALL_OLD',
    ]);
    if (input.ConditionExpression === undefined) return;
    const { condition } = conditionOf(input.ConditionExpression);
    assertOperands(condition, scope);
    const before = store.items.get(id);
    if (isMet(condition, before ?? {}, scope)) return;
    charge(store.unitsOf(id));
    throw conditionFailed(
      input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? before : undefined,
    );
  };
  const scopeOf = (input: DynamoInput, codec: Codec, update?: Update): Scope =>
    makeScope(input, codec, [
      ...(input.ConditionExpression === undefined
        ? []
        : [conditionOf(input.ConditionExpression).placeholders]),
      ...(update ? [update.placeholders] : []),
    ]);

  const replace = (input: DynamoInput, codec: Codec, id: string, after: Item | undefined) => {
    assertOneOf('ReturnValues', input.ReturnValues, ['NONE', 'ALL_OLD']);
    checkCondition(input, id, scopeOf(input, codec));
    const before = store.items.get(id);
    charge(store.write(id, after));
    return answer(input.ReturnValues === 'ALL_OLD' ? before : undefined, codec);
  };

  return {
    put: (input, codec) => {
      const item = decodeItem(input.Item ?? {}, codec);
      return replace(input, codec, idOf(item, 'among others'), item);
    },
    remove: (input, codec) => {
      const key = decodeItem(input.Key ?? {}, codec);
      return replace(input, codec, idOf(key, 'without others'), undefined);
    },
    update: (input, codec) => {
      const key = decodeItem(input.Key ?? {}, codec);
      const id = idOf(key, 'without others');
      const asked = input.ReturnValues;
      const known = ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'];
      assertOneOf('ReturnValues', asked, known);
      const text = input.UpdateExpression;
      const update = text === undefined ? undefined : updateOf(text);
      const scope = scopeOf(input, codec, update);
      if (update) {
        assertPaths(update, table.key, scope);
        assertValues(update, scope);
      }
      checkCondition(input, id, scope);
      const before = store.items.get(id);
      const after = update ? updateItem(update, before ?? key, scope) : (before ?? key);
      charge(store.write(id, after));
      return answer(attributesOf(asked, update, { before, after, scope }), codec);
    },
  };
};
