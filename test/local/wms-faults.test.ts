/** The fault switches of the simulated WMS, over HTTP and as functions. */
import { describe, expect, it } from 'vitest';
import { makeCapacity } from '../../cdk/local/wms/capacity.ts';
import { askToken, type makeClient, useWms, wmsOrder } from './wms-client.ts';

const start = useWms();
type Client = Awaited<ReturnType<typeof makeClient>>;
const order = '820982911946154508';

const putJson = (url: string, body: unknown) =>
  fetch(url, { method: 'PUT', body: JSON.stringify(body) });

describe('a fault', () => {
  it('answers any status, with Retry-After and a detail, so often as it is told', async () => {
    const { wms, client } = await start();
    const fault = { kind: 'status', status: 503, retryAfter: 7, detail: 'stock-taking', count: 2 };
    await putJson(`${wms.url}/_admin/faults`, { faults: [fault] });

    const answers = [
      await client.put(wmsOrder()),
      await client.put(wmsOrder()),
      await client.put(wmsOrder()),
    ];

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 201]);
    expect(answers[0]?.headers.get('retry-after')).toBe('7');
    expect([answers[0]?.type, answers[0]?.body.detail]).toEqual([
      'application/problem+json',
      'stock-taking',
    ]);
    expect(wms.faults.list()).toEqual([]);
  });

  it('lasts until it is switched off', async () => {
    const { wms, client } = await start();
    const id = wms.faults.add({ kind: 'status', status: 500 });
    const during = [await client.put(wmsOrder()), await client.put(wmsOrder())];
    wms.faults.clear(id);

    const after = await client.put(wmsOrder());

    expect([...during, after].map(({ status }) => status)).toEqual([500, 500, 201]);
  });

  it('lasts as many seconds as it is told', async () => {
    let time = 0;
    const { wms, client } = await start({ now: () => time });
    wms.faults.add({ kind: 'status', status: 500, seconds: 30 });
    time = 29_999;
    const during = await client.put(wmsOrder());
    time = 30_000;

    expect([during.status, (await client.put(wmsOrder())).status]).toEqual([500, 201]);
  });

  it('hits one order alone, and goes before one for all', async () => {
    const { wms, client } = await start();
    wms.faults.set([
      { kind: 'status', status: 500 },
      { kind: 'status', status: 422, orderId: '7' },
    ]);

    const seven = await client.put(wmsOrder({ order_id: '7' }), { orderId: '7' });
    const other = await client.put(wmsOrder());

    expect([seven.status, other.status]).toEqual([422, 500]);
  });

  it('hits the token endpoint without the orders', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'status', status: 500, at: 'token' }]);

    expect([(await askToken(wms)).status, (await client.put(wmsOrder())).status]).toEqual([
      500, 201,
    ]);
  });

  it('resets the connection before anything is accepted', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'reset', count: 1 }]);

    await expect(client.put(wmsOrder())).rejects.toThrow('fetch failed');

    expect(wms.order(order)).toBeUndefined();
    expect(wms.requests().at(-1)).toMatchObject({ status: null, fault: 'reset' });
  });

  it('accepts and loses the answer; the same key hears it the next time', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'lose-answer', count: 1 }]);

    await expect(client.put(wmsOrder(), { key: 'k' })).rejects.toThrow('fetch failed');
    const effects = wms.order(order)?.effects;
    const again = await client.put(wmsOrder(), { key: 'k' });

    expect([effects, again.status, wms.order(order)?.effects]).toEqual([1, 201, 1]);
  });

  it('never answers', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'hang' }]);
    const waiting = client.put(wmsOrder());
    const ended = expect(waiting).rejects.toThrow('fetch failed');
    await expect.poll(() => wms.requests().at(-1)?.fault).toBe('hang');

    await wms.close();

    await ended;
    expect(wms.order(order)).toBeUndefined();
  });

  it('answers late', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'slow', millis: 60 }]);
    const begun = performance.now();

    const { status } = await client.put(wmsOrder());

    expect(status).toBe(201);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(59);
  });

  it('sends its answer byte by byte', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'drip', millis: 2 }]);
    const begun = performance.now();

    const { body } = await client.put(wmsOrder());

    expect(body).toEqual({ wms_order_id: 'WMS-000001' });
    expect(performance.now() - begun).toBeGreaterThanOrEqual(30);
  });

  it('answers a page of HTML with 200, or sends elsewhere, and accepts nothing', async () => {
    const { wms, client } = await start();
    wms.faults.set([
      { kind: 'garbage', count: 1 },
      { kind: 'redirect', count: 1, location: '/elsewhere' },
    ]);

    const garbage = await client.put(wmsOrder());
    const redirect = await client.put(wmsOrder());

    expect([garbage.status, garbage.type]).toEqual([200, 'text/html; charset=utf-8']);
    expect([redirect.status, redirect.headers.get('location')]).toEqual([307, '/elsewhere']);
    expect(wms.orders()).toEqual([]);
  });

  it('answers compressed though nobody asked for it', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'gzip' }]);

    const { headers, body } = await client.put(wmsOrder());

    expect([headers.get('content-encoding'), body]).toEqual([
      'gzip',
      { wms_order_id: 'WMS-000001' },
    ]);
  });

  it('answers a success without end, until the client has enough of it', async () => {
    const { wms } = await start();
    wms.faults.set([{ kind: 'endless', at: 'token' }]);
    const response = await fetch(`${wms.url}/oauth/token`, { method: 'POST' });
    let bytes = 0;

    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > 1_000_000) break;
    }

    expect(bytes).toBeGreaterThan(1_000_000);
    await expect.poll(() => wms.requests().at(-1)?.status).toBe(200);
  });

  it('lowers the limit, for one order or all, and lets go of it', async () => {
    let time = 0;
    const { wms, client } = await start({ now: () => time });
    wms.faults.add({ kind: 'limit', perSecond: 0.5, seconds: 60 });
    const first = await client.put(wmsOrder());
    time = 1_999;
    const second = await client.put(wmsOrder());
    time = 2_000;
    const third = await client.put(wmsOrder());
    time = 60_000;
    const after = [await client.put(wmsOrder()), await client.put(wmsOrder())];

    expect([first, second, third, ...after].map(({ status }) => status)).toEqual([
      201, 429, 201, 201, 201,
    ]);
    expect(second.headers.get('retry-after')).toBe('2');
  });

  it('is refused by the operator’s side if nobody can know what it means', async () => {
    const { wms } = await start();
    const url = `${wms.url}/_admin/faults`;

    const statuses = [
      (await putJson(url, { faults: [{ kind: 'typo' }] })).status,
      (await putJson(url, { faults: [{ kind: 'status', status: 99 }] })).status,
      (await putJson(url, { fault: [] })).status,
    ];

    expect(statuses).toEqual([400, 400, 400]);
  });
});

