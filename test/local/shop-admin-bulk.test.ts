import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { manyOrders, startAdmin, webhookOrder } from './shop-admin-client.ts';

type Started = Awaited<ReturnType<typeof startAdmin>>;

const start = `mutation ($query: String!, $grouped: Boolean = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id status } userErrors { field message code }
  }
}`;
const fields = 'id status errorCode objectCount rootObjectCount fileSize url partialDataUrl';

const operationSchema = z.object({
  id: z.string(),
  status: z.string(),
  errorCode: z.string().nullable(),
  objectCount: z.string(),
  rootObjectCount: z.string(),
  fileSize: z.string().nullable(),
  url: z.string().nullable(),
  partialDataUrl: z.string().nullable(),
});
const begunSchema = z.object({
  bulkOperationRunQuery: z.object({ bulkOperation: z.object({ id: z.string() }) }),
});

const begin = async ({ ask }: Started, query: string, grouped = false): Promise<string> =>
  begunSchema.parse((await ask(start, { query, grouped })).data).bulkOperationRunQuery.bulkOperation
    .id;

const read = async ({ ask }: Started, id: string) =>
  operationSchema.parse(
    (await ask(`query ($id: ID!) { bulkOperation(id: $id) { ${fields} } }`, { id })).data
      ?.bulkOperation,
  );

/** Waits for its end. */
const finish = async (started: Started, query: string, grouped = false) => {
  const id = await begin(started, query, grouped);
  await expect
    .poll(async () => (await read(started, id)).status, { timeout: 5_000, interval: 10 })
    .not.toMatch(/CREATED|RUNNING/);
  return read(started, id);
};

const linesOf = async (url: string | null): Promise<readonly unknown[]> => {
  const response = await fetch(url ?? '');
  const text = await response.text();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
};

const orders = (search: string, selection: string): string =>
  `{ orders(query: "${search}") { edges { node { ${selection} } } } }`;

const ordersAndLines = orders('id:<=2', 'id lineItems { edges { node { id sku } } }');
const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;

