/** The watermark's item, held to its promises on a DynamoDB, and to what only a table can show. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWatermark } from '../../lib/adapters/watermark.ts';
import { table } from '../../lib/config/table.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { describeWatermark, ten } from './watermark.ts';

const shop = 'demo.myshopify.com';

export const describeWatermarkInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    describeWatermark(name, async () =>
      makeWatermark(tables.dynamo, await tables.createTable(), shop),
    );

    it('is one for each shop', async () => {
      const tableName = await tables.createTable();
      await makeWatermark(tables.dynamo, tableName, shop).replace(undefined, ten);
      const other = makeWatermark(tables.dynamo, tableName, 'other.myshopify.com');
      expect(await other.read()).toBeUndefined();
    });

    it.each([
      ['no instant', { revision: 3, watermark: { ...ten, until: 'yesterday' } }, 'watermark.until'],
      ['no whole revision', { revision: 'x', watermark: ten }, 'revision'],
      [
        'of another form',
        { revision: 3, watermark: { ...ten, undelivered: [7] } },
        'undelivered.0',
      ],
      ['nothing but a revision', { revision: 3 }, 'watermark'],
    ])('unreadable (%s) is an error that says so, and is not overwritten', async (_, item, at) => {
      const TableName = await tables.createTable();
      const Item = { [table.key]: `watermark#${shop}`, ...item };
      await tables.dynamo.send(new PutCommand({ TableName, Item }));
      const { read, replace } = makeWatermark(tables.dynamo, TableName, shop);
      await expect(read()).rejects.toThrow(
        /the item watermark#demo.myshopify.com of the table is unreadable/,
      );
      await expect(read()).rejects.toThrow(at);
      expect(await replace(undefined, ten)).toBe('overtaken');
    });

    it('in a table that cannot be used throws, so that nothing is taken for handled', async () => {
      const { read, replace, noteRun } = makeWatermark(tables.dynamo, 'no-such-table', shop);
      const missing = { name: 'ResourceNotFoundException' };
      await expect(read()).rejects.toMatchObject(missing);
      await expect(replace(undefined, ten)).rejects.toMatchObject(missing);
      await expect(noteRun({ at: ten.until })).rejects.toMatchObject(missing);
    });
  });
};
