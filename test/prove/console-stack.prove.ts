/**
 * The page of a whole running stack in a real Chromium, used by somebody who has no mouse; and the
 * demonstration of the first minute.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalStack, startLocalStack } from '../../cdk/local/stack.ts';
import { launchChromium, type Visit, visit } from '../browser/chromium.ts';
import { focused, focusIsVisible, tabTo } from '../browser/keyboard.ts';
import { shopifyBody, shopifyOrder, signedRequest } from '../builders/shopify-order.ts';
import { until } from '../end-to-end/bridge.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'bridge-'));
const notes: string[] = [];
const times = {
  ...{ intro: 1, untilFirst: 2_000, untilSecond: 500, untilMended: 3_000, patience: 60_000 },
};
const ordersMax = 30;

let browser: Browser;
let stack: LocalStack;
let visited: Visit;
beforeAll(async () => {
  browser = await launchChromium();
  stack = await startLocalStack({
    ...{ stateDir, port: 0, awsPort: 0, consolePort: 0, wmsPort: 0, shopAdminPort: 0 },
    ...{ traffic: true, demo: times },
    shop: { ratePerMinute: 120, seed: 'page', ordersMax },
    note: (line) => notes.push(line),
  });
});
afterAll(async () => {
  await stack?.close();
  await browser?.close();
  rmSync(stateDir, { recursive: true, force: true });
});
beforeEach(async () => {
  visited = await visit(browser, stack.describe().consoleUrl);
});
afterEach(async () => {
  await visited.close();
  // Nothing leaves this machine, and nothing is complained of, whatever was done.
  expect([...visited.strayRequests, ...visited.complaints]).toEqual([]);
});

const wmsOf = ({ wms }: LocalStack) => {
  if (wms === undefined) throw new Error('the simulated WMS did not start');
  return wms;
};

type State = {
  readonly totals: Readonly<Record<'webhooks' | 'messages', Readonly<Record<string, number>>>>;
  readonly queue: { readonly visible: number; readonly inFlight: number };
  readonly orders: readonly { readonly orderId: string; readonly stage: string }[];
};
const readState = async (): Promise<State> => {
  const answer = await fetch(`${stack.describe().consoleUrl}/state.json`);
  return (await answer.json()) as State;
};

const send = async (order: object): Promise<number> => {
  const { webhookUrl, shopifySecret: secret, shop } = stack.describe();
  const body = shopifyBody(order);
  const { headers } = signedRequest({ body, secret, shop, topic: 'orders/create' });
  return (await fetch(webhookUrl, { method: 'POST', body, headers: { ...headers } })).status;
};

/** Presses a key, and waits for what the page says then. */
const press = async (key: string, said: string): Promise<void> => {
  await visited.page.keyboard.press(key);
  await visited.page.getByRole('status').filter({ hasText: said }).waitFor();
};

const widgetHeading = (text: string | RegExp): Promise<void> =>
  visited.page.locator('#widget h3').filter({ hasText: text }).waitFor();

/** Goes to buttons by Tab, and presses each. */
const pressInWidget = async (...buttons: readonly string[]): Promise<void> => {
  for (const button of buttons) {
    await visited.page
      .getByRole('button', { name: button.replace(/^\S+ /, '') })
      .first()
      .waitFor();
    await tabTo(visited.page, button);
    await visited.page.keyboard.press('Enter');
  }
};

describe('the demonstration', () => {
  it('lets an order fail and recover, and another be replayed, and says so', async () => {
    const { page } = visited;
    const log = page.getByRole('log');

    await log.getByText('That was the demonstration.').waitFor({ timeout: 60_000 });

    const said = await log.getByRole('listitem').allTextContents();
    expect(said.map((line) => line.replace(/^\s*\S+\s+/, '').replace(/\d\.\d s/, 'N s'))).toEqual([
      'Orders of the simulated shop flow to the simulated WMS. In 2 s one of them fails and recovers.',
      'Order 6199000000001 is placed now. The WMS answers it 503 twice and asks for 2 s of patience each time: watch attempt 3 deliver it.',
      'Order 6199000000001 was delivered at attempt 3, N s after its webhook. No other order waited for it.',
      'Order 6199000000002 is placed now, and the WMS refuses it with 422, which no retry can mend: watch it become a dead letter.',
      'Order 6199000000002 was tried once and is parked: it lies in the dead letters, and the others go on. In 3 s the WMS is mended and its letter replayed.',
      'The WMS is mended, and order 6199000000002 is replayed: 1 dead letter is being sent again.',
      'Order 6199000000002 was delivered after all, once. Nobody had to send it again.',
      'That was the demonstration. Now switch a fault on yourself, and watch the orders wait.',
    ]);
    expect(notes.filter((note) => note.startsWith('▶'))).toHaveLength(said.length);
    expect(wmsOf(stack).order('6199000000002')?.effects).toBe(1);
  });

  it('can be read again in the stories of its orders', async () => {
    const { page } = visited;
    const storyOf = async (orderId: string) => {
      await page.getByRole('log').getByRole('link', { name: orderId }).first().click();
      await page.waitForSelector('dialog[open]');
      const story = page.locator('.story li');
      const stages = await story.locator('.stage').allTextContents();
      const small = await story.locator('small').allTextContents();
      await page.keyboard.press('Escape');
      return stages.map((stage, line) => `${stage} ${/status \d+/.exec(small[line] ?? '') ?? ''}`);
    };

    const answers = {
      failing: await storyOf('6199000000001'),
      refused: await storyOf('6199000000002'),
    };

    expect(answers.failing.filter((line) => line.startsWith('attempt'))).toEqual([
      ...['attempt status 503', 'attempt status 503', 'attempt status 201'],
    ]);
    expect(answers.failing.at(-1)).toBe('processed ');
    expect(answers.refused).toEqual([
      ...['received status 200', 'enqueued ', 'attempt status 422', 'parked status 422'],
      ...['replayed ', 'attempt status 201', 'processed '],
    ]);
  });
});