describe('a bulk operation', () => {
  it('writes what it finds, one order a line, whoever asks for the file', async () => {
    const started = await startAdmin();
    for (const order of manyOrders(1_000)) started.admin.putOrder(order);
    const since = "updated_at:>='2026-11-22T09:08:20Z'";

    const operation = await finish(started, orders(since, 'id updatedAt'));
    const lines = await linesOf(operation.url);

    expect(operation).toMatchObject({
      ...{ status: 'COMPLETED', errorCode: null, partialDataUrl: null },
      ...{ objectCount: '500', rootObjectCount: '500', fileSize: expect.stringMatching(/^\d+$/) },
    });
    expect(lines).toHaveLength(500);
    expect([lines[0], lines.at(-1)]).toEqual([
      { id: gid('Order', '501'), updatedAt: '2026-11-22T09:08:20Z' },
      { id: gid('Order', '1000'), updatedAt: '2026-11-22T09:16:39Z' },
    ]);
  });

  it('gives lines of their own to what belongs to an order, some time after it', async () => {
    const started = await startAdmin();
    for (const order of manyOrders(3)) started.admin.putOrder(order);
    const line = (parent: string) => ({
      ...{ id: gid('LineItem', '466157049'), sku: 'IPOD-342-N' },
      __parentId: gid('Order', parent),
    });
    const order = (id: string) => ({ id: gid('Order', id) });

    const { url, objectCount, rootObjectCount } = await finish(started, ordersAndLines);
    const grouped = await finish(started, ordersAndLines, true);

    expect([objectCount, rootObjectCount]).toEqual(['4', '2']);
    expect(await linesOf(url)).toEqual([order('1'), order('2'), line('1'), line('2')]);
    expect(await linesOf(grouped.url)).toEqual([order('1'), line('1'), order('2'), line('2')]);
  });

  it('shows the orders as they were when it began', async () => {
    const started = await startAdmin();
    started.admin.putOrder(webhookOrder({ id: '1', note: 'before' }));
    const id = await begin(started, orders('', 'note'));
    started.admin.putOrder(webhookOrder({ id: '1', note: 'after' }));

    await expect.poll(async () => (await read(started, id)).status).toBe('COMPLETED');
    expect(await linesOf((await read(started, id)).url)).toEqual([{ note: 'before' }]);
  });

  it('has no file where there is nothing to write', async () => {
    const started = await startAdmin();
    const operation = await finish(started, orders('id:7', 'id'));

    expect(operation).toMatchObject({ status: 'COMPLETED', objectCount: '0', url: null });
  });

  it('runs for a moment, and is listed newest first', async () => {
    const started = await startAdmin({ bulkSeconds: 0.2 });
    started.admin.putOrder(webhookOrder());
    const first = await begin(started, orders('', 'id'));
    const second = await begin(started, orders('', 'id'));
    const list =
      'query ($query: String) { bulkOperations(first: 5, query: $query) { nodes { id } } }';

    const { status, url } = await read(started, second);
    expect([['CREATED', 'RUNNING'].includes(status), url]).toEqual([true, null]);
    expect((await started.ask(list)).data).toEqual({
      bulkOperations: { nodes: [{ id: second }, { id: first }] },
    });
    await expect.poll(async () => (await read(started, second)).status).toBe('COMPLETED');
    expect((await started.ask(list, { query: 'status:running' })).data).toEqual({
      bulkOperations: { nodes: [] },
    });
  });

  it('is one of five at most', async () => {
    const started = await startAdmin({ bulkSeconds: 10 });
    for (let count = 0; count < 5; count += 1) await begin(started, orders('', 'id'));
    const { data } = await started.ask(start, { query: orders('', 'id') });

    expect(data?.bulkOperationRunQuery).toMatchObject({
      bulkOperation: null,
      userErrors: [{ code: 'LIMIT_REACHED' }],
    });
  });

  it('can be cancelled, and keeps what it has written', async () => {
    const started = await startAdmin({ bulkSeconds: 10 });
    started.admin.putOrder(webhookOrder());
    const id = await begin(started, orders('', 'id'));
    await expect.poll(async () => (await read(started, id)).objectCount).toBe('1');
    const cancel = `mutation { bulkOperationCancel(id: "${id}") { bulkOperation { status } } }`;

    expect((await started.ask(cancel)).data).toEqual({
      bulkOperationCancel: { bulkOperation: { status: 'CANCELED' } },
    });
    const { url, partialDataUrl } = await read(started, id);
    expect([url, (await linesOf(partialDataUrl)).length]).toEqual([null, 1]);
  });

  it('fails in its middle when a switch says so, and once only', async () => {
    const started = await startAdmin();
    for (const order of manyOrders(10)) started.admin.putOrder(order);
    started.admin.faults.add({ kind: 'bulk', errorCode: 'TIMEOUT', count: 1 });

    const failed = await finish(started, orders('', 'id'));
    expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'TIMEOUT', url: null });
    expect(await linesOf(failed.partialDataUrl)).toHaveLength(5);
    expect((await finish(started, orders('', 'id'))).objectCount).toBe('10');
  });

  it('fails where the app may not see what it asks for', async () => {
    const started = await startAdmin({ scopes: ['read_products'] });
    const { status, errorCode } = await finish(started, orders('', 'id'));

    expect([status, errorCode]).toEqual(['FAILED', 'ACCESS_DENIED']);
  });

  it('has its file for a week', async () => {
    const started = await startAdmin();
    started.admin.putOrder(webhookOrder());
    const { url } = await finish(started, orders('', 'id'));
    const status = async () => (await fetch(url ?? '')).status;

    started.pass(7 * 86_400 - 1);
    expect(await status()).toBe(200);
    started.pass(1);
    expect(await status()).toBe(404);
  });

  it('has a file that may break off in its middle', async () => {
    const started = await startAdmin();
    for (const order of manyOrders(100)) started.admin.putOrder(order);
    const { url } = await finish(started, orders('', 'id'));
    started.admin.faults.add({ kind: 'cut', at: 'file', count: 1 });

    await expect(linesOf(url)).rejects.toThrow('terminated');
    expect(await linesOf(url)).toHaveLength(100);
  });
});

describe('a bulk query is refused', () => {
  it.each([
    ['', /^Invalid bulk query: Syntax Error/],
    ['{ orders { edges { node { colour } } } }', /^Invalid bulk query: Cannot query field/],
    ['{ shop { id } }', /^Bulk queries must contain at least one connection\.$/],
    ['mutation { bulkOperationCancel(id: "1") { userErrors { message } } }', /connection\.$/],
    [
      orders('', 'lineItems { edges { node { id } } }'),
      /must select the 'id' field .*: lineItems\.$/,
    ],
    [
      orders('', 'id fulfillments { fulfillmentLineItems { edges { node { id } } } }'),
      /^Queries that contain a connection field within a list field are not currently supported\.$/,
    ],
    [
      orders(
        '',
        'id a: lineItems { nodes { id } } b: lineItems { nodes { id } } c: lineItems { nodes { id } } d: shippingLines { nodes { id } } e: shippingLines { nodes { id } }',
      ),
      /^Bulk queries cannot contain more than 5 connections\.$/,
    ],
    ['{ webhookSubscriptions { nodes { id } } }', /^only bulk queries of orders are simulated$/],
  ])('%s', async (query, message) => {
    const { ask } = await startAdmin();
    const { data, errors } = await ask(start, { query });

    expect(errors).toBeUndefined();
    expect(data?.bulkOperationRunQuery).toEqual({
      bulkOperation: null,
      userErrors: [{ field: ['query'], message: expect.stringMatching(message), code: 'INVALID' }],
    });
  });
});
