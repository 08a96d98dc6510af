import { describe, expect, it } from 'vitest';
import {
  askToken,
  giveToken,
  idsOf,
  orderId,
  post,
  startAdmin,
  webhookOrder,
} from './shop-admin-client.ts';

const query = '{ orders(first: 5) { nodes { id } } }';
const gid = `gid://shopify/Order/${orderId}`;
const byId = `{ order(id: "${gid}") { id shippingAddress { city } note } }`;

describe('a fault switch', () => {
  it.each([
    [{ kind: 'status', status: 500 } as const, 500, null, 'Internal Server Error'],
    [{ kind: 'status', status: 429, retryAfter: '4.0' } as const, 429, '4.0', 'Exceeded 2 calls'],
    [{ kind: 'garbage' } as const, 200, null, '<h1>'],
    [{ kind: 'malformed' } as const, 200, null, '"orders":7'],
    [{ kind: 'throttled' } as const, 200, null, 'THROTTLED'],
    [{ kind: 'error' } as const, 200, null, 'INTERNAL_SERVER_ERROR'],
    [{ kind: 'error', code: 'SHOP_INACTIVE' } as const, 200, null, 'SHOP_INACTIVE'],
  ])('answers as it says, once: %j', async (fault, status, retryAfter, said) => {
    const { admin, token, ask } = await startAdmin();
    admin.faults.add({ ...fault, count: 1 });
    const response = await post(admin, token, { query });

    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await response.text()).toContain(said);
    expect((await ask(query)).data).toEqual({ orders: { nodes: [] } });
  });

  it.each(['reset', 'lose-answer', 'cut'] as const)('breaks the connection: %s', async (kind) => {
    const { admin, token } = await startAdmin();
    admin.faults.add({ kind, count: 1 });
    const asked = post(admin, token, { query }).then((response) => response.text());

    await expect(asked).rejects.toThrow(/fetch failed|terminated/);
    expect((await post(admin, token, { query })).status).toBe(200);
  });

  it('never answers', async () => {
    const { admin, token } = await startAdmin();
    admin.faults.add({ kind: 'hang' });
    const asked = post(admin, token, { query }).then(() => 'answered');
    const waited = new Promise((resolve) => setTimeout(resolve, 200, 'waited'));

    expect(await Promise.race([asked, waited])).toBe('waited');
    await admin.close();
    await expect(asked).rejects.toThrow('fetch failed');
  });

  it('does its work although the answer is lost', async () => {
    const { admin, token } = await startAdmin();
    admin.faults.add({ kind: 'lose-answer' });
    const mutation =
      'mutation { webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: { uri: "https://a.example" }) { userErrors { message } } }';

    await expect(post(admin, token, { query: mutation })).rejects.toThrow('fetch failed');
    expect(admin.webhooks.all().map(({ topic }) => topic)).toEqual(['ORDERS_PAID']);
  });

  it('is for one field, one order, or after some requests, and ends by itself', async () => {
    const { admin, ask, pass } = await startAdmin();
    admin.putOrder(webhookOrder());
    const isWell = async (text: string) => (await ask(text)).errors === undefined;
    const both = async () => [await isWell(query), await isWell(byId)];

    admin.faults.set([{ kind: 'error', field: 'order' }]);
    expect(await both()).toEqual([true, false]);
    admin.faults.set([{ kind: 'error', orderId: '1' }]);
    expect(await both()).toEqual([true, true]);
    admin.faults.set([{ kind: 'error', orderId }]);
    expect(await both()).toEqual([true, false]);
    admin.faults.set([{ kind: 'error', after: 2, count: 1 }]);
    expect([...(await both()), ...(await both())]).toEqual([true, true, false, true]);
    admin.faults.set([{ kind: 'error', seconds: 60 }]);
    pass(59);
    expect(await both()).toEqual([false, false]);
    pass(1);
    expect([await both(), admin.faults.list()]).toEqual([[true, true], []]);
  });

  it('makes one field null and says so beside the data', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(webhookOrder({ shipping_address: { city: 'Ottawa' }, note: 'ring twice' }));
    admin.faults.add({ kind: 'partial', field: 'Order.shippingAddress', message: 'not approved' });

    expect(await ask(byId)).toMatchObject({
      data: { order: { id: gid, shippingAddress: null, note: 'ring twice' } },
      errors: [
        {
          ...{ message: 'not approved', path: ['order', 'shippingAddress'] },
          extensions: { code: 'ACCESS_DENIED' },
        },
      ],
    });
  });

  it('takes along what cannot be null, up to all of the data', async () => {
    const { admin, ask } = await startAdmin();
    for (const id of ['1', '2']) admin.putOrder(webhookOrder({ id }));
    admin.faults.add({ kind: 'partial', field: 'Order.updatedAt', orderId: '2' });
    const one = (id: string) => ask(`{ order(id: "gid://shopify/Order/${id}") { updatedAt } }`);

    expect((await one('1')).errors).toBeUndefined();
    expect((await one('2')).data).toEqual({ order: null });
    expect((await ask('{ orders(first: 5) { nodes { updatedAt } } }')).data).toBeNull();
  });

  it('is for tokens too', async () => {
    const { admin, ask } = await startAdmin();
    admin.faults.add({ kind: 'status', status: 503, at: 'token', count: 1 });

    expect([(await askToken(admin)).status, (await askToken(admin)).status]).toEqual([503, 200]);
    expect((await ask(query)).errors).toBeUndefined();
  });

  it('goes away with the server, which comes back and forgets nothing', async () => {
    const { admin, token, ask } = await startAdmin();
    admin.putOrder(webhookOrder());
    await admin.goAway();
    await expect(post(admin, token, { query })).rejects.toThrow('fetch failed');

    await admin.comeBack();
    expect(idsOf(await ask(query))).toEqual([orderId]);
  });
});

