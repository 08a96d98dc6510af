import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { idsOf, manyOrders, orderId, startAdmin, webhookOrder } from './shop-admin-client.ts';

const search =
  'query ($query: String, $sortKey: OrderSortKeys) { orders(first: 250, query: $query, sortKey: $sortKey) { nodes { id } } }';

describe('a search for orders', () => {
  it.each([
    ["updated_at:>='2026-11-22T09:00:02Z' AND updated_at:<='2026-11-22T09:00:03Z'", ['3', '4']],
    ["updated_at:>='2026-11-22T04:00:03-05:00'", ['4', '5']],
    ['updated_at:<"2026-11-22T09:00:01Z"', ['1']],
    ["created_at:>'2026-11-22T09:00:02Z' updated_at:<='2026-11-22T09:00:03Z'", ['4']],
    ["updated_at:'2026-11-22T09:00:01Z' OR id:5", ['2', '5']],
    ['id:>=3 AND financial_status:paid', ['3', '4', '5']],
    ['status:open test:false', ['1', '2', '3', '4', '5']],
    ['status:cancelled', []],
  ])('finds what it asks for: %s', async (query, ids) => {
    const { admin, ask } = await startAdmin();
    for (const order of manyOrders(5)) admin.putOrder(order);

    expect(idsOf(await ask(search, { query }))).toEqual(ids);
  });

  it('reads a timestamp without quotes as its day, and gives older orders', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(webhookOrder({ id: '1', updated_at: '2026-11-21T23:59:59Z' }));
    admin.putOrder(webhookOrder({ id: '2', updated_at: '2026-11-22T00:00:00Z' }));
    admin.putOrder(webhookOrder({ id: '3', updated_at: '2026-11-22T09:30:00Z' }));
    const since = (value: string) => ask(search, { query: `updated_at:>=${value}` });

    expect(idsOf(await since("'2026-11-22T09:00:00Z'"))).toEqual(['3']);
    expect(idsOf(await since('2026-11-22T09:00:00Z')).toSorted()).toEqual(['2', '3']);
  });

  it.each([
    'tag:vip',
    'updated_at:>=yesterday',
    '(id:1 OR id:2)',
    'moon lamp',
    "updated_at:>='2026-11-22T09:00:00Z",
  ])('is refused where it is not simulated: %s', async (query) => {
    const { ask } = await startAdmin();
    const { data, errors } = await ask(search, { query });

    expect(data).toBeNull();
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['BAD_REQUEST']);
  });

  it('is by processed_at unless a sort key is given', async () => {
    const { admin, ask } = await startAdmin();
    const put = (id: string, processed: string, updated: string) =>
      admin.putOrder(webhookOrder({ id, processed_at: processed, updated_at: updated }));
    put('1', '2026-11-22T09:00:02Z', '2026-11-22T09:00:07Z');
    put('2', '2026-11-22T09:00:01Z', '2026-11-22T09:00:08Z');
    put('30', '2026-11-22T09:00:01Z', '2026-11-22T09:00:06Z');

    expect(idsOf(await ask(search))).toEqual(['2', '30', '1']);
    expect(idsOf(await ask(search, { sortKey: 'UPDATED_AT' }))).toEqual(['30', '1', '2']);
    expect(idsOf(await ask(search, { sortKey: 'ID' }))).toEqual(['1', '2', '30']);
    const newest = '{ orders(first: 2, sortKey: UPDATED_AT, reverse: true) { nodes { id } } }';
    expect(idsOf(await ask(newest))).toEqual(['2', '1']);
  });
});

const paged = `query ($after: String, $reverse: Boolean) {
  orders(first: 4, after: $after, sortKey: UPDATED_AT, reverse: $reverse) {
    nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`;
const pageInfo = z.object({
  orders: z.object({ pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string() }) }),
});

