/** The page in a real Chromium, with the states that are rare: how it looks, and what its script does. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Board, makeBoard } from '../../cdk/local/console/board.ts';
import { startConsole } from '../../cdk/local/console/console.ts';
import type { AlarmRow, ConsoleState } from '../../cdk/local/console/console-state.ts';
import { launchChromium, type Visit, visit } from '../browser/chromium.ts';
import { focused, tabTo } from '../browser/keyboard.ts';
import { look } from '../browser/look.ts';
import { makeWidgetDesk } from '../browser/widget-desk.ts';

let browser: Browser;
const shots = mkdtempSync(join(tmpdir(), 'page-'));
beforeAll(async () => {
  browser = await launchChromium();
  process.stdout.write(`screenshots: ${shots}\n`);
});
afterAll(() => browser?.close());

const open: { close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const startMillis = Date.parse('2026-11-22T10:00:00Z');
const longId = '18446744073709551615';
const stages = ['processed', 'failed', 'deferred', 'parked', 'unchanged', 'ignored', 'superseded'];
const facts: Readonly<Record<string, object>> = {
  failed: { cause: 'unavailable', status: 503, seconds: 30, attempt: 5 },
  deferred: { reason: 'credentials_refused', seconds: 300 },
  parked: { class: 'rejected', reason: 'the WMS answered 422', status: 422, attempt: 1 },
  ignored: { reason: 'waiting_for_payment' },
  processed: { attempt: 1 },
};

/** Orders in every stage, and latencies of every size. */
const busyBoard = () => {
  const board = makeBoard();
  const hear = (orderId: string, second: number, given: object): void =>
    board.hear({
      ...{ shopify_order_id: orderId, correlation_id: `shopify-order-${orderId}`, attempt: 0 },
      ...{ latency_ms: 20, timestamp: new Date(startMillis + second * 1_000).toISOString() },
      ...{ order_version: '2026-11-22T10:00:00Z', service: 'deliver-order' },
      message_id: `m${orderId}`,
      ...given,
    });
  for (let order = 0; order < 60; order += 1) {
    const id =
      order % 7 === 0 ? longId.slice(0, -2) + String(order + 10) : `61000000${10_000 + order}`;
    const stage = stages[order % 9] ?? 'processed';
    const door = { service: 'accept-webhook', attempt: 0 };
    hear(id, order, { ...door, stage: 'received', answer: 200 });
    hear(id, order, { ...door, stage: 'enqueued' });
    hear(id, order + 1, { stage, latency_ms: 15 * 1.2 ** order, ...facts[stage] });
  }
  return { board, hear };
};

const shown = (board: Board): Pick<ConsoleState, 'board' | 'totals'> => ({
  board: board.read(),
  totals: board.totals(),
});

const heldBack = 'Its actions are held back while circuit-open alarms.';

const alarmRow = (given: Partial<AlarmRow>): AlarmRow => ({
  ...{ name: 'an alarm', state: 'OK', sinceMillis: startMillis, held: null },
  goesTo: 'page',
  sentences: [
    'Orders were parked as dead letters: each of them waits for a person.',
    'Customers: these orders are not sent to the warehouse until somebody acts; all others are.',
  ],
  runbook: 'https://example.com/runbook#dead-letters',
  reason:
    'Threshold Crossed: 1 out of the last 1 datapoint [3.0] was greater than the threshold (0.0).',
  looksAt: 'Sum of ShopifyWmsBridge OrdersParked (service deliver-order) > 0 in 1 of 1 minutes',
  ...given,
});

const incident = {
  description: 'Orders were parked.\nCustomers: not sent.\nRunbook: docs/RUNBOOK.md#dead-letters',
  openedMillis: startMillis,
  reason: 'Threshold Crossed: 1 out of the last 1 datapoint [3.0] was greater than 0.',
};

