/** Versions, idempotency keys and tokens of the simulated WMS. */
import { describe, expect, it } from 'vitest';
import { askToken, makeClient, useWms, wmsClient, wmsOrder } from './wms-client.ts';

const start = useWms();

describe('the versions of an order', () => {
  it('answers 201 for a new order and 200 for every later version, with one id', async () => {
    const { wms, client } = await start();

    const first = await client.put(wmsOrder(), { key: 'a' });
    const later = await client.put(wmsOrder({ version: '2026-11-22T10:00:01Z' }), { key: 'b' });

    expect([first.status, first.body, first.headers.get('location')]).toEqual([
      201,
      { wms_order_id: 'WMS-000001' },
      '/orders/820982911946154508',
    ]);
    expect([later.status, later.body]).toEqual([200, { wms_order_id: 'WMS-000001' }]);
    expect(wms.order('820982911946154508')?.effects).toBe(2);
  });

  it('refuses an older version and says which it has', async () => {
    const { wms, client } = await start();
    await client.put(wmsOrder({ version: '2026-11-22T10:00:05Z' }), { key: 'new' });

    const old = await client.put(wmsOrder({ version: '2026-11-22T10:00:04.999Z' }), { key: 'old' });

    expect([old.status, old.type, old.body]).toEqual([
      409,
      'application/problem+json',
      {
        type: 'urn:wms:problem:newer-version',
        title: 'A newer version of this order is known',
        status: 409,
        current_version: '2026-11-22T10:00:05Z',
      },
    ]);
    expect(wms.order('820982911946154508')).toMatchObject({
      effects: 1,
      current: { version: '2026-11-22T10:00:05Z' },
      versions: [{ outcome: 'created' }, { outcome: 'outdated' }],
    });
  });

  it('replaces the same version by other content', async () => {
    const { wms, client } = await start();
    await client.put(wmsOrder(), { key: 'g0' });

    const again = await client.put(wmsOrder({ note: 'leave it at the door' }), { key: 'g1' });

    expect(again.status).toBe(200);
    expect(wms.order('820982911946154508')).toMatchObject({
      effects: 2,
      current: { note: 'leave it at the door' },
    });
  });

  it('counts no effect for content that it has already', async () => {
    const { wms, client } = await start();
    await client.put(wmsOrder(), { key: 'one' });

    await client.put(wmsOrder(), { key: 'two' });

    expect(wms.order('820982911946154508')).toMatchObject({
      effects: 1,
      versions: [{ outcome: 'created' }, { outcome: 'same' }],
    });
  });

  it('takes a cancelled order without address and sku, but no such open one', async () => {
    const { client } = await start();
    const lines = [{ line_id: '1', sku: null, quantity: 1, fulfilled: 0, title: 'Thing' }];
    const bare = { ...wmsOrder(), lines, ship_to: null };

    const cancelled = await client.put({ ...bare, status: 'cancelled' });
    const open = await client.put({ ...bare, version: '2026-11-22T11:00:00Z' });

    expect([cancelled.status, open.status]).toEqual([201, 422]);
    expect(open.body.errors).toEqual([
      { pointer: '/ship_to', detail: 'Invalid input: expected object, received null' },
      { pointer: '/lines/0/sku', detail: 'Invalid input: expected string, received null' },
    ]);
  });

  it('lists what changed since an instant, in pages', async () => {
    let time = Date.parse('2026-11-22T10:00:00Z');
    const { client } = await start({ now: () => time });
    await client.put(wmsOrder({ order_id: '1' }), { orderId: '1' });
    time += 60_000;
    for (let id = 2; id <= 252; id += 1) {
      const orderId = String(id);
      await client.put(wmsOrder({ order_id: orderId }), { orderId, key: orderId });
    }

    const first = await client.get('/orders?updated_since=2026-11-22T10:01:00Z');
    const second = await client.get(
      `/orders?updated_since=2026-11-22T10:01:00Z&cursor=${first.body.next_cursor}`,
    );

    expect(first.body.orders).toHaveLength(250);
    expect(second.body).toEqual({
      orders: [
        {
          order_id: '252',
          wms_order_id: 'WMS-000252',
          version: '2026-11-22T10:00:00Z',
          status: 'open',
          updated_at: '2026-11-22T10:01:00.000Z',
        },
      ],
      next_cursor: null,
    });
  });
});

describe('the Idempotency-Key', () => {
  it('gets the first answer again for the same body, whatever happened since', async () => {
    const { wms, client } = await start();
    await client.put(wmsOrder(), { key: 'k' });
    await client.put(wmsOrder({ version: '2026-11-22T12:00:00Z' }), { key: 'newer' });

    const again = await client.put(JSON.stringify(wmsOrder(), null, 2), { key: 'k' });

    expect([again.status, again.body]).toEqual([201, { wms_order_id: 'WMS-000001' }]);
    expect(wms.order('820982911946154508')).toMatchObject({
      effects: 2,
      current: { version: '2026-11-22T12:00:00Z' },
    });
    expect(wms.violations()).toEqual([]);
  });

  it('is refused with another body, and the violation is kept', async () => {
    const { wms, client } = await start();
    await client.put(wmsOrder(), { key: 'k' });

    const other = await client.put(wmsOrder({ note: 'other' }), { key: 'k' });

    expect([other.status, other.body.type]).toEqual([
      422,
      'urn:wms:problem:idempotency-key-reused',
    ]);
    expect(wms.violations()).toMatchObject([
      { orderId: '820982911946154508', idempotencyKey: 'k', kind: 'key-used-for-two-bodies' },
    ]);
    expect(wms.order('820982911946154508')?.effects).toBe(1);
  });

  it('is watched also while a fault swallows the requests', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'status', status: 503 }]);

    await client.put(wmsOrder(), { key: 'k' });
    await client.put(wmsOrder({ note: 'other' }), { key: 'k' });

    expect(wms.violations()).toHaveLength(1);
  });

  it('must be there', async () => {
    const { client } = await start();

    const answers = [
      await client.put(wmsOrder(), { key: null }),
      await client.put(wmsOrder(), { key: 'k'.repeat(256) }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400]);
  });
});