describe('the page, with the keyboard alone', () => {
  it('begins with a way to the orders, and always shows where the focus is', async () => {
    const { page } = visited;

    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('a To the orders');
    for (let stop = 0; stop < 40; stop += 1) {
      expect([await focused(page), await focusIsVisible(page)]).toEqual([expect.any(String), true]);
      await page.keyboard.press('Tab');
    }
  });

  it('switches a fault on and off', async () => {
    const { page } = visited;
    const { faults } = wmsOf(stack);

    await tabTo(page, 'button Slow by 1.5 s');
    await press('Enter', 'The fault is switched on.');
    expect(await focused(page)).toBe('button Slow by 1.5 s');
    expect(faults.list()).toMatchObject([{ kind: 'slow', millis: 1_500 }]);
    await tabTo(page, 'button Switch off', 'Shift+Tab');
    await press('Space', 'The fault is switched off.');

    expect(faults.list()).toEqual([]);
    await expect.poll(() => focused(page)).toBe('h2 Faults of the simulated WMS');
  });

  it('fills in the form of any fault, which has the fields of its kind', async () => {
    const { page } = visited;
    const { faults } = wmsOf(stack);

    await tabTo(page, 'summary Another fault');
    await page.keyboard.press('Enter');
    await tabTo(page, 'select The WMS');
    await page.keyboard.type('answers late');
    const stops = await tabTo(page, 'input Order id, empty for all');
    await page.keyboard.type('42');
    await tabTo(page, 'input Times');
    await page.keyboard.type('3');
    await press('Enter', 'The fault is switched on.');

    expect(stops.map((stop) => stop.slice(0, 18))).toEqual([
      ...['input Milliseconds', 'select Endpoint', 'input Order id, em'],
    ]);
    expect(faults.list()).toMatchObject([{ kind: 'slow', millis: 1_500, orderId: '42', count: 3 }]);
    faults.clear();
  });

  it('opens and closes a story', async () => {
    const { page } = visited;

    await tabTo(page, 'input Order id', 'Shift+Tab');
    await tabTo(page, 'a ');
    const link = await focused(page);
    for (const key of ['Enter', 'Space']) {
      await page.keyboard.press(key);
      await page.getByRole('heading', { name: `The story of order ${link.slice(2)}` }).waitFor();
      expect(await focused(page)).toBe('button Close');
      await page.keyboard.press('Escape');
      expect(await page.locator('dialog[open]').count()).toBe(0);
      expect(await focused(page)).toBe(link);
    }
  });

  it('finds an order by its id', async () => {
    const { page } = visited;

    await tabTo(page, 'input Order id', 'Shift+Tab');
    await page.keyboard.type('6199000000001');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'The story of order 6199000000001' }).waitFor();
    expect(await page.locator('.story li').count()).toBeGreaterThan(4);
  });

  it('replays a letter, and all, in the widget of the dashboard', async () => {
    const { page } = visited;
    const { faults, order } = wmsOf(stack);
    const ids = ['52000001', '52000002'];
    for (const orderId of ids) faults.add({ kind: 'status', status: 422, orderId });
    for (const id of ids) expect(await send(shopifyOrder({ id }))).toBe(200);
    await untilParked(...ids);
    faults.clear();
    await widgetHeading(/[0-9] dead letters/);

    await tabTo(page, 'input Order id');
    await page.keyboard.type('52000001');
    await page.keyboard.press('Enter');
    await widgetHeading('1 dead letter: order 52000001');
    await pressInWidget('a Plan a replay of these');
    await widgetHeading('A replay would send 1 of 1 letter');
    await pressInWidget('a Replay 1 letter', 'button Yes, do it');
    await widgetHeading('The replay of 1 letter is done');
    await until('the delivery of the first', () => order('52000001'));
    expect(order('52000002')).toBeUndefined();

    await pressInWidget('a All dead letters');
    await widgetHeading(/dead letter/);
    await pressInWidget('a Plan a replay of all');
    await widgetHeading('A replay would send');
    await pressInWidget('a Replay', 'button Yes, do it');
    await widgetHeading('The replay of');
    await until('the delivery of the second', () => order('52000002'));
  });

  it('changes what the shop does', async () => {
    const { page } = visited;

    await tabTo(page, 'select Scenario');
    await page.keyboard.type('nightly');
    await tabTo(page, 'button Change what the shop does');
    await press('Enter', 'The shop does nightly-quiet now.');
    expect(stack.shop?.settings().scenario).toBe('nightly-quiet');
    await page.getByText('2 orders per hour').waitFor();
    await tabTo(page, 'select Scenario', 'Shift+Tab');
    await page.keyboard.type('steady');
    await tabTo(page, 'input Orders per minute');
    await page.keyboard.type('300');
    await press('Enter', 'The shop does steady now.');

    expect(stack.shop?.settings()).toMatchObject({ scenario: 'steady', ratePerMinute: 300 });
  });
});

