/** Bulk operations: one is begun, or the one that runs already is taken, and its end is looked for. */
import { describe, expect, it } from 'vitest';
import { bulkExport } from '../../lib/reconciliation/admin/bulk-documents.ts';
import { startAdmin, tell } from './shopify-admin-scene.ts';

const since = '2026-11-19T10:00:00Z';
const operation = (given: Readonly<Record<string, unknown>> = {}) => ({
  id: 'gid://shopify/BulkOperation/7',
  status: 'RUNNING',
  errorCode: null,
  url: null,
  objectCount: '12',
  query: bulkExport(since),
  ...given,
});
const startBulk = (running: readonly unknown[], started: unknown) =>
  startAdmin(({ name }, response) =>
    tell(
      response,
      name === 'NewestBulk'
        ? { bulkOperations: { nodes: running } }
        : { bulkOperationRunQuery: started },
    ),
  );
const created = {
  bulkOperation: operation({ id: 'gid://shopify/BulkOperation/9', status: 'CREATED' }),
  userErrors: [],
};

describe('a bulk operation', () => {
  it('is started for all orders changed since then', async () => {
    const over = operation({ status: 'COMPLETED' });
    await using shopify = await startBulk([over], created);

    expect(await shopify.api.startBulk('2026-11-19T05:00:00-05:00')).toEqual({
      kind: 'answered',
      value: {
        ...{ id: 'gid://shopify/BulkOperation/9', status: 'created' },
        ...{ errorCode: null, url: null, objects: 12 },
      },
    });
    expect(shopify.asked.at(-1)?.variables).toEqual({ query: bulkExport(since) });
  });

  it.each([
    ['runs already', operation()],
    ['is about to run', operation({ status: 'CREATED' })],
    ['reaches back further', operation({ query: bulkExport('2026-11-18T10:00:00Z') })],
  ])('that %s is given instead of another', async (_, running) => {
    await using shopify = await startBulk([running], created);

    expect(await shopify.api.startBulk(since)).toMatchObject({
      kind: 'answered',
      value: { id: 'gid://shopify/BulkOperation/7' },
    });
    expect(shopify.asked.map(({ name }) => name)).toEqual(['NewestBulk']);
  });

  it.each([
    ['is somebody else’s', operation({ query: '{ products { edges { node { id } } } }' })],
    ['reaches less far', operation({ query: bulkExport('2026-11-20T10:00:00Z') })],
    ['is being canceled', operation({ status: 'CANCELING' })],
  ])('that %s is not taken for it', async (_, running) => {
    await using shopify = await startBulk([running], created);

    expect(await shopify.api.startBulk(since)).toMatchObject({
      kind: 'answered',
      value: { id: 'gid://shopify/BulkOperation/9' },
    });
  });

  it('is not started where too many run', async () => {
    const userErrors = [{ field: null, message: 'A bulk query operation is already in progress' }];
    await using shopify = await startBulk([], { bulkOperation: null, userErrors });

    expect(await shopify.api.startBulk(since)).toEqual({
      kind: 'rejected',
      fault: 'it: A bulk query operation is already in progress',
    });
  });

  it.each([
    ['COMPLETED', 'completed', 'https://storage.example.com/bulk.jsonl'],
    ['FAILED', 'failed', null],
    ['CANCELING', 'canceled', null],
    ['EXPIRED', 'expired', null],
  ])('is looked at by its id: %s', async (status, told, url) => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, { bulkOperation: operation({ status, url }) }),
    );

    expect(await shopify.api.bulk('gid://shopify/BulkOperation/7')).toMatchObject({
      kind: 'answered',
      value: { status: told, url },
    });
    expect(shopify.asked).toMatchObject([{ variables: { id: 'gid://shopify/BulkOperation/7' } }]);
  });

  it('that Shopify does not know is none', async () => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, { bulkOperation: null }),
    );

    expect(await shopify.api.bulk('gid://shopify/BulkOperation/7')).toMatchObject({
      kind: 'rejected',
    });
  });
});
