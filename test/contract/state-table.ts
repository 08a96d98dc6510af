/** What the adapters and Powertools take for granted of the table, and what they must not. */
import {
  type BatchGetItemCommandInput,
  type ConditionalCheckFailedException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReadState } from '../../lib/adapters/order-records.ts';
import { table } from '../../lib/config/table.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { mayBe } from './servers.ts';

export const describeStateTable = ({ name, habits, startTables }: TableService) => {
  describe(`the state table in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    const put = (TableName: string, Item: Record<string, unknown>) =>
      tables.dynamo.send(new PutCommand({ TableName, Item }));
    /** The old item that a failed condition gives. */
    const failPut = async (asked: 'ALL_OLD' | 'NONE') => {
      const TableName = await tables.createTable();
      await put(TableName, { id: 'claim', status: 'INPROGRESS' });
      const command = new PutCommand({
        TableName,
        Item: { id: 'claim', status: 'STOLEN' },
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: asked,
      });
      const error: ConditionalCheckFailedException = await tables.dynamo.send(command).then(
        () => expect.unreachable('the condition holds'),
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
      const read = new GetCommand({ TableName, Key: { id: 'claim' }, ConsistentRead: true });
      expect((await tables.dynamo.send(read)).Item).toEqual({ id: 'claim', status: 'INPROGRESS' });
      return error.Item;
    };

    it('gives the old item with a failed condition, or leaves it to the caller to read', async () => {
      const item = await failPut('ALL_OLD');
      expect(mayBe(habits, 'oldItem')).toContain(item === undefined ? 'withheld' : 'given');
      expect([undefined, { S: 'INPROGRESS' }]).toContainEqual(item?.['status']);
    });

    it('gives no old item to a caller that has not asked', async () => {
      expect(await failPut('NONE')).toBeUndefined();
    });

    it('gives what an update has replaced, and nothing where there was nothing', async () => {
      const TableName = await tables.createTable();
      const update = async (value: number) =>
        (
          await tables.dynamo.send(
            new UpdateCommand({
              TableName,
              Key: { id: 'order' },
              UpdateExpression: 'SET accepted = :value, seen = :value',
              ExpressionAttributeValues: { ':value': { instant: value } },
              ReturnValues: 'UPDATED_OLD',
            }),
          )
        ).Attributes;
      const old = { accepted: { instant: 1 }, seen: { instant: 1 } };
      expect([await update(1), await update(2)]).toEqual([undefined, old]);
    });

    it('has in a sparse index only items with both of its keys, in the order of the second', async () => {
      const TableName = await tables.createTable();
      const { partition, sort } = table.waiting;
      await put(TableName, { id: 'later', [partition]: 'waiting', [sort]: '2026-11-22T10:05' });
      await put(TableName, { id: 'first', [partition]: 'waiting', [sort]: '2026-11-22T10:00' });
      await put(TableName, { id: 'half', [partition]: 'waiting' });
      await put(TableName, { id: 'none' });
      await put(TableName, { id: 'gone', [partition]: 'waiting', [sort]: '2026-11-22T09:00' });
      await put(TableName, { id: 'gone' });
      const items = await tables.query(TableName, table.waiting, 'waiting');
      expect(items.map(({ id }) => id?.S)).toEqual(['first', 'later']);
    });

    it('still has an item whose time is over, so that readers compare the time', async () => {
      const TableName = await tables.createTable();
      const TimeToLiveSpecification = { AttributeName: table.expiry, Enabled: true };
      const known = await tables.client
        .send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }))
        .then(
          () => 'known',
          ({ name }: Error) => (name === 'UnknownOperationException' ? 'unknown' : name),
        );
      expect(mayBe(habits, 'timeToLive')).toContain(known);
      const expired = { id: 'old', [table.expiry]: Math.floor(Date.now() / 1_000) - 60 };
      await put(TableName, expired);
      const read = new GetCommand({ TableName, Key: { id: 'old' }, ConsistentRead: true });
      expect((await tables.dynamo.send(read)).Item).toEqual(expired);
    });

    /** More than one read gives, and the orders that each call then asks for; an unknown server does as AWS. */
    const largeReads = {
      '1 MB': { orders: 8, asked: [8, 5, 2] },
      '16 MB': { orders: 50, asked: [50, 7] },
    } as const;

    it('leaves keys of a large read unprocessed, and the records are read all the same', async () => {
      const TableName = await tables.createTable();
      const large = largeReads[habits?.batchRead ?? '16 MB'];
      const filler = 'x'.repeat(380 * 1_024);
      const orders = Array.from({ length: large.orders }, (_, n) => ({
        shop: 'demo.myshopify.com',
        orderId: String(n),
      }));
      for (const { shop, orderId } of orders)
        await put(TableName, { id: `order#${shop}/${orderId}`, filler });
      const asked: number[] = [];
      const { client, dynamo } = tables.makeClients((_operation, input) => {
        const { RequestItems } = input as BatchGetItemCommandInput;
        const ids = (RequestItems?.[TableName]?.Keys ?? []).map((key) => JSON.stringify(key));
        // Where the circuit's small item stands among them is the server's affair.
        asked.push(ids.filter((id) => id.includes('order#')).length);
      });
      await put(TableName, { id: 'circuit', revision: 1 });
      const { recordOf, circuit } = await makeReadState(dynamo, TableName)(orders);
      client.destroy();
      expect(orders.filter((order) => 'filler' in recordOf(order))).toHaveLength(large.orders);
      expect(circuit).toEqual({ id: 'circuit', revision: 1 });
      expect(asked).toEqual(large.asked);
    });
  });
};
