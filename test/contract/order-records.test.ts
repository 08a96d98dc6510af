import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeMarkAccepted,
  makeReadRecord,
  makeReadRecords,
  makeRecordPorts,
} from '../../lib/adapters/order-records.ts';
import { table } from '../../lib/config/table.ts';
import { makeFakeOrderRecords } from '../fakes/order-records.ts';
import { startTables, type Tables } from './aws-resources.ts';
import { describeOrderRecords, type OrderRecords } from './order-records.ts';
import { tableServers } from './servers.ts';

describeOrderRecords('fake', async () => makeFakeOrderRecords());

describe.each(tableServers)('in DynamoDB ($name)', (server) => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables(server);
  });
  afterAll(async () => {
    await tables.close();
  });

  const text = (value: AttributeValue | undefined): string => value?.S ?? '';
  /** What nobody but DynamoDB sees of a record. */
  const withoutKeys = ({
    [table.key]: _id,
    [table.waiting.partition]: _waiting,
    ...record
  }: object & {
    readonly [name: string]: unknown;
  }) => record;

  const make = async (): Promise<OrderRecords> => {
    const tableName = await tables.createTable();
    const { dynamo } = tables;
    const readRecord = makeReadRecord(dynamo, tableName);
    const readRecords = makeReadRecords(dynamo, tableName);
    return {
      ...makeRecordPorts(dynamo, tableName),
      markAccepted: makeMarkAccepted(dynamo, tableName),
      readRecord: async (shop, orderId) => withoutKeys(await readRecord(shop, orderId)),
      readRecords: async (orders) => {
        const recordOf = await readRecords(orders);
        return (order) => withoutKeys(recordOf(order));
      },
      waiting: async () =>
        (await tables.query(tableName, table.waiting, 'waiting')).map((item) => ({
          order: text(item[table.key]).replace('order#', ''),
          since: text(item[table.waiting.sort]),
        })),
      rereads: async () => {
        const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: tableName }));
        return Items.filter((item) => text(item[table.key]).startsWith('reread#')).map((item) => ({
          shop: text(item['shop']),
          orderId: text(item['orderId']),
          version: text(item['version']),
          at: text(item['at']),
        }));
      },
    };
  };
  describeOrderRecords(server.name, make);

  it('what is to be read again is forgotten after a week', async () => {
    const tableName = await tables.createTable();
    const { markReread } = makeRecordPorts(tables.dynamo, tableName);
    const order = { shop: 'demo.myshopify.com', orderId: '1' };
    await markReread(order, '2026-11-22T10:00:00Z', '2026-11-22T10:00:05.000Z');
    const { Items = [] } = await tables.dynamo.send(new ScanCommand({ TableName: tableName }));
    expect(Items.map(({ id, expiration }) => ({ id, expiration }))).toEqual([
      { id: { S: 'reread#demo.myshopify.com/1' }, expiration: { N: '1795946405' } },
    ]);
  });

  it('a table that cannot be used throws, so that nothing is taken for written', async () => {
    const ports = makeRecordPorts(tables.dynamo, 'no-such-table');
    const order = { shop: 'demo.myshopify.com', orderId: '1' };
    const waits = ports.markWaiting(order, { instant: 1, generation: 0 }, '2026-11-22T10:00:05Z');
    await expect(waits).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(makeReadRecords(tables.dynamo, 'no-such-table')([order])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('one read of many records', () => {
  const orders = ['1', '2', '3'].map((orderId) => ({ shop: 'demo.myshopify.com', orderId }));

  /** A DynamoDB that answers only so many keys of each call. */
  const makeShortOfBreath = (keysPerCall: number) => {
    const asked: string[][] = [];
    const send = async ({ input }: BatchGetCommand) => {
      const request = input.RequestItems?.['state'];
      const keys = request?.Keys ?? [];
      asked.push(keys.map((key) => String(key[table.key])));
      expect(request?.ConsistentRead).toBe(true);
      return {
        Responses: { state: keys.slice(0, keysPerCall).map((key) => ({ ...key, seen: true })) },
        UnprocessedKeys:
          keys.length > keysPerCall ? { state: { Keys: keys.slice(keysPerCall) } } : {},
      };
    };
    return { asked, dynamo: { send } as unknown as DynamoDBDocumentClient };
  };

  it('asks again for the keys that DynamoDB left unprocessed', async () => {
    const { asked, dynamo } = makeShortOfBreath(1);
    const recordOf = await makeReadRecords(dynamo, 'state')(orders);
    expect(asked.map((keys) => keys.length)).toEqual([3, 2, 1]);
    expect(orders.map(recordOf)).toEqual(
      ['1', '2', '3'].map((id) => ({ id: `order#demo.myshopify.com/${id}`, seen: true })),
    );
  });

  it('throws where a record stays unread, since an empty one would let anything be sent', async () => {
    const { asked, dynamo } = makeShortOfBreath(0);
    await expect(makeReadRecords(dynamo, 'state')(orders)).rejects.toThrow(
      '3 order records stayed unread',
    );
    expect(asked).toHaveLength(3);
  });

  it('asks for each order once, and for none if there is none', async () => {
    const { asked, dynamo } = makeShortOfBreath(10);
    await makeReadRecords(dynamo, 'state')([...orders, ...orders]);
    await makeReadRecords(dynamo, 'state')([]);
    expect(asked.map((keys) => keys.length)).toEqual([3]);
  });
});
