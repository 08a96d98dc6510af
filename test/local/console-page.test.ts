/** The page's server over HTTP: what it shows, escapes, takes and refuses. */
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { makeBoard } from '../../cdk/local/console/board.ts';
import { startConsole } from '../../cdk/local/console/console.ts';
import type {
  AlarmRow,
  ConsoleActions,
  ConsoleState,
} from '../../cdk/local/console/console-state.ts';
import { faultKinds } from '../../cdk/local/console/fault-form.ts';
import type { Fault } from '../../cdk/local/wms/faults.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

type Heard = Pick<ConsoleState, 'board' | 'totals'>;

const heard = (...records: readonly object[]): Heard => {
  const board = makeBoard();
  for (const record of records) {
    board.hear({
      ...{ shopify_order_id: '42', correlation_id: 'shopify-order-42', attempt: 0 },
      ...{ latency_ms: 5, timestamp: '2026-11-22T10:00:07.000Z', service: 'deliver-order' },
      ...record,
    });
  }
  return { board: board.read(), totals: board.totals() };
};

const wms: NonNullable<ConsoleState['wms']> = {
  ...{ orders: 11, requests: 13, violations: [], faults: [] },
};
const state = (given: Partial<ConsoleState> = {}): ConsoleState => ({
  ...heard(),
  queue: { visible: 3, inFlight: 2 },
  deadLetters: 7,
  wms,
  shop: null,
  demo: null,
  alarms: [],
  pager: { incidents: [], dropped: 0, mails: [] },
  atMillis: Date.parse('2026-11-22T10:01:00Z'),
  ...given,
});