const busy = (board = busyBoard().board): ConsoleState => ({
  ...shown(board),
  queue: { visible: 12, inFlight: 4 },
  deadLetters: 14,
  wms: {
    ...{ orders: 1_234, requests: 56_789 },
    violations: [
      {
        ...{ atMillis: startMillis, orderId: longId, kind: 'key-used-for-two-bodies' },
        idempotencyKey: `v1:demo.myshopify.com:${longId}:2026-11-22T10:00:00Z:${'0123456789abcdef'.repeat(4)}:g0`,
      },
    ],
    faults: [
      { id: '1', kind: 'status', at: 'orders', status: 503, retryAfter: 30 },
      { id: '2', kind: 'capacity', at: 'orders', concurrency: 3, millis: 200, orderId: longId },
    ],
  },
  shop: {
    ...{ scenario: 'flash-sale', scenarios: ['steady', 'flash-sale'], ratePerMinute: 300 },
    counts: { orders: 12_345, webhooks: 45_678, failedAttempts: 3, subscriptionsDeleted: 1 },
  },
  demo: [
    { atMillis: startMillis, text: 'Orders flow. In 12 s one of them fails.', orderId: null },
    { atMillis: startMillis, text: `Order ${longId} is placed now.`, orderId: longId },
  ],
  alarms: [
    alarmRow({ name: 'shopify-wms-bridge-local-DeadLettersParked-1TB2QS4K5NOP', state: 'ALARM' }),
    alarmRow({ name: 'credentials-hold', state: 'ALARM', runbook: null, held: heldBack }),
    alarmRow({ name: 'circuit-opened', state: 'ALARM', goesTo: 'ticket' }),
    alarmRow({ name: 'not-invoked', state: 'ALARM', goesTo: 'nobody' }),
    alarmRow({ name: 'silence', state: 'INSUFFICIENT_DATA' }),
    alarmRow({ name: 'queue-depth', state: 'OK' }),
  ],
  pager: {
    incidents: [
      { ...incident, alarmName: 'credentials-hold', resolvedMillis: null, triggers: 2 },
      { ...incident, alarmName: 'queue-depth', resolvedMillis: startMillis + 61_000, triggers: 1 },
    ],
    dropped: 1,
    mails: [
      { to: 'team@example.com', subject: 'ALARM: "silence"', text: '{}', atMillis: startMillis },
    ],
  },
  atMillis: startMillis + 70_000,
});

const empty = (): ConsoleState => {
  const board = makeBoard();
  return {
    ...{ board: board.read(), totals: board.totals(), queue: null, deadLetters: null },
    ...{ wms: null, shop: null, demo: null, atMillis: startMillis, alarms: [] },
    pager: { incidents: [], dropped: 0, mails: [] },
  };
};

const show = async (state: () => ConsoleState) => {
  const pressed: unknown[] = [];
  const console = await startConsole({
    port: 0,
    readState: state,
    readStory: (orderId) => {
      const story = state().board.rows.get(orderId)?.story;
      return story === undefined ? null : { orderId, ...story };
    },
    switchFault: (fault) => pressed.push(fault),
    clearFaults: (id) => pressed.push(['clear', id]),
    setScenario: (name, rate) => `${name} ${rate}`,
    callWidget: makeWidgetDesk().callWidget,
  });
  open.unshift(console);
  return { console, pressed };
};

const visitState = async (
  state: () => ConsoleState,
  options: Parameters<typeof visit>[2] = {},
): Promise<Visit & Awaited<ReturnType<typeof show>>> => {
  const shown = await show(state);
  const visited = await visit(browser, shown.console.url, options);
  open.unshift(visited);
  return { ...visited, ...shown };
};

const clean = { faint: [], wide: [], unnamed: [] };
const sizes = [1_280, 400, 320].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => [width, colorScheme] as const),
);

describe('the page looks right', () => {
  it.each(sizes)('%i pixels wide, %s, with all that can be on it', async (width, colorScheme) => {
    const { page, complaints, strayRequests } = await visitState(() => busy(), {
      ...{ viewport: { width, height: 900 }, colorScheme },
    });
    for (const summary of await page.locator('summary').all()) await summary.click();

    expect(await look(page)).toEqual(clean);
    await page.screenshot({
      path: join(shots, `busy-${width}-${colorScheme}.png`),
      fullPage: true,
    });

    await page.locator('tbody a[data-order]').first().click();
    await page.waitForSelector('dialog[open] .story');
    expect((await look(page)).wide).toEqual([]);
    await page.screenshot({ path: join(shots, `story-${width}-${colorScheme}.png`) });
    expect([...complaints, ...strayRequests]).toEqual([]);
  });

  it.each(sizes.slice(0, 4))(
    '%i pixels wide, %s, with nothing on it',
    async (width, colorScheme) => {
      const { page } = await visitState(empty, {
        ...{ viewport: { width, height: 900 }, colorScheme },
      });

      expect(await look(page)).toEqual(clean);
      await page.screenshot({
        path: join(shots, `empty-${width}-${colorScheme}.png`),
        fullPage: true,
      });
    },
  );

  it('shows a broken rule in the colour of what is bad', async () => {
    const { page } = await visitState(() => busy(), { colorScheme: 'light' });

    const colour = await page.evaluate(
      `getComputedStyle(document.querySelector('.violations')).color`,
    );

    expect(colour).toBe('rgb(165, 29, 45)');
  });

  it('is measured by something that finds faint, wide and nameless things', async () => {
    const { page } = await visitState(empty, { viewport: { width: 400, height: 900 } });
    await page.evaluate(`(() => {
      const faint = document.createElement('p');
      faint.textContent = 'faint';
      faint.style.color = '#999';
      const wide = document.createElement('p');
      wide.textContent = 'wide';
      wide.style.width = '500px';
      document.body.append(faint, wide, document.createElement('input'));
    })()`);

    expect(await look(page)).toEqual({
      faint: [expect.stringContaining('P faint')],
      wide: ['P wide', 'the page scrolls sideways'],
      unnamed: ['<input>'],
    });
  });

  it('does not move for who does not want that', async () => {
    const motions: unknown[] = [];
    for (const reducedMotion of ['reduce', 'no-preference'] as const) {
      const { page } = await visitState(empty, { reducedMotion });
      motions.push(
        await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior'),
      );
    }

    expect(motions).toEqual(['auto', 'smooth']);
  });
});