describe('a capacity that falls under load', () => {
  /** Puts so many orders at once. */
  const putAtOnce = (client: Client, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, index) => {
        const orderId = String(index + 1);
        return client.put(wmsOrder({ order_id: orderId }), { orderId, key: orderId });
      }),
    );

  it('takes what it can, slowly, and refuses the rest with 503 and Retry-After', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'capacity', concurrency: 2, millis: 50, collapseAt: 4 }]);

    const answers = await putAtOnce(client, 8);
    const refused = answers.filter(({ status }) => status === 503);

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1', '1', '1']);
    expect(wms.orders()).toHaveLength(4);
  });

  it('recovers when the load has fallen', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'capacity', concurrency: 2, millis: 20 }]);
    const during = await putAtOnce(client, 8);

    const after = await putAtOnce(client, 2);

    expect(during.some(({ status }) => status === 503)).toBe(true);
    expect(after.map(({ status }) => status < 300)).toEqual([true, true]);
  });

  it('grows with the square of the crowd, and stays collapsed until the crowd is gone', () => {
    const capacity = makeCapacity({ concurrency: 2, millis: 100, collapseAt: 4 });
    const enter = () => capacity.enter();
    const turns = [enter(), enter(), enter(), enter(), enter()];
    const leave = (index: number) => {
      const turn = turns[index];
      if (turn?.kind === 'served') turn.leave();
    };
    leave(0);
    const stillCollapsed = enter();
    leave(1);
    const recovered = enter();

    expect(turns.map((turn) => (turn.kind === 'served' ? turn.millis : turn.kind))).toEqual([
      100,
      100,
      225,
      400,
      'refused',
    ]);
    expect([stillCollapsed.kind, recovered.kind]).toEqual(['refused', 'served']);
  });
});

describe('the WMS’s own manners', () => {
  it('goes away, so that its port refuses everybody, and comes back with what it had', async () => {
    const { wms, client } = await start();
    await client.put(wmsOrder());
    await wms.goAway();
    // The first may still hold the connection that it had.
    await expect(client.put(wmsOrder())).rejects.toThrow('fetch failed');
    await expect(client.put(wmsOrder())).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await wms.comeBack();

    // What the key was answered before.
    expect((await client.put(wmsOrder())).status).toBe(201);
    expect(wms.order(order)?.effects).toBe(1);
    await wms.goAway();
  });

  it('refuses what goes over its limit with 429 and Retry-After', async () => {
    let time = 0;
    const { client } = await start({ limitPerSecond: 2, now: () => time });
    const answers = [
      await client.put(wmsOrder(), { key: 'k' }),
      await client.put(wmsOrder(), { key: 'k' }),
      await client.put(wmsOrder(), { key: 'k' }),
    ];
    time = 1_000;
    const later = await client.put(wmsOrder(), { key: 'k' });

    expect([...answers, later].map(({ status }) => status)).toEqual([201, 201, 429, 201]);
    expect(answers[2]?.headers.get('retry-after')).toBe('1');
  });

  it('repeats the address in its refusals, if it is told to', async () => {
    const { wms, client } = await start();
    wms.faults.set([{ kind: 'status', status: 422, detail: 'no such street' }]);
    const polite = await client.put(wmsOrder());
    await putJson(`${wms.url}/_admin/settings`, { echoAddress: true });

    const careless = await client.put(wmsOrder());
    wms.faults.clear();
    const invalid = await client.put({ ...wmsOrder(), test: 'yes' });

    expect([polite, careless, invalid].map(({ body }) => body.detail)).toEqual([
      'no such street',
      'no such street (ship to: Wilhelmina Quagmire, 17 Thistledown Crescent, Ottawa)',
      'The order does not fit the contract (ship to: Wilhelmina Quagmire, 17 Thistledown Crescent, Ottawa)',
    ]);
  });
});
