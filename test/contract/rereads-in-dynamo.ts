/** The list of orders to be read again, held to its promises on a DynamoDB, and to what only a table can show. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { makeRereads } from '../../lib/adapters/rereads.ts';
import { table } from '../../lib/config/table.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { firstSince, order, waiting } from './order-record-values.ts';
import { describeRereads } from './rereads.ts';

export const describeRereadsInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    describeRereads(name, async () => {
      const tableName = await tables.createTable();
      return {
        markReread: makeRecordPorts(tables.dynamo, tableName).markReread,
        of: (shop) => makeRereads(tables.dynamo, tableName, shop),
      };
    });

    it('is forgotten after a week', async () => {
      const tableName = await tables.createTable();
      const { markReread } = makeRecordPorts(tables.dynamo, tableName);
      await markReread(order, '2026-11-22T10:00:00Z', '2026-11-22T10:00:05.000Z');
      const { Items = [] } = await tables.dynamo.send(new ScanCommand({ TableName: tableName }));
      expect(Items.map(({ id, expiration }) => ({ id, expiration }))).toEqual([
        { id: { S: `reread#${order.shop}/${order.orderId}` }, expiration: { N: '1795946405' } },
      ]);
    });

    it('is no order that waits, though both lie in one index', async () => {
      const tableName = await tables.createTable();
      const { markReread, markWaiting } = makeRecordPorts(tables.dynamo, tableName);
      await markReread(order, '2026-11-22T10:00:00Z', '2026-11-22T10:00:05.000Z');
      expect(await tables.query(tableName, table.waiting, 'waiting')).toEqual([]);
      await markWaiting(order, waiting(1));
      expect(await tables.query(tableName, table.waiting, 'waiting')).toHaveLength(1);
      const [reread, ...others] = await makeRereads(tables.dynamo, tableName, order.shop).page(10);
      expect([reread?.at === firstSince, others]).toEqual([false, []]);
    });

    it('in a table that cannot be used throws, so that nothing is taken for done', async () => {
      const { page, remove } = makeRereads(tables.dynamo, 'no-such-table', order.shop);
      const missing = { name: 'ResourceNotFoundException' };
      const reread = { ...order, version: '2026-11-22T10:00:00Z', at: firstSince };
      await expect(page(10)).rejects.toMatchObject(missing);
      await expect(remove(reread)).rejects.toMatchObject(missing);
    });
  });
};
