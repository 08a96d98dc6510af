/** What the simulated table's calls cost, how its items expire, and what its indexes give. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
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
const malformed = expect.objectContaining({ name: 'ValidationException' });

describe('costs', () => {
  it('calls and write units, by operation', () => {
    put({ id: 'one', text: 'x'.repeat(1_100) });
    put({ id: 'one', text: 'x' });
    const Key = { id: 'one' };
    const ConditionExpression = 'attribute_not_exists(id)';
    expect(() => dynamo.apply(new UpdateCommand({ TableName, Key, ConditionExpression }))).toThrow(
      expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    );
    dynamo.apply(new GetCommand({ TableName, Key }));
    expect(dynamo.calls()).toEqual({ PutItem: 2, UpdateItem: 1, GetItem: 1 });
    // "The larger of the item's size before and after"; a failed condition costs as well.
    expect(dynamo.writeUnits()).toEqual({ PutItem: 4, UpdateItem: 1 });
  });

  it('an index costs one write unit to enter, to change and to leave, and two to move within', () => {
    const units = (work: () => void) => {
      const before = dynamo.writeUnits()['PutItem'] ?? 0;
      work();
      return (dynamo.writeUnits()['PutItem'] ?? 0) - before;
    };
    const waiting = (waitingSince: string) => ({
      id: 'one',
      waitingIndex: 'waiting',
      waitingSince,
    });
    expect([
      units(() => put({ id: 'one' })),
      units(() => put(waiting('1'))),
      units(() => put({ ...waiting('1'), more: 1 })),
      units(() => put(waiting('2'))),
      units(() => put({ id: 'one' })),
    ]).toEqual([1, 2, 2, 3, 2]);
  });
});

describe('expiry', () => {
  it('deletes nothing until the sweep, and then what is over', () => {
    const seconds = start / 1_000;
    put({ id: 'over', expiration: seconds - 1 });
    put({ id: 'now', expiration: seconds });
    put({ id: 'never' });
    expect(dynamo.items().size).toBe(3);
    expect(dynamo.sweep()).toEqual(['over']);
    millis += 1_000;
    expect(dynamo.sweep()).toEqual(['now']);
    expect([...dynamo.items().keys()]).toEqual(['never']);
  });
});

describe('queries', () => {
  const query = (given: Partial<QueryCommandInput>) =>
    dynamo.apply(
      new QueryCommand({
        TableName,
        IndexName: 'letters',
        KeyConditionExpression: 'lettersIndex = :letters',
        ...given,
        ExpressionAttributeValues: { ':letters': 'letters', ...given.ExpressionAttributeValues },
      }),
    ) as { readonly Items?: readonly { readonly id: string }[]; readonly LastEvaluatedKey?: never };
  const ids = (given: Partial<QueryCommandInput>) => query(given).Items?.map(({ id }) => id);
  beforeEach(() => {
    for (const n of [3, 1, 2]) {
      const age = n === 1 ? 'old' : 'new';
      put({ id: `l${n}`, lettersIndex: 'letters', parkedAt: `2026-11-0${n}`, age });
    }
    put({ id: 'gone', lettersIndex: 'other', parkedAt: '2026-11-01' });
    dynamo.apply(new DeleteCommand({ TableName, Key: { id: 'gone' } }));
  });

  it('in the order of the sort key, or back', () => {
    expect([ids({}), ids({ ScanIndexForward: false })]).toEqual([
      ['l1', 'l2', 'l3'],
      ['l3', 'l2', 'l1'],
    ]);
  });

  it('of a range, filtered, and of single attributes', () => {
    const since = { ':since': '2026-11-02' };
    const range = 'lettersIndex = :letters AND parkedAt >= :since';
    expect(ids({ KeyConditionExpression: range, ExpressionAttributeValues: since })).toEqual([
      'l2',
      'l3',
    ]);
    const old = { FilterExpression: 'age = :age', ExpressionAttributeValues: { ':age': 'old' } };
    expect(query({ ...old, ProjectionExpression: 'id, age' })).toMatchObject({
      Items: [{ id: 'l1', age: 'old' }],
      Count: 1,
      ScannedCount: 3,
    });
    // "The maximum number of items to evaluate (not necessarily the number of matching items)."
    const young = { ...old, ExpressionAttributeValues: { ':age': 'new' }, Limit: 1 };
    expect(query(young)).toMatchObject({ Items: [], LastEvaluatedKey: { id: 'l1' } });
    expect(query({ Select: 'COUNT' })).toEqual({
      $metadata: expect.anything(),
      Count: 3,
      ScannedCount: 3,
    });
  });

  it.each([true, false])('page by page (forward: %s)', (ScanIndexForward) => {
    const seen: unknown[] = [];
    let from: Record<string, unknown> | undefined;
    for (let pages = 0; pages < 4; pages++) {
      const start = from ? { ExclusiveStartKey: from } : {};
      const page = query({ Limit: 1, ScanIndexForward, ...start });
      seen.push(...(page.Items ?? []).map(({ id }) => id));
      from = page.LastEvaluatedKey;
    }
    expect(seen).toEqual(ScanIndexForward ? ['l1', 'l2', 'l3'] : ['l3', 'l2', 'l1']);
    expect(from).toBeUndefined();
  });

  it('of other keys, or consistent ones of an index, are refused', () => {
    expect(() => query({ KeyConditionExpression: 'age = :letters' })).toThrow(malformed);
    expect(() => query({ ConsistentRead: true })).toThrow(malformed);
    expect(() => query({ IndexName: 'nothing' })).toThrow(malformed);
  });

  it('of the table give one item; scans and batches give all', () => {
    const one = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': 'l2' } };
    expect(dynamo.apply(new QueryCommand({ TableName, ...one }))).toMatchObject({ Count: 1 });
    expect(dynamo.apply(new ScanCommand({ TableName }))).toMatchObject({ Count: 3 });
    const Keys = ['l1', 'none', 'l2'].map((id) => ({ id }));
    const batch = new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } });
    const { Responses } = dynamo.apply(batch) as { Responses: Record<string, { id: string }[]> };
    // In an order of its own, as AWS says of its own.
    expect(Responses[TableName]?.map(({ id }) => id)).toEqual(['l2', 'l1']);
  });
});
