/** What the simulated table does beyond what it shares with dynalite (test/contract): values, refusals. */
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Dynamo, makeDynamo } from './aws/dynamodb.ts';

const TableName = 'state';
const start = Date.UTC(2026, 10, 22, 10);
let millis = start;
let dynamo: Dynamo;
beforeEach(() => {
  millis = start;
  dynamo = makeDynamo({ now: () => millis, tableName: TableName });
});

const put = (Item: Record<string, unknown>) => dynamo.apply(new PutCommand({ TableName, Item }));
const itemOf = (id: string): unknown =>
  (dynamo.apply(new GetCommand({ TableName, Key: { id } })) as { readonly Item?: unknown }).Item;
const update = (input: Partial<UpdateCommandInput>, id = 'one') =>
  dynamo.apply(new UpdateCommand({ TableName, Key: { id }, ...input }));
/** Whether the condition holds for the item `one`. */
const holds = (ConditionExpression: string, values?: Record<string, unknown>): boolean => {
  const given = values ? { ExpressionAttributeValues: values } : {};
  try {
    update({ ConditionExpression, ...given });
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    return false;
  }
};
const malformed = expect.objectContaining({ name: 'ValidationException' });

describe('values', () => {
  it('are copied in and out', () => {
    const Item = { id: 'one', map: { list: [1] } };
    put(Item);
    Item.map.list.push(2);
    const first = itemOf('one') as typeof Item;
    first.map.list.push(3);
    expect(itemOf('one')).toEqual({ id: 'one', map: { list: [1] } });
  });

  it('that were read from outside never change', () => {
    put({ id: 'one', map: { n: 1 } });
    const before = dynamo.items().get('one');
    update({ UpdateExpression: 'SET map.n = :n', ExpressionAttributeValues: { ':n': 2 } });
    expect([before, dynamo.items().get('one')]).toEqual([
      { id: 'one', map: { n: 1 } },
      { id: 'one', map: { n: 2 } },
    ]);
  });

  it('are the same for plain and for marshalled commands', () => {
    const M = { n: { N: '1.5' }, no: { BOOL: false }, nil: { NULL: true }, l: { L: [{ S: '' }] } };
    dynamo.apply(new PutItemCommand({ TableName, Item: { id: { S: 'one' }, map: { M } } }));
    expect(itemOf('one')).toEqual({ id: 'one', map: { n: 1.5, no: false, nil: null, l: [''] } });
    const read = new GetItemCommand({ TableName, Key: { id: { S: 'one' } } });
    expect(dynamo.apply(read)).toMatchObject({ Item: { map: { M } } });
  });

  it.each([
    ['undefined in a map', { map: { x: undefined } }, /removeUndefinedValues/],
    ['not a number', { n: Number.NaN }, /Special numeric value/],
    ['beyond 2^53', { n: 2 ** 53 }, /MAX_SAFE_INTEGER/],
    ['a set', { set: new Set(['x']) }, /a value of type Set is not simulated|type Set/],
    ['a date', { at: new Date(0) }, /type Date/],
  ])('%s is refused', (_what, attributes, message) => {
    expect(() => put({ id: 'one', ...attributes })).toThrow(message);
    expect(dynamo.items().size).toBe(0);
  });

  it('that are undefined at the top are left out, as by lib-dynamodb', () => {
    put({ id: 'one', left: undefined });
    expect(itemOf('one')).toEqual({ id: 'one' });
  });

  it('are ordered by UTF-8, as DynamoDB and not as JavaScript', () => {
    put({ id: 'one', text: '\u{1f600}' });
    expect('\u{1f600}' > '\u{e000}').toBe(false);
    expect(holds('text > :v', { ':v': '\u{e000}' })).toBe(true);
  });

  it('of what nobody has stored are missing, also under names that every object has', () => {
    put({ id: 'one' });
    expect(holds('attribute_exists(constructor)')).toBe(false);
  });
});