describe('pages of orders', () => {
  it.each([false, true])('have every order once, reversed: %s', async (reverse) => {
    const { admin, ask } = await startAdmin();
    for (const order of manyOrders(10)) admin.putOrder(order);
    const ids: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 4; page += 1) {
      const answer = await ask(paged, { after, reverse });
      ids.push(...idsOf(answer));
      const { hasNextPage, endCursor } = pageInfo.parse(answer.data).orders.pageInfo;
      after = endCursor;
      if (!hasNextPage) break;
    }

    const all = Array.from({ length: 10 }, (_, index) => String(index + 1));
    expect(ids).toEqual(reverse ? all.toReversed() : all);
  });

  it('go on where they were, whatever changed meanwhile', async () => {
    const { admin, ask } = await startAdmin();
    for (const order of manyOrders(6)) admin.putOrder(order);
    const first = await ask(paged);
    // One that was seen and one that was not are changed; both are at the end now.
    for (const id of ['2', '5'])
      admin.putOrder(webhookOrder({ id, updated_at: '2026-11-22T09:30:00Z' }));

    const after = pageInfo.parse(first.data).orders.pageInfo.endCursor;
    const second = await ask(paged, { after });

    expect([idsOf(first), idsOf(second)]).toEqual([
      ['1', '2', '3', '4'],
      ['6', '2', '5'],
    ]);
  });

  it.each([
    ['{ orders { nodes { id } } }', 'you must provide one of first or last'],
    ['{ orders(first: 251) { nodes { id } } }', 'The maximum page size is 250, got 251'],
    [
      '{ orders(first: 1, after: "eA==") { nodes { id } } }',
      'Invalid cursor for current pagination sort.',
    ],
  ])('are refused when they are none: %s', async (query, message) => {
    const { ask } = await startAdmin();
    const { errors } = await ask(query);

    expect(errors?.map((error) => error.message)).toEqual([message]);
  });
});

describe('an index that lags', () => {
  it('finds an order only after a while, which reading by id does not', async () => {
    const { admin, ask, pass } = await startAdmin();
    admin.set({ searchLagSeconds: 30 });
    admin.putOrder(webhookOrder({ id: '1' }));
    const byId = '{ order(id: "gid://shopify/Order/1") { id } }';

    expect(idsOf(await ask(search))).toEqual([]);
    expect((await ask(byId)).data).toEqual({ order: { id: 'gid://shopify/Order/1' } });
    pass(29);
    expect(idsOf(await ask(search))).toEqual([]);
    pass(1);
    expect(idsOf(await ask(search))).toEqual(['1']);
  });

  it('finds an order by its former time, and shows its present one', async () => {
    const { admin, ask, pass } = await startAdmin();
    admin.set({ searchLagSeconds: 30 });
    admin.putOrder(webhookOrder({ updated_at: '2026-11-22T09:00:00Z' }));
    pass(60);
    admin.putOrder(webhookOrder({ updated_at: '2026-11-22T10:01:00Z' }));
    const stamps =
      'query ($query: String) { orders(first: 9, query: $query) { nodes { updatedAt } } }';
    const from = (instant: string) => ask(stamps, { query: `updated_at:>='${instant}'` });

    expect((await from('2026-11-22T10:00:30Z')).data).toEqual({ orders: { nodes: [] } });
    const found = { orders: { nodes: [{ updatedAt: '2026-11-22T10:01:00Z' }] } };
    expect((await from('2026-11-22T09:00:00Z')).data).toEqual(found);
    pass(30);
    expect((await from('2026-11-22T10:00:30Z')).data).toEqual(found);
  });
});

describe('an order that was placed more than 60 days ago', () => {
  const old = webhookOrder({ created_at: '2026-09-23T09:59:59Z' });
  const query = `{
    orders(first: 5) { nodes { id } } order(id: "gid://shopify/Order/${orderId}") { id }
    ordersCount { count precision }
  }`;

  it('is invisible, however often it changes', async () => {
    const { admin, ask } = await startAdmin({ scopes: ['read_orders'] });
    admin.putOrder(old);

    const nothing = { orders: { nodes: [] }, order: null };
    const count = { ordersCount: { count: 0, precision: 'EXACT' } };
    expect((await ask(query)).data).toEqual({ ...nothing, ...count });
  });

  it('is seen with read_all_orders', async () => {
    const { admin, ask } = await startAdmin({ scopes: ['read_orders', 'read_all_orders'] });
    admin.putOrder(old);

    expect((await ask(query)).data).toMatchObject({ ordersCount: { count: 1 } });
    expect(idsOf(await ask(query))).toEqual([orderId]);
  });
});
