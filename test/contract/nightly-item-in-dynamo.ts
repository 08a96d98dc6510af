/** The item of a nightly comparison and its lease, held to their promises on a DynamoDB. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeNightlyItem, makeNightlyLease } from '../../lib/adapters/nightly-item.ts';
import { table } from '../../lib/config/table.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { describeNightlyItem, describeNightlyLease, underWay } from './nightly-item.ts';

const shop = 'demo.myshopify.com';

export const describeNightlyInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    describeNightlyItem(name, async () =>
      makeNightlyItem(tables.dynamo, await tables.createTable(), shop),
    );
    describeNightlyLease(name, async () =>
      makeNightlyLease(tables.dynamo, await tables.createTable()),
    );

    it('the item is one for each shop', async () => {
      const tableName = await tables.createTable();
      await makeNightlyItem(tables.dynamo, tableName, shop).replace(undefined, underWay);
      const other = makeNightlyItem(tables.dynamo, tableName, 'other.myshopify.com');
      expect(await other.read()).toBeUndefined();
    });

    it('an unreadable item is an error that says so, and is not overwritten', async () => {
      const TableName = await tables.createTable();
      const Item = { [table.key]: `nightly#${shop}`, revision: 3, nightly: { current: 7 } };
      await tables.dynamo.send(new PutCommand({ TableName, Item }));
      const { read, replace } = makeNightlyItem(tables.dynamo, TableName, shop);
      await expect(read()).rejects.toThrow(
        /the item nightly#demo.myshopify.com of the table is unreadable \(nightly.createdAt/,
      );
      expect(await replace(undefined, underWay)).toBe('overtaken');
    });
  });
};