describe('access', () => {
  it('gives a bearer token to the client, by Basic or in the form', async () => {
    const { wms } = await start({ tokenSeconds: 60 });
    const form = await fetch(`${wms.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: wmsClient.clientId,
        client_secret: wmsClient.clientSecret,
      }),
    });

    const basic = await askToken(wms);

    expect(await form.json()).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    expect(basic.headers.get('cache-control')).toBe('no-store');
  });

  it('refuses an unknown client, a wrong secret and another grant as RFC 6749 says', async () => {
    const { wms } = await start();
    const grant = await fetch(`${wms.url}/oauth/token`, { method: 'POST', body: 'grant_type=x' });

    const wrong = await askToken(wms, { ...wmsClient, clientSecret: 'wrong' });
    const unknown = await askToken(wms, { ...wmsClient, clientId: 'nobody' });

    expect([wrong.status, wrong.type, wrong.body.error]).toEqual([
      401,
      'application/problem+json',
      'invalid_client',
    ]);
    expect(unknown.status).toBe(401);
    expect([grant.status, await grant.json()]).toMatchObject([
      400,
      { error: 'unsupported_grant_type' },
    ]);
  });

  it('takes no token that is missing, made up, expired or revoked', async () => {
    let time = 0;
    const { wms, client } = await start({ now: () => time, tokenSeconds: 60 });
    const made = await client.put(wmsOrder(), { headers: { Authorization: 'Bearer made-up' } });
    const none = await client.put(wmsOrder(), { headers: { Authorization: '' } });
    time = 60_000;
    const expired = await client.put(wmsOrder());
    const second = await makeClient(wms);
    const good = await second.put(wmsOrder());
    wms.revokeTokens();
    const revoked = await second.put(wmsOrder());

    expect([made, none, expired, good, revoked].map(({ status }) => status)).toEqual([
      401, 401, 401, 201, 401,
    ]);
  });

  it('rotates the credentials', async () => {
    const { wms } = await start();
    wms.setClients([{ ...wmsClient, clientSecret: 'fresh-horse-battery' }]);

    const old = await askToken(wms);
    const fresh = await askToken(wms, { ...wmsClient, clientSecret: 'fresh-horse-battery' });

    expect([old.status, fresh.status]).toEqual([401, 200]);
  });
});

describe('what is remembered', () => {
  it('lists every request with its order, version, key, correlation id and status', async () => {
    let time = 1_000;
    const { client, wms } = await start({ now: () => time });
    time = 2_000;
    await client.put(wmsOrder(), { key: 'k', headers: { 'X-Correlation-Id': 'shopify-order-8' } });

    const { body } = await client.get('/_admin/requests?order_id=820982911946154508');

    expect(body).toEqual({
      requests: [
        {
          atMillis: 2_000,
          method: 'PUT',
          path: '/orders/820982911946154508',
          orderId: '820982911946154508',
          version: '2026-11-22T10:00:00Z',
          idempotencyKey: 'k',
          correlationId: 'shopify-order-8',
          traceparent: null,
          status: 201,
          fault: null,
        },
      ],
      violations: [],
    });
    expect(wms.requests().map(({ path }) => path)).toEqual([
      '/oauth/token',
      '/orders/820982911946154508',
    ]);
  });

  it('is lost of one order where it is told to, but for the keys that it answered', async () => {
    const { client, wms } = await start();
    await client.put(wmsOrder(), { key: 'k' });
    const path = `${wms.url}/_admin/orders?order_id=820982911946154508`;
    const forget = async () => (await fetch(path, { method: 'DELETE' })).status;

    expect([await forget(), await forget()]).toEqual([204, 404]);
    expect(wms.orders()).toEqual([]);
    expect((await client.put(wmsOrder(), { key: 'k' })).status).toBe(201);
    expect(wms.orders()).toEqual([]);
    await client.put(wmsOrder(), { key: 'k2' });
    expect(wms.orders()).toMatchObject([{ orderId: '820982911946154508', effects: 1 }]);
  });

  it('lists every order with all that was sent', async () => {
    const { client } = await start();
    await client.put(wmsOrder(), { key: 'k' });

    const { body } = await client.get('/_admin/orders');

    expect(body.orders).toMatchObject([
      {
        orderId: '820982911946154508',
        wmsOrderId: 'WMS-000001',
        versions: [{ idempotencyKey: 'k', outcome: 'created', order: wmsOrder() }],
      },
    ]);
  });
});
