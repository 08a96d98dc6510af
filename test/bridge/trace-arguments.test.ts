/** How an order is named, and what is said of what names none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseOrder } from '../../cdk/bridge/trace/order-argument.ts';
import { makeRun } from './run-bridge.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'trace-arguments-'));
afterAll(() => rmSync(stateDir, { recursive: true }));
const run = makeRun(stateDir, () => Date.parse('2026-11-22T10:00:00Z'));

describe('an order', () => {
  it.each([
    ['820982911946154508', { kind: 'id', orderId: '820982911946154508' }],
    [' 1001 ', { kind: 'id', orderId: '1001' }],
    ['demo.myshopify.com/17', { kind: 'id', orderId: '17', shop: 'demo.myshopify.com' }],
    ['#1001', { kind: 'number', number: '#1001' }],
    ['EN-1001/2', { kind: 'number', number: 'EN-1001/2' }],
    ['en-1001/2', { kind: 'number', number: 'en-1001/2' }],
  ])('%s', (text, order) => {
    expect(parseOrder(text)).toEqual(order);
  });

  it.each(['', '#', 'Wilhelmina', '"1"', '#1*', 'a b 1', '1\n2', `#${'1'.repeat(64)}`])(
    '%j names none: one line and exit code 2',
    async (text) => {
      const { code, out, complaints } = await run('trace', text);

      expect([code, out, complaints.length]).toEqual([2, '', 1]);
      expect(complaints[0]).toMatch(/ Give Shopify's id of the order, or its number: '#1001'\.$/);
    },
  );
});

it.each([
  [['trace'], "missing required argument 'order'"],
  [['trace', '1', '2'], "too many arguments for 'trace'. Expected 1 argument but got 2: 1, 2."],
  [['status', 'now'], "too many arguments for 'status'. Expected 0 arguments but got 1: now."],
  [
    ['trace', '1', '--since', 'monday'],
    "option '--since <time>' argument 'monday' is invalid. Give it as 2026-11-22T10:00:00Z, or how long ago it was: 2h, 90m, 3d.",
  ],
  [
    ['trace', '1', '--since', '401d'],
    "option '--since <time>' argument '401d' is invalid. It must be at most 400 days.",
  ],
])('%j: one clear line and exit code 2', async (args, fault) => {
  expect(await run(...args)).toEqual({ code: 2, out: '', complaints: [`bridge: ${fault}`] });
});

it.each([[['status']], [['trace', '1']]])('%j needs a stage that runs', async (args) => {
  const ran = await run(...args);

  expect(ran).toMatchObject({ code: 1, out: '' });
  expect(ran.complaints[0]).toMatch(/^bridge: no local stack runs in this checkout: /);
});

it.each([
  ['status', /^ {2}npm run bridge -- status --stage production --json$/m],
  ['trace', /^ {2}npm run bridge -- trace '#1001' --since 3d --stage production$/m],
])('%s --help has examples', async (command, example) => {
  const { code, out } = await run(command, '--help');

  expect(code).toBe(0);
  expect(out).toMatch(example);
});
