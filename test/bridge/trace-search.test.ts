/** Looking for lines: newest first, over pages that may be empty, and within bounds. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findOrder } from '../../cdk/bridge/trace/find-order.ts';
import { pagesMax, searchLogs } from '../../cdk/bridge/trace/search-logs.ts';
import { local, now, past } from './seen-circuits.ts';
import { lineText } from './trace-scene.ts';

type Asked = Readonly<Record<string, unknown>>;
type Page = { readonly events: readonly object[]; readonly nextToken?: string };

/** CloudWatch Logs as a test wants it: a page for each call, by the log group and the number of the page. */
let pageOf: (group: string, page: number) => Page | 'no such group';
const asked: Asked[] = [];
const server = createServer(async (request, response) => {
  const call: Asked = JSON.parse(Buffer.concat(await request.toArray()).toString());
  asked.push(call);
  const page = pageOf(String(call.logGroupName), Number(call.nextToken ?? 0));
  const headers = { 'Content-Type': 'application/x-amz-json-1.1' };
  if (page !== 'no such group') response.writeHead(200, headers).end(JSON.stringify(page));
  else
    response.writeHead(400, headers).end('{"__type":"ResourceNotFoundException","message":"none"}');
});
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  logs = new CloudWatchLogsClient({
    endpoint,
    region: 'eu-central-1',
    credentials,
    maxAttempts: 1,
  });
});
afterAll(async () => {
  logs.destroy();
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
});
beforeEach(() => void asked.splice(0));

const event = (message: string) => ({ timestamp: now, message });
const search = (groups: readonly string[], tell: (told: object) => void = () => {}) =>
  searchLogs({ logs, who: 'AWS' }, { pattern: '{ $.a = "b" }', groups, since: past(60), tell });

describe('a search', () => {
  it('asks for the newest first, goes on over empty pages, and gives the oldest first', async () => {
    pageOf = (_group, page) =>
      [
        { events: [event('3')], nextToken: '1' },
        { events: [], nextToken: '2' },
        { events: [event('2'), event('1')] },
      ][page] ?? { events: [] };
    const told: object[] = [];
    const [searched] = await search(['G'], (each) => told.push(each));

    expect(searched).toMatchObject({
      group: 'G',
      found: {
        kind: 'read',
        value: { complete: true, events: ['1', '2', '3'].map((message) => ({ message })) },
      },
    });
    expect(asked[0]).toEqual({
      ...{ logGroupName: 'G', filterPattern: '{ $.a = "b" }', startTime: past(60) },
      startFromHead: false,
    });
    expect(told).toEqual([1, 1, 3].map((lines) => ({ groups: 0, lines })));
  });

  it('ends at its bound and says so, and the next group is read all the same', async () => {
    pageOf = (group, page) =>
      group === 'endless'
        ? { events: [event(String(page))], nextToken: String(page + 1) }
        : { events: [event('other')] };
    const [endless, other] = await search(['endless', 'other']);

    expect(endless?.found).toMatchObject({ kind: 'read', value: { complete: false } });
    expect(other?.found).toMatchObject({ kind: 'read', value: { complete: true } });
    expect(asked).toHaveLength(pagesMax + 1);
  });

  it('a group that is not there hides no other', async () => {
    pageOf = (group) => (group === 'gone' ? 'no such group' : { events: [] });
    const searched = await search(['gone', 'there']);

    expect(searched.map(({ found }) => found)).toEqual([
      { kind: 'unreadable', why: 'ResourceNotFoundException: none' },
      { kind: 'read', value: { events: [], complete: true } },
    ]);
  });
});

describe('the number of an order', () => {
  const stage = () => ({ ...{ names: local, who: 'AWS' }, logs });
  const find = () => findOrder(stage(), { number: '#1001', since: past(60), now, tell: () => {} });
  const enqueued = (facts: object) =>
    event(lineText(9, 'accept-webhook', 'enqueued', { ...facts }));

  it('leads to one order, however many of its versions were enqueued', async () => {
    pageOf = () => ({
      events: [
        enqueued({ order_name: '#1001', shopify_order_id: '7', shop: 's.myshopify.com' }),
        enqueued({ order_name: '#1001', shopify_order_id: '7', shop: 's.myshopify.com' }),
        // Whoever answers more than was asked for does not name another order.
        enqueued({ order_name: '#10012', shopify_order_id: '8', shop: 's.myshopify.com' }),
      ],
    });

    expect(await find()).toEqual({ orderId: '7', shop: 's.myshopify.com' });
    expect(asked).toMatchObject([
      { logGroupName: 'AcceptLogs', filterPattern: '{ $.order_name = "#1001" }' },
    ]);
  });

  it('that nobody has, as far as the pages were read', async () => {
    pageOf = (_group, page) => ({ events: [], nextToken: String(page + 1) });

    await expect(find()).rejects.toMatchObject({
      exitCode: 1,
      message: `no webhook of an order called #1001 came since 2026-11-22 09:59:00 UTC, 1 min ago, as far as its pages were read: give Shopify's id of the order, or an earlier --since`,
    });
  });

  it('cannot be looked up where the log is not readable', async () => {
    pageOf = () => 'no such group';

    await expect(find()).rejects.toMatchObject({
      exitCode: 1,
      message: 'the number #1001 is looked up in the log: ResourceNotFoundException: none',
    });
  });
});
