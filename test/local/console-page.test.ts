/** The page's server over HTTP: what it shows, escapes, takes and refuses. */
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { startConsole } from '../../cdk/local/console/console.ts';
import type { ConsoleActions, ConsoleState } from '../../cdk/local/console/console-state.ts';
import { addRecord, emptyBoard, type OrderBoard } from '../../cdk/local/console/order-board.ts';
import type { Fault } from '../../cdk/local/wms/faults.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const boardOf = (...records: readonly object[]): OrderBoard =>
  records.reduce<OrderBoard>(
    (board, record) =>
      addRecord(board, {
        ...{ shopify_order_id: '42', correlation_id: 'shopify-order-42', attempt: 0 },
        ...{ latency_ms: 5, timestamp: '2026-11-22T10:00:07.000Z' },
        ...record,
      }),
    emptyBoard,
  );

const state = (given: Partial<ConsoleState> = {}): ConsoleState => ({
  board: emptyBoard,
  queue: { visible: 3, inFlight: 2 },
  deadLetters: 7,
  wms: { orders: 11, requests: 13, violations: 0, faults: [] },
  atMillis: 0,
  ...given,
});

const start = async (given: Partial<ConsoleState> = {}, actions: Partial<ConsoleActions> = {}) => {
  const done: unknown[] = [];
  const console = await startConsole({
    port: 0,
    readState: () => state(given),
    switchFault: (fault: Fault) => done.push(fault),
    clearFaults: (id) => done.push(['clear', id]),
    replayDeadLetters: async () => '7 dead letters were replayed.',
    ...actions,
  });
  open.push(console);
  const get = async (path: string) => (await fetch(`${console.url}${path}`)).text();
  const post = (path: string, fields: Record<string, string> = {}, headers = {}) =>
    fetch(`${console.url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: new URLSearchParams(fields),
    });
  return { console, get, post, done };
};

/** What a reader sees: without tags, in one line. */
const textOf = (html: string): string => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

describe('what the page shows', () => {
  it('is the path from left to right, with its counts', async () => {
    const board = boardOf(
      { stage: 'received' },
      { stage: 'enqueued' },
      { stage: 'processed', attempt: 2, latency_ms: 1_234 },
      { stage: 'enqueued', shopify_order_id: '43' },
      { stage: 'parked', shopify_order_id: '44', class: 'rejected' },
    );
    const { get } = await start({ board });

    const text = textOf(await get('/'));

    expect(text).toContain(
      'Received 1 webhooks from Shopify Enqueued 2 0 duplicate, 0 superseded, 0 not sent Waiting 1 3 on the queue, 2 in flight Delivered 1 11 orders, 13 requests',
    );
    expect(text).toContain('Parked 1 0 replayed Dead letters 7 wait for a replay');
    expect(text).toContain('44 parked rejected 0 – 10:00:07');
    expect(text).toContain('42 processed 2 1.2 s 10:00:07');
  });

  it('says so when there is nothing, or when something cannot be asked', async () => {
    const { get } = await start({ queue: null, deadLetters: null, wms: null });

    const text = textOf(await get('/'));

    expect(text).toContain('No order yet');
    expect(text).toContain('queue unknown');
    expect(text).toContain('Dead letters – wait for a replay');
    expect(text).toContain('The WMS is an outside one: it has no switches here.');
  });

  it('shows a key that was used for two bodies', async () => {
    const wms = { orders: 1, requests: 2, violations: 1, faults: [] };
    const { get } = await start({ wms });

    expect(textOf(await get('/path'))).toContain('Key violations 1');
  });

  it('is escaped, wherever it comes from', async () => {
    const evil = '"><img src=x onerror=alert(1)>';
    const board = boardOf({ stage: 'failed', shopify_order_id: evil, reason: evil });
    const faults = [{ kind: 'hang' as const, at: 'orders' as const, orderId: evil, id: evil }];
    const { get } = await start({ board, wms: { orders: 0, requests: 0, violations: 0, faults } });

    const pages = [await get('/'), await get('/news'), await get('/faults')];

    expect(pages.map((page) => page.includes('<img'))).toEqual([false, false, false]);
    expect(pages.map((page) => page.includes('&quot;&gt;&lt;img'))).toEqual([true, true, true]);
  });

  it('loads nothing from elsewhere', async () => {
    const { console, get } = await start();
    const response = await fetch(console.url);

    expect(response.headers.get('content-security-policy')).toContain(`default-src 'none'`);
    expect((await get('/')).match(/(?:src|href)="(?!data:,")[^"]*"/g)).toBeNull();
  });

  it('can be read as JSON', async () => {
    const { get } = await start({ board: boardOf({ stage: 'processed', latency_ms: 88 }) });

    expect(JSON.parse(await get('/state.json'))).toMatchObject({
      counts: { processed: 1 },
      orders: [{ orderId: '42', stage: 'processed', latencyMillis: 88 }],
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

  it('replays all dead letters, and tells what came of it', async () => {
    const failing = await start({}, { replayDeadLetters: () => Promise.reject(new Error('busy')) });
    const { post, get } = await start();
    await post('/replay');
    await failing.post('/replay');

    expect(await get('/')).toContain('7 dead letters were replayed.');
    expect(await failing.get('/')).toContain('That failed: busy');
  });

  it('takes nothing from another website', async () => {
    const { console, post, done } = await start();
    const foreign = await post('/faults', { preset: 'hang' }, { Origin: 'https://evil.example' });
    const rebound = await new Promise((resolve) => {
      request(console.url, { headers: { Host: 'evil.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end();
    });
    const own = await post('/faults', { preset: 'hang' }, { Origin: console.url });

    expect([foreign.status, rebound, own.status]).toEqual([403, 403, 303]);
    expect(done).toEqual([{ kind: 'hang', at: 'orders' }]);
  });

  it('knows no other path, and reads no long form', async () => {
    const { console, post } = await start();

    const statuses = [
      (await fetch(`${console.url}/nowhere`)).status,
      (await post('/nowhere')).status,
      (await post('/faults', { detail: 'x'.repeat(10_001) })).status,
    ];

    expect(statuses).toEqual([404, 404, 413]);
  });
});
