/** What waits, as the index of a DynamoDB tells it of the order records. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { makeReadWaitingOrders } from '../../lib/adapters/waiting-orders.ts';
import { type Tables, tableServices } from './aws-resources.ts';
import { decided, shop, waiting } from './order-record-values.ts';

const orderOf = (n: number) => ({ shop, orderId: `100${n}` });
const sinceOf = (n: number) => `2026-11-22T10:00:0${n}.000Z`;

describe.each(tableServices)('the orders that wait ($name)', ({ startTables }) => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  const makeTable = async () => {
    const tableName = await tables.createTable();
    const ports = makeRecordPorts(tables.dynamo, tableName);
    return {
      ...ports,
      wait: async (...orders: readonly number[]) => {
        for (const n of orders) {
          await ports.markWaiting(orderOf(n), waiting(1, { since: sinceOf(n) }));
        }
      },
      read: makeReadWaitingOrders(tables.dynamo, tableName),
      readInPagesOf: (orders: number) => makeReadWaitingOrders(tables.dynamo, tableName, orders)(),
    };
  };

  it('are none where every delivery went well', async () => {
    const { read, markDecided } = await makeTable();
    await markDecided(orderOf(1), decided(1));
    expect(await read()).toEqual({ count: 0, complete: true });
  });

  it('are counted, and the one that has waited longest is named', async () => {
    const { read, wait } = await makeTable();
    await wait(3, 1, 2);
    expect(await read()).toEqual({
      count: 3,
      complete: true,
      oldest: { order: `${shop}/1001`, since: Date.UTC(2026, 10, 22, 10, 0, 1) },
    });
  });

  it('are those that are not done with: the next oldest follows a delivery', async () => {
    const { read, wait, markDecided } = await makeTable();
    await wait(1, 2);
    await markDecided(orderOf(1), decided(1));
    expect(await read()).toMatchObject({ count: 1, oldest: { order: `${shop}/1002` } });
  });

  it('wait since their first failure, however often they fail', async () => {
    const { read, wait, markWaiting } = await makeTable();
    await wait(1);
    await markWaiting(orderOf(1), waiting(1, { since: sinceOf(9) }));
    expect(await read()).toMatchObject({ oldest: { since: Date.UTC(2026, 10, 22, 10, 0, 1) } });
  });

  it('are not those that reconciliation has to read again, which lie in the same index', async () => {
    const { read, markReread } = await makeTable();
    await markReread(orderOf(1), '2026-11-22T10:00:00Z', sinceOf(1));
    expect(await read()).toEqual({ count: 0, complete: true });
  });

  it.each([
    [1, 5, false],
    [2, 7, true],
  ])('in pages of %i are counted on five of them: %i, all of them: %s', async (...expected) => {
    const [pageOrders, count, complete] = expected;
    const { readInPagesOf, wait } = await makeTable();
    await wait(7, 6, 5, 4, 3, 2, 1);
    const oldest = { order: `${shop}/1001` };
    expect(await readInPagesOf(pageOrders)).toMatchObject({ count, complete, oldest });
  });

  it('of a table that is not there cannot be read', async () => {
    const read = makeReadWaitingOrders(tables.dynamo, 'no-such-table');
    await expect(read()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