describe('whatever an order brings', () => {
  it('plants nothing in the page, and is text in the widget', async () => {
    const { page } = visited;
    const wms = wmsOf(stack);
    const evil = `"'></pre><img src=x onerror=alert(1)><script>alert(2)</script><a class="btn">Replay all</a><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action>`;
    const id = '53000001';
    wms.setEchoAddress(true);
    wms.faults.add({ kind: 'status', status: 422, orderId: id, detail: evil });
    const order = shopifyOrder({ id, name: evil, note: evil });
    const address = { ...order.shipping_address, name: evil, address1: evil, city: evil };

    await send({ ...order, shipping_address: address });
    await untilParked(id);
    await widgetHeading('dead letter');
    await tabTo(page, 'input Order id');
    await page.keyboard.type(id);
    await page.keyboard.press('Enter');
    await pressInWidget('a Look');
    await pressInWidget('a What the order and the WMS say', 'button Yes, do it');
    const letter = page.locator('#widget-popup');
    await letter.locator('pre').nth(1).waitFor();
    const text = await letter.textContent();
    const buttons = await letter.getByRole('button').allTextContents();
    await page.keyboard.press('Escape');
    await page.locator(`tbody a[data-order="${id}"]`).click();
    await page.waitForSelector('dialog[open] .story');

    expect(text).toContain(`"note": ${JSON.stringify(evil)}`);
    expect(buttons).toEqual(['Close']);
    expect(await page.locator('img, main script, dialog script, cwdb-action').count()).toBe(0);
    wms.faults.clear();
  });
});

describe('afterwards', () => {
  it('all counts of the page add up, to what the shop sent and the WMS has', async () => {
    await stack.shop?.finished;
    const state = await untilAsked(async () => {
      const { totals, queue } = await readState();
      const { waiting } = totals.messages;
      return waiting === 0 && queue.visible + queue.inFlight === 0 ? { totals, queue } : undefined;
    });
    const { webhooks, messages } = state.totals;
    const sum = (counts: Readonly<Record<string, number>>, ...names: readonly string[]) =>
      names.reduce((total, name) => total + (counts[name] ?? Number.NaN), 0);

    expect(
      sum(webhooks, 'enqueued', 'duplicate', 'superseded', 'ignored', 'parked', 'refused'),
    ).toBe(webhooks['received']);
    // The shop's, the two of the demonstration and the three of these tests.
    const counts = stack.shop?.counts();
    expect(webhooks['received']).toBe((counts?.accepted ?? 0) + (counts?.failedAttempts ?? 0) + 5);
    expect(sum(messages, 'delivered', 'unchanged', 'superseded', 'notSent', 'parked')).toBe(
      messages['messages'],
    );
    expect(messages['messages']).toBe(
      sum(webhooks, 'enqueued') + sum(messages, 'replayed') - sum(messages, 'twins'),
    );
    expect(messages['delivered']).toBeGreaterThan(ordersMax / 2);
  });

  it('no key was used for two bodies', () => {
    expect(wmsOf(stack).violations()).toEqual([]);
  });
});

/** Letters of other orders may lie there, too: the simulated shop sends some that no WMS could take. */
const untilParked = (...ids: readonly string[]): Promise<true> =>
  untilAsked(async () => {
    const { orders } = await readState();
    const parked = orders.filter(({ stage }) => stage === 'parked').map(({ orderId }) => orderId);
    return ids.every((id) => parked.includes(id)) || undefined;
  });

const pollsMax = 300;

/** Asks again and again until there is an answer. */
const untilAsked = async <Value>(ask: () => Promise<Value | undefined>): Promise<Value> => {
  for (let poll = 0; poll < pollsMax; poll += 1) {
    const value = await ask();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('not everything was delivered in the end');
};