describe('where dynalite is no guide', () => {
  it('lists and maps are equal by their content', () => {
    put({ id: 'one', map: { x: [1, { y: null }] } });
    const same = { x: [1, { y: null }] };
    expect([holds('map = :v', { ':v': same }), holds('map <> :v', { ':v': same })]).toEqual([
      true,
      false,
    ]);
    expect(holds('map = :v', { ':v': { x: [1, { y: 0 }] } })).toBe(false);
  });

  it('an empty text and false are values to IN and BETWEEN', () => {
    put({ id: 'one', text: '', no: false });
    expect(holds('text BETWEEN :a AND :b', { ':a': '', ':b': 'z' })).toBe(true);
    expect(holds('no IN (:a, :b)', { ':a': true, ':b': false })).toBe(true);
  });

  it('what is not ordered is refused, and a missing one is below and above nothing', () => {
    put({ id: 'one', n: 1 });
    expect(() => holds('n < :v', { ':v': true })).toThrow();
    expect([holds('gone < :v', { ':v': 1 }), holds('gone >= :v', { ':v': 1 })]).toEqual([
      false,
      false,
    ]);
  });

  it('SET takes a value as it was, whatever else the update does', () => {
    put({ id: 'one', n: 1, map: { x: 1 } });
    const values = { ':one': 1 };
    update({
      UpdateExpression: 'SET old = n, copy = map, map.x = map.x + :one ADD n :one',
      ExpressionAttributeValues: values,
    });
    expect(itemOf('one')).toEqual({ id: 'one', n: 2, map: { x: 2 }, old: 1, copy: { x: 1 } });
  });
});

describe('refused', () => {
  const set = (UpdateExpression: string, ExpressionAttributeValues = { ':v': 1 }) =>
    update({ UpdateExpression, ExpressionAttributeValues });

  it.each<readonly [string, () => unknown]>([
    ['an empty key', () => put({ id: '' })],
    ['a key that is a number', () => put({ id: 1 })],
    ['no key', () => put({ text: 'x' })],
    ['more than a key', () => dynamo.apply(new GetCommand({ TableName, Key: { id: 'a', b: 1 } }))],
    ['overlapping paths', () => set('SET map = :v, map.x = :v')],
    ['the key changed', () => set('SET id = :v')],
    ['a section twice', () => set('SET a = :v SET b = :v')],
    ['a map that is not there', () => set('SET gone.x = :v')],
    ['a value used by nobody', () => set('REMOVE a')],
    ['a value given by nobody', () => update({ UpdateExpression: 'SET a = :v' })],
    ['half an expression', () => set('SET a = ')],
    ['an index key that is a number', () => put({ id: 'one', waitingIndex: 1 })],
    ['an index key set to nothing', () => set('SET lettersIndex = :v', { ':v': '' as never })],
    ['more than 400 KB', () => put({ id: 'one', text: 'x'.repeat(400 * 1_024) })],
  ])('as malformed: %s', (_what, ask) => {
    expect(ask).toThrow(malformed);
    expect(dynamo.refusals()).toHaveLength(1);
    expect(dynamo.items().size).toBe(0);
  });

  it.each<readonly [string, () => unknown]>([
    ['size', () => update({ ConditionExpression: 'size(a) > :v' })],
    ['attribute_type', () => update({ ConditionExpression: 'attribute_type(a, :v)' })],
    ['DELETE', () => set('DELETE a :v')],
    ['a list', () => set('SET a[0] = :v')],
    ['missing', () => update({ ConditionExpression: 'a = b' })],
    ['fractions', () => set('SET a = :v + :v', { ':v': 0.5 })],
    ['TransactWriteItems', () => dynamo.apply(new TransactWriteCommand({ TransactItems: [] }))],
    ['ReturnConsumedCapacity', () => update({ ReturnConsumedCapacity: 'TOTAL' })],
    [
      'ReturnValues ALL_NEW',
      () => dynamo.apply(new PutCommand({ TableName, Item: { id: 'a' }, ReturnValues: 'ALL_NEW' })),
    ],
  ])('as not simulated, by name: %s', (name, ask) => {
    expect(ask).toThrow(
      expect.objectContaining({ name: 'NotSimulated', message: expect.stringContaining(name) }),
    );
    expect(dynamo.refusals()).toEqual([expect.stringContaining(name)]);
  });

  it('but not what a good run meets: a failed condition, another table', () => {
    expect(holds('attribute_exists(id)')).toBe(false);
    const elsewhere = new GetCommand({ TableName: 'other', Key: { id: 'one' } });
    expect(() => dynamo.apply(elsewhere)).toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
    expect(dynamo.refusals()).toEqual([]);
  });
});