describe('the operator’s side', () => {
  const operate = (url: string, method: string, path: string, body?: string) =>
    fetch(`${url.replace(/\/admin$/, '/_admin')}/${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });

  it('switches faults, and lists what is left of them', async () => {
    const { admin, ask } = await startAdmin();
    const faults = [{ kind: 'error', count: 2 }];
    const put = await operate(admin.url, 'PUT', 'faults', JSON.stringify({ faults }));
    await ask(query);

    const left = [{ kind: 'error', code: 'INTERNAL_SERVER_ERROR', at: 'graphql', id: '1' }];
    expect(await put.json()).toEqual({ faults: [{ ...left[0], count: 2 }] });
    expect(await (await operate(admin.url, 'GET', 'faults')).json()).toEqual({
      faults: [{ ...left[0], count: 1 }],
    });
  });

  it('takes orders with ids that no number holds, and lists them', async () => {
    const { admin, ask } = await startAdmin();
    const body = `{"id":${orderId},"updated_at":"2026-11-22T10:00:00Z","name":"#7"}`;

    expect((await operate(admin.url, 'PUT', 'orders', body)).status).toBe(200);
    expect(idsOf(await ask(query))).toEqual([orderId]);
    expect(await (await operate(admin.url, 'GET', 'orders')).json()).toEqual({
      orders: [
        {
          ...{ id: orderId, name: '#7' },
          ...{ created_at: '2026-11-22T10:00:00Z', updated_at: '2026-11-22T10:00:00Z' },
        },
      ],
    });
  });

  it('changes settings and revokes tokens', async () => {
    const { admin, token } = await startAdmin();
    const settings = JSON.stringify({ scopes: ['read_orders'], searchLagSeconds: 5 });

    expect((await operate(admin.url, 'PUT', 'settings', settings)).status).toBe(204);
    expect((await giveToken(admin)).scope).toBe('read_orders');
    await operate(admin.url, 'DELETE', 'tokens');
    expect((await post(admin, token, { query })).status).toBe(401);
  });

  it('tells what was asked, what it cost, and what went wrong', async () => {
    const { admin, ask } = await startAdmin();
    await ask('query Some($a: Int) { orders(first: $a) { nodes { id } } }', { a: 3 });
    admin.faults.add({ kind: 'status', status: 500, count: 1 });
    await post(admin, 'any', { query });

    expect(await (await operate(admin.url, 'GET', 'requests')).json()).toEqual({
      requests: admin.requests(),
    });
    expect(admin.requests()).toMatchObject([
      ...[{ operation: 'Some', fields: ['orders'], variables: { a: 3 }, cost: 2, status: 200 }],
      { operation: null, fields: ['orders'], fault: 'status', cost: null, status: 500 },
    ]);
  });

  it.each([
    ['PUT', 'faults', '{"faults":[{"kind":"nonsense"}]}', 400],
    ['PUT', 'settings', '{"lag":1}', 400],
    ['PUT', 'orders', '{"id":"1"}', 400],
    ['PUT', 'orders', '{"id":"1","updated_at":"yesterday"}', 400],
    ['GET', 'nothing', undefined, 404],
  ])('refuses %s %s %s', async (method, path, body, status) => {
    const { admin } = await startAdmin();

    expect((await operate(admin.url, method, path, body)).status).toBe(status);
  });
});