describe('its updates', () => {
  it('leave focus, open details, open forms and what was typed as they are', async () => {
    const { board, hear } = busyBoard();
    const { page } = await visitState(() => busy(board));
    const link = page.locator('tbody a[data-order]', { hasText: '6100000010059' });
    const place = () =>
      page.evaluate(
        `[...document.querySelectorAll('tbody a[data-order]')].find((one) => one.textContent === '6100000010059').closest('tr').rowIndex`,
      );
    await page.getByText('Another fault').click();
    await page.getByLabel("The problem's detail").fill('typed');
    await link.focus();
    const before = await place();
    for (let more = 0; more < 3; more += 1) hear(`999${more}`, 100, { stage: 'enqueued' });
    hear('6100000010059', 101, { stage: 'failed', cause: 'unavailable', status: 503 });

    await page.getByText('9992', { exact: true }).waitFor();

    expect(await place()).toBeLessThan(Number(before));
    expect(await focused(page)).toBe('a 6100000010059');
    expect(await page.locator('details', { hasText: 'Another fault' }).getAttribute('open')).toBe(
      '',
    );
    expect(await page.getByLabel("The problem's detail").inputValue()).toBe('typed');
  });

  it('reach a story that is open, and do not close it', async () => {
    const { board, hear } = busyBoard();
    const { page } = await visitState(() => busy(board));
    await page.locator('tbody a[data-order]', { hasText: '6100000010059' }).focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('dialog[open]');
    const before = await page.locator('.story li').count();
    hear('6100000010059', 120, { stage: 'parked', class: 'rejected', status: 422 });

    await page.locator('.story li').nth(before).waitFor();

    expect(await page.locator('dialog[open]').count()).toBe(1);
    expect(await focused(page)).toBe('button Close');
    await page.keyboard.press('Escape');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    expect(await focused(page)).toBe('a 6100000010059');
  });

  it('can be paused', async () => {
    let state = empty();
    const { page } = await visitState(() => state);
    await tabTo(page, 'button Pause updates');
    await page.keyboard.press('Enter');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    state = busy();
    await page.waitForTimeout(900);
    const paused = [...asked];
    await page.keyboard.press('Enter');
    await page.locator('tbody a[data-order]').first().waitFor();

    expect(paused).toEqual([]);
    expect(await page.locator('#pause').getAttribute('aria-pressed')).toBe('false');
    expect(asked).not.toEqual([]);
  });

  it('say so when the stack is gone', async () => {
    const { page, console } = await visitState(() => busy());
    expect(await page.locator('#lost').isHidden()).toBe(true);

    await console.close();

    await page.locator('#lost').waitFor({ state: 'visible' });
    expect(await page.locator('#lost').textContent()).toContain('does not answer');
  });
});

describe('without its script', () => {
  it('shows a story on a page of its own, and its buttons work', async () => {
    const { page, pressed } = await visitState(() => busy(), { javaScriptEnabled: false });

    await page.getByRole('button', { name: 'WMS down (503)' }).click();
    const said = await page.getByRole('status').textContent();
    await page.locator('tbody a[data-order]', { hasText: '6100000010059' }).click();

    expect(said).toBe('The fault is switched on.');
    expect(pressed).toEqual([{ kind: 'status', at: 'orders', status: 503 }]);
    expect(await page.locator('h2').textContent()).toBe('The story of order 6100000010059');
    await page.getByText('Back to all orders').click();
    expect(await page.title()).toBe('shopify-wms-bridge');
  });
});
