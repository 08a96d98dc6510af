/** The replay jobs' item, held to its promises on a DynamoDB, and to what only a table can show. */
import type { GetItemCommandInput } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeJobStore } from '../../lib/adapters/replay-jobs.ts';
import { table } from '../../lib/config/table.ts';
import { noJobs } from '../../lib/letters/job.ts';
import type { TableService, Tables } from './aws-resources.ts';
import { describeJobStore } from './replay-jobs.ts';

export const describeJobsInDynamo = ({ name, startTables }: TableService) => {
  describe(`in DynamoDB (${name})`, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await startTables();
    });
    afterAll(async () => {
      await tables.close();
    });

    describeJobStore(name, async () => makeJobStore(tables.dynamo, await tables.createTable()));

    it('are read consistently, and a write is one call', async () => {
      const tableName = await tables.createTable();
      const calls: (readonly [operation: string, consistent: boolean | undefined])[] = [];
      const { client, dynamo } = tables.makeClients((operation, input) => {
        const { ConsistentRead } = input as GetItemCommandInput;
        calls.push([operation, ConsistentRead]);
      });
      const { read, replace } = makeJobStore(dynamo, tableName);
      await replace(noJobs, { jobs: [] });
      await read();
      client.destroy();
      expect(calls).toEqual([
        [expect.stringMatching(/^Put/), undefined],
        [expect.stringMatching(/^Get/), true],
      ]);
    });

    it.each([
      [
        'jobs of another form',
        { revision: 3, jobs: [{ jobId: 'job-1', state: 'paused' }] },
        'jobs.0',
      ],
      ['no revision', { jobs: [] }, 'revision'],
      ['nothing in it', {}, 'revision'],
    ])(
      'unreadable (%s) are an error that says so, and are not overwritten',
      async (_, item, where) => {
        const TableName = await tables.createTable();
        const Item = { [table.key]: 'replay-jobs', ...item };
        const put = () => tables.dynamo.send(new PutCommand({ TableName, Item }));
        await put();
        const { read, replace } = makeJobStore(tables.dynamo, TableName);
        await expect(read()).rejects.toThrow(/the item replay-jobs of the table is unreadable/);
        await expect(read()).rejects.toThrow(where);
        expect(await replace(noJobs, { jobs: [] })).toBe('overtaken');
      },
    );

    it('in a table that cannot be used throw, so that nothing is taken for done', async () => {
      const { read, replace } = makeJobStore(tables.dynamo, 'no-such-table');
      const missing = { name: 'ResourceNotFoundException' };
      await expect(read()).rejects.toMatchObject(missing);
      await expect(replace(noJobs, { jobs: [] })).rejects.toMatchObject(missing);
    });
  });
};
