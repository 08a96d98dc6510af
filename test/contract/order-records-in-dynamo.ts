/** The order records' adapter, held to its promises on a DynamoDB, and to what only a table can show. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeMarkAccepted,
  makeReadRecord,
  makeReadState,
  makeRecordPorts,
} from '../../lib/adapters/order-records.ts';
import { table } from '../../lib/config/table.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { describeOrderRecords, type OrderRecords } from './order-records.ts';

export const describeRecordsInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
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
      const readState = makeReadState(dynamo, tableName);
      return {
        ...makeRecordPorts(dynamo, tableName),
        markAccepted: makeMarkAccepted(dynamo, tableName),
        readRecord: async (shop, orderId) => withoutKeys(await readRecord(shop, orderId)),
        readState: async (orders) => {
          const state = await readState(orders);
          return { ...state, recordOf: (order) => withoutKeys(state.recordOf(order)) };
        },
        putCircuit: async (item) => {
          const Item = { [table.key]: 'circuit', ...item };
          await dynamo.send(new PutCommand({ TableName: tableName, Item }));
        },
        waiting: async () =>
          (await tables.query(tableName, table.waiting, 'waiting')).map((item) => ({
            order: text(item[table.key]).replace('order#', ''),
            since: text(item[table.waiting.sort]),
          })),
      };
    };
    describeOrderRecords(name, make);

    it('a table that cannot be used throws, so that nothing is taken for written', async () => {
      const ports = makeRecordPorts(tables.dynamo, 'no-such-table');
      const order = { shop: 'demo.myshopify.com', orderId: '1' };
      const missing = { name: 'ResourceNotFoundException' };
      const since = '2026-11-22T10:00:05Z';
      const waiting = { instant: 1, generation: 0, since, ended: true };
      await expect(ports.markWaiting(order, waiting)).rejects.toMatchObject(missing);
      await expect(ports.markBegun(order)).rejects.toMatchObject(missing);
      const readState = makeReadState(tables.dynamo, 'no-such-table');
      await expect(readState([order])).rejects.toMatchObject(missing);
    });
  });
};
