/** Compliance requests in the index of a DynamoDB, beside the letters. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeLetterIndex } from '../../lib/adapters/letter-index.ts';
import { makeRecordPorts } from '../../lib/adapters/order-records.ts';
import { makeNotePrivacy, makePrivacyRequests } from '../../lib/adapters/privacy-requests.ts';
import { makeListWaiting } from '../../lib/adapters/waiting-orders.ts';
import type { PrivacyRequest } from '../../lib/privacy/privacy-request.ts';
import { type Tables, tableServices } from './aws-resources.ts';
import { waiting } from './order-record-values.ts';

const request = (n: number, given: Partial<PrivacyRequest> = {}): PrivacyRequest => ({
  ...{ id: `id-${n}`, kind: 'customers/redact', shop: 'demo.myshopify.com' },
  ...{ receivedAt: `2026-11-22T10:00:0${n}.000Z`, orderIds: ['1001', '1002'] },
  ...{ customerId: '115310627', requestId: null },
  ...given,
});
const at = '2026-11-22T12:00:00.000Z';
const endOf = (one: PrivacyRequest) =>
  ({ request: one, letters: 1, orders: 2, outcome: 'done' }) as const;

describe.each(tableServices)('compliance requests ($name)', ({ startTables }) => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await startTables();
  });
  afterAll(() => tables.close());

  const makeTable = async () => {
    const tableName = await tables.createTable();
    return {
      ...makePrivacyRequests(tables.dynamo, tableName),
      note: makeNotePrivacy(tables.dynamo, tableName),
      letters: makeLetterIndex(tables.dynamo, tableName),
      listWaiting: makeListWaiting(tables.dynamo, tableName),
      markWaiting: makeRecordPorts(tables.dynamo, tableName).markWaiting,
    };
  };

  it('are open as they were noted, oldest first, so many as are asked for', async () => {
    const { note, open } = await makeTable();
    for (const n of [3, 1, 2]) await note(request(n));

    expect(await open(2)).toMatchObject([request(1), request(2)]);
    expect(await open(10)).toHaveLength(3);
  });

  it('are no letters', async () => {
    const { note, letters } = await makeTable();
    await note(request(1));

    expect(await letters.page(10)).toEqual({ letters: [] });
  });

  it('that are closed are open no more, also where they come or are closed again', async () => {
    const { note, open, close } = await makeTable();
    await note(request(1));
    await note(request(1, { orderIds: ['9'] }));
    expect(await open(10)).toMatchObject([{ orderIds: ['1001', '1002'] }]);

    await close(endOf(request(1)), at);
    await close(endOf(request(1)), at);
    await note(request(1));
    expect(await open(10)).toEqual([]);
  });

  it('that come again a day after they were done with are open again, and no earlier', async () => {
    const { note, open, close } = await makeTable();
    await note(request(1));
    await close(endOf(request(1)), at);
    await note(request(1, { receivedAt: '2026-11-23T12:00:00.000Z' }));
    expect(await open(10)).toEqual([]);

    const again = request(1, { receivedAt: '2026-11-23T12:00:00.001Z', orderIds: ['1003'] });
    await note(again);
    expect(await open(10)).toMatchObject([again]);
    await close(endOf(again), again.receivedAt);
    expect(await open(10)).toEqual([]);
  });

  it('know which orders of a shop wait, and none of another shop with a like name', async () => {
    const { listWaiting, markWaiting } = await makeTable();
    for (const shop of ['demo.myshopify.com', 'demo.myshopify.com.au']) {
      await markWaiting({ shop, orderId: '1001' }, waiting(1));
    }

    expect(await listWaiting('demo.myshopify.com')).toEqual([
      { shop: 'demo.myshopify.com', orderId: '1001' },
    ]);
    expect(await listWaiting('demo')).toEqual([]);
  });
});
