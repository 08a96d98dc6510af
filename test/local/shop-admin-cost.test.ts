import { describe, expect, it } from 'vitest';
import { manyOrders, startAdmin } from './shop-admin-client.ts';

const costOf = async (
  { ask }: Awaited<ReturnType<typeof startAdmin>>,
  query: string,
): Promise<readonly (number | null | undefined)[]> => {
  const cost = (await ask(query)).extensions?.cost;
  return [cost?.requestedQueryCost, cost?.actualQueryCost];
};

const changed = (first: number): string =>
  `{ orders(first: ${first}, sortKey: UPDATED_AT) { nodes { id updatedAt } } }`;

describe('the cost of a query', () => {
  it.each([
    ['{ __typename }', [0, 0]],
    ['{ shop { name myshopifyDomain } }', [1, 1]],
    // A list without a size is asked for as one, and paid as no more.
    ['{ currentAppInstallation { accessScopes { handle } } }', [2, 2]],
    // Each node is an object, and a connection costs two besides.
    ['{ orders(first: 50) { nodes { id } } }', [52, 12]],
    ['{ orders(first: 50) { edges { cursor node { id } } pageInfo { endCursor } } }', [53, 13]],
    ['{ orders(first: 5) { nodes { id lineItems(first: 10) { nodes { id } } } } }', [67, 22]],
    ['{ orders(first: 3) { nodes { id fulfillments(first: 4) { id } } } }', [17, 5]],
    ['{ order(id: "gid://shopify/Order/404") { shippingAddress { city } } }', [2, 1]],
    ['{ node(id: "gid://shopify/Order/1") { id ... on Order { shop: id } } }', [1, 1]],
    [
      '{ a: order(id: "gid://shopify/Order/1") { ...some } } fragment some on Order { lineItems(first: 7) { nodes { variant { id } } } }',
      [17, 5],
    ],
    [
      'mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { userErrors { message } } }',
      [11, 11],
    ],
  ])('%s', async (query, cost) => {
    const started = await startAdmin();
    for (const order of manyOrders(10)) started.admin.putOrder(order);

    expect(await costOf(started, query)).toEqual(cost);
  });
});

describe('the bucket', () => {
  it('is charged with what a query did cost, and fills up again', async () => {
    const { admin, ask, pass } = await startAdmin();
    for (const order of manyOrders(40)) admin.putOrder(order);
    const available = async () =>
      (await ask('{ __typename }')).extensions?.cost.throttleStatus.currentlyAvailable;

    expect((await ask(changed(250))).extensions?.cost).toEqual({
      ...{ requestedQueryCost: 252, actualQueryCost: 42 },
      throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 1_958, restoreRate: 100 },
    });
    expect(await available()).toBe(1_958);
    pass(0.1);
    expect(await available()).toBe(1_968);
    pass(60);
    expect(await available()).toBe(2_000);
  });

  it('answers THROTTLED with status 200 while it is too empty for what is asked', async () => {
    const { admin, ask, pass } = await startAdmin();
    admin.emptyBucket();

    const refused = await ask(changed(250));
    expect(refused).toEqual({
      errors: [
        { message: 'Throttled', extensions: expect.objectContaining({ code: 'THROTTLED' }) },
      ],
      extensions: {
        cost: {
          ...{ requestedQueryCost: 252, actualQueryCost: null },
          throttleStatus: { maximumAvailable: 2_000, currentlyAvailable: 0, restoreRate: 100 },
        },
      },
    });
    pass(2.51);
    expect((await ask(changed(250))).errors).toHaveLength(1);
    pass(0.01);
    expect((await ask(changed(250))).data).toEqual({ orders: { nodes: [] } });
  });

  it('may be of another size', async () => {
    const { admin, ask } = await startAdmin();
    admin.set({ bucket: { maximumAvailable: 100, restoreRate: 5 } });

    expect((await ask(changed(250))).errors?.[0]?.extensions?.code).toBe('THROTTLED');
    expect((await ask(changed(98))).errors).toBeUndefined();
  });

  it('takes no query that may cost more than a thousand, however full it is', async () => {
    const { ask } = await startAdmin({
      bucket: { maximumAvailable: 20_000, restoreRate: 1_000 },
    });
    const query = '{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } }';

    expect(await ask(query)).toEqual({
      errors: [
        {
          message: expect.stringContaining('Query cost is 63252, which exceeds'),
          extensions: {
            ...{ code: 'MAX_COST_EXCEEDED', cost: 63_252, maxCost: 1_000 },
            documentation: expect.any(String),
          },
        },
      ],
    });
  });
});