const start = async (given: Partial<ConsoleState> = {}, actions: Partial<ConsoleActions> = {}) => {
  const done: unknown[] = [];
  const shown = state(given);
  const console = await startConsole({
    port: 0,
    readState: () => shown,
    readStory: (orderId) => {
      const story = shown.board.rows.get(orderId)?.story;
      return story === undefined ? null : { orderId, ...story };
    },
    switchFault: (fault: Fault) => done.push(fault),
    clearFaults: (id) => done.push(['clear', id]),
    setScenario: (name, rate) => `${name} ${rate}`,
    callWidget: async (call) => {
      done.push(call);
      return { kind: 'html', html: '<p>the widget</p>' };
    },
    ...actions,
  });
  open.push(console);
  const get = async (path: string) => (await fetch(`${console.url}${path}`)).text();
  const live = async (path = '/live'): Promise<Record<string, string>> =>
    JSON.parse(await get(path));
  const post = (path: string, fields: Record<string, string> = {}, headers = {}) =>
    fetch(`${console.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams(fields),
    });
  const press = async (path: string, fields: Record<string, string> = {}) =>
    (await post(path, fields, { Accept: 'text/plain' })).text();
  return { console, get, live, post, press, done };
};

/** What a reader sees: without tags, in one line. */
const textOf = (html: string | undefined): string =>
  (html ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const door = { service: 'accept-webhook' };

describe('what the page shows', () => {
  it('is the path from left to right, with counts that add up', async () => {
    const versions = ['2026-11-22T10:00:00Z', '2026-11-22T10:00:01Z'];
    const { live } = await start(
      heard(
        ...[200, 200, 200, 401].map((answer) => ({ ...door, stage: 'received', answer })),
        ...versions.map((order_version) => ({ ...door, stage: 'enqueued', order_version })),
        { ...door, stage: 'duplicate', order_version: versions[0] },
        { stage: 'processed', order_version: versions[0], message_id: 'm1', attempt: 2 },
        { stage: 'failed', order_version: versions[1], message_id: 'm2', attempt: 5 },
      ),
    );

    const text = textOf((await live())['path']);

    expect(text).toContain(
      'Received 4 webhooks, each one of enqueued 2 duplicate 1 superseded 0 ignored 0 parked 0 refused 1',
    );
    expect(text).toContain('Messages 2 on the orders queue so far enqueued 2 replayed 0');
    expect(text).toContain(
      'Waiting 1 messages; the oldest news of one is 53.0 s old visible 3 in flight or hidden 2 put back so far 1 deferred so far 0',
    );
    expect(text).toContain('Delivered 1 to the WMS: 11 orders, 13 calls unchanged 0');
    expect(text).toContain(
      '2 messages = 1 delivered + 0 unchanged + 0 superseded + 0 not sent + 0 parked + 1 waiting',
    );
  });

  it('is every order with its stage, and its story', async () => {
    const { get, live } = await start(
      heard(
        { stage: 'processed', attempt: 2, latency_ms: 1_234 },
        { stage: 'parked', shopify_order_id: '44', class: 'rejected', status: 422 },
      ),
    );

    const { orders } = await live();
    const { story } = await live('/live?order=44');

    expect(textOf(orders)).toContain('44 parked rejected 0 – 10:00:07');
    expect(textOf(orders)).toContain('42 processed 2 1.2 s 10:00:07');
    expect(orders).toContain('<a href="/order?id=44" data-order="44">44</a>');
    expect(textOf(story)).toContain(
      '10:00:07.000 deliver-order parked Parked as a dead letter, class rejected: no reason given, the WMS answered 422.',
    );
    expect(await get('/order?id=44')).toContain('The story of order 44');
    expect(await get('/order?id=45')).toContain('Nothing is known of this order here');
  });

  it('is what the shop does, and what the demonstration says', async () => {
    const shop = {
      ...{ scenario: 'steady', scenarios: ['steady', 'storm'], ratePerMinute: 20 },
      counts: { orders: 3, failedAttempts: 2, givenUp: 0 },
    };
    const demo = [{ atMillis: 1_000, text: 'Order 42 is placed now.', orderId: '42' }];
    const { get, live } = await start({ shop, demo });

    const parts = await live();

    expect(textOf(parts['shop'])).toContain(
      'steady , 20 orders per minute. 3 orders, 2 failed attempts',
    );
    expect(parts['demo']).toContain(
      'Order <a href="/order?id=42" data-order="42">42</a> is placed now.',
    );
    expect(await get('/')).toContain('<option value="steady" selected>');
  });

  it('says so when there is nothing, or when something cannot be asked', async () => {
    const nothing = { queue: null, deadLetters: null, wms: null };
    const { live, get } = await start(nothing);

    const parts = await live();

    expect(textOf(parts['orders'])).toContain('No order yet');
    expect(textOf(parts['path'])).toContain('The queue cannot be asked.');
    expect(textOf(parts['faults'])).toContain('The WMS is an outside one: it has no switches');
    expect(textOf(parts['shop'])).toContain('No simulated shop sends orders.');
    expect([parts['demo'], await get('/')].map((html) => html?.includes('What you see'))).toEqual([
      false,
      false,
    ]);
  });

  it('is each broken rule of the contract, with its key and its order', async () => {
    const violation = { atMillis: 0, orderId: '42', idempotencyKey: 'v1:shop:42' };
    const violations = [{ ...violation, kind: 'key-used-for-two-bodies' }];
    const { live } = await start({ wms: { ...wms, violations } });

    const { faults } = await live();

    expect(faults).toContain('class="violations"');
    expect(textOf(faults)).toContain('order 42 , key used for two bodies: v1:shop:42');
  });

  it('is each alarm with its state, those that fire first, and where its runbook is', async () => {
    const fires: AlarmRow = {
      ...{ name: 'dead letters', state: 'ALARM', sinceMillis: Date.parse('2026-11-22T10:00:00Z') },
      ...{ reason: 'Threshold Crossed', goesTo: 'page', held: null },
      sentences: ['An order was parked.', 'Customers: it is not sent.'],
      ...{ runbook: 'https://example.com/runbook#letters', looksAt: 'Sum of Parked > 0' },
    };
    const calm: AlarmRow = { ...fires, name: 'silence', state: 'OK', runbook: null };
    const held: AlarmRow = {
      ...{ ...fires, name: 'depth', goesTo: 'ticket', held: 'Its actions wait.' },
    };
    const condition: AlarmRow = { ...fires, name: 'not invoked', goesTo: 'nobody', runbook: null };
    const { live } = await start({ alarms: [calm, held, condition, fires] });

    const { alarms } = await live();

    expect(textOf(alarms)).toContain(
      '2 alarms fire: 1 page, 1 ticket. dead letters fires for 1 min 0 s · page · Runbook',
    );
    expect(textOf(alarms)).toContain(
      'An order was parked. Customers: it is not sent. Threshold Crossed Looks at: Sum of Parked &gt; 0',
    );
    expect(textOf(alarms)).toMatch(
      /depth fires .* · ticket .* Its actions wait\. .* 1 alarm calm silence calm/,
    );
    expect(textOf(alarms)).toMatch(
      /1 condition seen, which tells nobody not invoked seen for 1 min 0 s An order/,
    );
    expect(alarms).toContain('<a href="https://example.com/runbook#letters">');
  });

  it('is what the pager was told: open incidents, resolved ones, mails', async () => {
    const opened = {
      openedMillis: Date.parse('2026-11-22T10:00:00Z'),
      description: 'All is held.\nCustomers: they wait.\nRunbook: https://example.com/r#hold',
      reason: 'Threshold Crossed',
    };
    const open = { ...opened, alarmName: 'hold', resolvedMillis: null, triggers: 2 };
    const over = {
      ...open,
      alarmName: 'depth',
      resolvedMillis: open.openedMillis + 5_000,
      triggers: 1,
    };
    const mail = { to: 'team@example.com', subject: 'ALARM: "depth"', text: '', atMillis: 0 };
    const { live } = await start({
      pager: { incidents: [open, over], dropped: 1, mails: [mail] },
    });

    const { pager } = await live();

    expect(textOf(pager)).toContain(
      '1 incident open. 10:00:00 hold open for 1 min 0 s , told 2 times · Runbook of hold All is held. Customers: they wait. Threshold Crossed',
    );
    expect(pager).toContain('<a href="https://example.com/r#hold">');
    expect(textOf(pager)).toContain('1 incident resolved 10:00:00 depth resolved after 5.0 s');
    expect(textOf(pager)).toContain('1 mail, none of them sent');
    expect(textOf(pager)).toContain('The pager dropped 1 message');
  });

  it('is escaped, wherever it comes from', async () => {
    const evil = '"><img src=x onerror=alert(1)>';
    const fault = { kind: 'hang' as const, at: 'orders' as const, orderId: evil, id: evil };
    const rule = { atMillis: 0, orderId: evil, idempotencyKey: evil, kind: evil };
    const alarm = {
      ...{ name: evil, state: 'ALARM' as const, sinceMillis: 0, reason: evil, sentences: [evil] },
      goesTo: 'page' as const,
      ...{ runbook: evil, looksAt: evil, held: evil },
    };
    const incident = {
      ...{ alarmName: evil, description: evil, reason: evil, openedMillis: 0 },
      ...{ resolvedMillis: null, triggers: 1 },
    };
    const mail = { to: evil, subject: evil, text: evil, atMillis: 0 };
    const { get, live } = await start({
      ...heard({
        ...{ stage: 'failed', shopify_order_id: evil, reason: evil, cause: evil, service: evil },
        ...{ order_version: evil, class: evil, message_id: evil },
      }),
      wms: { ...wms, violations: [rule], faults: [fault] },
      shop: { scenario: evil, scenarios: [evil], ratePerMinute: 1, counts: { [evil]: 1 } },
      demo: [{ atMillis: 0, text: `order ${evil}`, orderId: evil }],
      alarms: [alarm],
      pager: { incidents: [incident], dropped: 0, mails: [mail] },
    });

    const order = encodeURIComponent(evil);
    const pages = [
      await get('/'),
      await get(`/order?id=${order}`),
      await get(`/order?id=${order}%20unknown`),
      ...Object.values(await live(`/live?order=${order}`)),
    ];

    expect(pages.filter((page) => /<img|alert\(1\)>/.test(page))).toEqual([]);
    expect(pages.filter((page) => page.includes('&lt;img'))).toHaveLength(10);
  });

  it('loads nothing from elsewhere, and lets nothing run that is not its own', async () => {
    const { console, get } = await start();
    const { headers } = await fetch(console.url);
    const policy = headers.get('content-security-policy') ?? '';

    expect(policy).toContain(`default-src 'none'`);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect((await get('/')).match(/(?:src|href)="(?!data:|#|\/order)[^"]*"/g)).toBeNull();
  });

  it('can be read as JSON', async () => {
    const { get } = await start(heard({ stage: 'processed', latency_ms: 88 }));

    expect(JSON.parse(await get('/state.json'))).toMatchObject({
      counts: { processed: 1 },
      totals: { messages: { delivered: 1 } },
      orders: [{ orderId: '42', stage: 'processed', latencyMillis: 88 }],
      latencies: [88],
      deadLetters: 7,
    });
  });
});

describe('what the page takes', () => {
  it('switches a fault on, with only the fields that this kind has', async () => {
    const { post, get, done } = await start();
    const empty = { retryAfter: '', orderId: '', count: '', millis: '1500', at: 'orders' };

    const answer = await post('/faults', { ...empty, kind: 'status', status: '503' });
    await post('/faults', { ...empty, kind: 'slow', status: '500', orderId: '42', count: '3' });

    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(done).toEqual([
      { kind: 'status', at: 'orders', status: 503 },
      { kind: 'slow', at: 'orders', millis: 1500, orderId: '42', count: 3 },
    ]);
    expect(await get('/')).toContain('The fault is switched on.');
  });

  it('switches frequent faults on with one button', async () => {
    const { post, done } = await start();

    await post('/faults', { preset: 'throttle' });

    expect(done).toEqual([{ kind: 'status', at: 'orders', status: 429, retryAfter: 5, count: 5 }]);
  });

  it('refuses what is no fault, and says why', async () => {
    const { post, get, done } = await start();

    await post('/faults', { kind: 'status', status: '42' });

    expect(done).toEqual([]);
    expect(await get('/')).toContain('This is no fault: ✖ Too small: expected number');
  });

  it('switches one fault off, or all', async () => {
    const { post, done } = await start();

    await post('/faults/clear', { id: '5' });
    await post('/faults/clear');

    expect(done).toEqual([
      ['clear', '5'],
      ['clear', undefined],
    ]);
  });

  it('says what failed, where a button could not do it', async () => {
    const busy = () => {
      throw new Error('busy');
    };
    const { press } = await start({}, { setScenario: busy });

    expect(await press('/scenario', { scenario: 'storm' })).toBe('That failed: busy');
  });

  it('changes what the shop does', async () => {
    const { press } = await start();

    expect([
      await press('/scenario', { scenario: 'storm', ratePerMinute: '' }),
      await press('/scenario', { scenario: 'storm', ratePerMinute: '600' }),
    ]).toEqual(['storm undefined', 'storm 600']);
  });

  it('offers every kind of fault that there is, with the fields that it has', async () => {
    const { get, press, done } = await start();
    const html = await get('/');
    const offered = [...html.matchAll(/<option value="([a-z-]+)">/g)].map(([, kind]) => kind);
    const filled = { status: '500', millis: '5', perSecond: '2', concurrency: '3' };
    for (const kind of faultKinds) await press('/faults', { ...filled, kind });

    expect(faultKinds).toEqual(expect.arrayContaining(['status', 'hang', 'slow', 'capacity']));
    expect(offered).toEqual(faultKinds);
    expect(done).toHaveLength(faultKinds.length);
    expect(done).toContainEqual({ kind: 'slow', at: 'orders', millis: 5 });
  });

  it('takes nothing from another website', async () => {
    const { console, post, done } = await start();
    const hang = { preset: 'hang' };
    const port = new URL(console.url).port;
    const foreign = [
      await post('/faults', hang, { Origin: 'https://evil.example' }),
      await post('/faults', hang, { Origin: 'null' }),
      await post('/faults', hang, { Origin: 'http://127.0.0.1:1' }),
      await post('/faults', hang, { Origin: `http://localhost:${port}` }),
      await post('/faults', hang, { 'Sec-Fetch-Site': 'cross-site' }),
    ];
    const rebound = await new Promise((resolve) => {
      request(console.url, { headers: { Host: 'evil.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end();
    });
    const own = await post('/faults', hang, { Origin: console.url });

    expect(foreign.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect([rebound, own.status]).toEqual([403, 303]);
    expect(done).toEqual([{ kind: 'hang', at: 'orders' }]);
  });

  it('knows no other path, and reads no long form', async () => {
    const { console, post } = await start();

    const statuses = [
      (await fetch(`${console.url}/nowhere`)).status,
      (await post('/nowhere')).status,
      (await post('/faults', { detail: 'x'.repeat(10_001) })).status,
      (await fetch(console.url, { method: 'DELETE' })).status,
    ];

    expect(statuses).toEqual([404, 404, 413, 405]);
  });
});
