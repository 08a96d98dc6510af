/** The circuit's item, held to its promises on a DynamoDB, and to what only a table can show. */
import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCircuitItem } from '../../lib/adapters/circuit-item.ts';
import { closedCircuit } from '../../lib/circuit/circuit.ts';
import { table } from '../../lib/config/table.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { describeCircuitItem } from './circuit-item.ts';

export const describeCircuitInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    describeCircuitItem(name, async () => {
      const TableName = await tables.createTable();
      return {
        ...makeCircuitItem(tables.dynamo, TableName),
        put: async (item) => {
          const Item = { [table.key]: 'circuit', ...item };
          await tables.dynamo.send(new PutCommand({ TableName, Item }));
        },
      };
    });

    it('is read consistently, and a write is one call', async () => {
      const tableName = await tables.createTable();
      const calls: (readonly [operation: string, consistent: boolean | undefined])[] = [];
      const { client, dynamo } = tables.makeClients((operation, input) => {
        const { ConsistentRead } = input as GetItemCommandInput;
        calls.push([operation, ConsistentRead]);
      });
      const { read, replace } = makeCircuitItem(dynamo, tableName);
      await replace(closedCircuit, undefined);
      await read();
      client.destroy();
      expect(calls).toEqual([
        [expect.stringMatching(/^Put/), undefined],
        [expect.stringMatching(/^Get/), true],
      ]);
    });

    it('in a table that cannot be used throws, so that nothing is taken for closed', async () => {
      const { read, replace } = makeCircuitItem(tables.dynamo, 'no-such-table');
      const missing = { name: 'ResourceNotFoundException' };
      await expect(read()).rejects.toMatchObject(missing);
      await expect(replace(closedCircuit, undefined)).rejects.toMatchObject(missing);
    });
  });
};
