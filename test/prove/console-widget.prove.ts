/**
 * The dashboard's widget in a real Chromium, on the page that plays CloudWatch's part: used by somebody who
 * has no mouse, and by somebody who plants HTML in it.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeBoard } from '../../cdk/local/console/board.ts';
import { startConsole } from '../../cdk/local/console/console.ts';
import type { CallWidget } from '../../cdk/local/console/widget-call.ts';
import { launchChromium, type Visit, visit } from '../browser/chromium.ts';
import { focused, focusIsVisible, tabTo } from '../browser/keyboard.ts';
import { look } from '../browser/look.ts';
import { makeWidgetDesk } from '../browser/widget-desk.ts';
import { orderAddress, orderLine } from '../builders/normal-order.ts';

let browser: Browser;
const shots = mkdtempSync(join(tmpdir(), 'widget-'));
beforeAll(async () => {
  browser = await launchChromium();
  process.stdout.write(`screenshots: ${shots}\n`);
});
afterAll(() => browser?.close());

const open: { close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

const visitWidget = async (
  callWidget: CallWidget,
  options: Parameters<typeof visit>[2] = {},
): Promise<Visit> => {
  const board = makeBoard();
  const console = await startConsole({
    ...{ port: 0, callWidget, readStory: () => null, setScenario: () => '' },
    ...{ switchFault: () => {}, clearFaults: () => {} },
    readState: () => ({
      ...{ board: board.read(), totals: board.totals(), queue: null, deadLetters: null },
      ...{ wms: null, shop: null, demo: null, atMillis: 0, alarms: [] },
      pager: { incidents: [], dropped: 0, mails: [] },
    }),
  });
  open.unshift(console);
  const visited = await visit(browser, console.url, options);
  open.unshift(visited);
  return visited;
};

const heading = (page: Page, text: string) =>
  page.locator('#widget h3, #widget-popup h3').filter({ hasText: text }).waitFor();

const clean = { faint: [], wide: [], unnamed: [] };
const sizes = [1_280, 400].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => [width, colorScheme] as const),
);

describe('the widget looks right', () => {
  it.each(sizes)('%i pixels wide, %s, in each of its views', async (width, colorScheme) => {
    const { callWidget, world } = makeWidgetDesk();
    const { page, complaints, strayRequests } = await visitWidget(callWidget, {
      ...{ viewport: { width, height: 1_000 }, colorScheme },
    });
    const shoot = async (name: string): Promise<void> => {
      expect(await look(page)).toEqual(clean);
      const path = join(shots, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
    };
    const press = (label: string) =>
      page.getByRole('button', { name: label }).and(page.locator(':visible')).first().click();

    await heading(page, '14 dead letters');
    await shoot('overview');
    await press('List: class rejected');
    await heading(page, '9 dead letters: class rejected');
    await shoot('list');
    await press('Look: 6100000010000');
    await heading(page, 'Dead letter of order');
    await shoot('letter');
    await page.getByRole('button', { name: 'Close' }).click();
    await press('All dead letters');
    await press('Plan a replay of all');
    await heading(page, 'A replay would send 12 of 14 letters');
    await shoot('plan');
    await press('Replay 12 letters');
    await page.getByText('Send 12 dead letters to the WMS again?').waitFor();
    await shoot('confirmation');
    await press('Yes, do it');
    await heading(page, 'The replay of 14 letters');
    await shoot('job');
    await world.replay({ action: 'work' });
    await press('All dead letters');
    await heading(page, '2 dead letters');
    await shoot('afterwards');

    expect([...complaints, ...strayRequests]).toEqual([]);
  });
});

describe('with the keyboard alone', () => {
  it('leads from the list over the plan to a replay, which sends nothing before it is confirmed', async () => {
    const { callWidget, world } = makeWidgetDesk();
    const { page, complaints } = await visitWidget(callWidget);
    await heading(page, '14 dead letters');

    await tabTo(page, 'a List');
    expect(await focusIsVisible(page)).toBe(true);
    await page.keyboard.press('Enter');
    await heading(page, '9 dead letters: class rejected');
    await tabTo(page, 'a Plan a replay of these');
    await page.keyboard.press('Space');
    await heading(page, 'A replay would send 9 of 9 letters');
    expect(await focused(page)).toBe('h3 A replay would send 9 of 9 letters');
    await tabTo(page, 'a Replay 9 letters');
    await page.keyboard.press('Enter');
    await page.getByText('Send 9 dead letters to the WMS again?').waitFor();
    expect(await focused(page)).toBe('button Cancel');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('a Replay 9 letters');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    expect(world.jobs.seen().jobs).toEqual([]);
    await page.keyboard.press('Enter');
    await tabTo(page, 'button Yes, do it');
    await page.keyboard.press('Enter');
    await heading(page, 'The replay of 9 letters is done');

    expect(world.orders.bodies()).toHaveLength(9);
    expect(complaints).toEqual([]);
  });

  it('answers the question that is open, also where one was left a moment before', async () => {
    const { callWidget, world } = makeWidgetDesk();
    const { page } = await visitWidget(callWidget);
    await heading(page, '14 dead letters');
    await tabTo(page, 'a List');
    await page.keyboard.press('Enter');
    await tabTo(page, 'a Plan a replay of these');
    await page.keyboard.press('Enter');
    await heading(page, 'A replay would send 9 of 9 letters');
    // In one task: the browser tells of the first one's end when the second is open.
    await page.evaluate(`(() => {
      const replay = [...document.querySelectorAll('#widget a')].find(
        ({ textContent }) => textContent === 'Replay 9 letters',
      );
      replay.click();
      document.getElementById('widget-confirm').close();
      replay.click();
    })()`);
    await tabTo(page, 'button Yes, do it');
    await page.keyboard.press('Enter');
    await heading(page, 'The replay of 9 letters is done');

    expect(world.jobs.seen().jobs).toHaveLength(1);
    expect(world.orders.bodies()).toHaveLength(9);
  });

  it('shows a letter, what the customer wrote after a question, and comes back to where it was', async () => {
    const { callWidget, world } = makeWidgetDesk();
    const { page } = await visitWidget(callWidget);
    await heading(page, '14 dead letters');
    await tabTo(page, 'a List');
    await page.keyboard.press('Enter');
    await heading(page, 'class rejected');

    await tabTo(page, 'a Look');
    await page.keyboard.press('Enter');
    await heading(page, 'Dead letter of order');
    await tabTo(page, 'a What the order and the WMS say');
    await page.keyboard.press('Enter');
    await tabTo(page, 'button Yes, do it');
    await page.keyboard.press('Enter');
    await page.getByText('Leave it with the porter.').waitFor();
    await page.keyboard.press('Escape');

    expect(await focused(page)).toBe('a Look');
    expect(world.lines).toMatchObject([{ kind: 'letter-shown', by: 'dashboard' }]);
  });

  it('finds an order’s letter, by Enter in the field', async () => {
    const { callWidget } = makeWidgetDesk();
    const { page, complaints } = await visitWidget(callWidget);
    await heading(page, '14 dead letters');

    await tabTo(page, 'input Order id');
    await page.keyboard.type('62000000002');
    await page.keyboard.press('Enter');

    await heading(page, '1 dead letter: order 62000000002');
    expect(complaints).toEqual([]);
  });
});

describe('by itself', () => {
  it('shows a letter that was parked meanwhile, and leaves alone what somebody is using', async () => {
    const { callWidget, world } = makeWidgetDesk();
    const { page } = await visitWidget(callWidget);
    await heading(page, '14 dead letters');

    await world.park('63000000001');
    await heading(page, '15 dead letters');
    await page.locator('#widget input').fill('typed');
    await world.park('63000000002');
    await page.waitForTimeout(6_000);

    expect(await page.locator('#widget h3').textContent()).toBe('15 dead letters');
    expect(await page.locator('#widget input').inputValue()).toBe('typed');
  });

  it('says so when a function fails, and begins again on a click', async () => {
    const { callWidget } = makeWidgetDesk();
    let fails = true;
    const { page } = await visitWidget(async (call) =>
      fails
        ? { kind: 'failed', sentence: 'browse-dead-letters failed: its log says why.' }
        : callWidget(call),
    );
    await page.getByText('browse-dead-letters failed').waitFor();
    fails = false;

    await page.getByRole('button', { name: 'Begin again' }).click();
    await heading(page, '14 dead letters');

    expect(await page.locator('#widget p').count()).toBeGreaterThan(0);
  });
});

const hostile = [
  `<script>window.planted = 1</script>`,
  `<img src=x onerror="window.planted = 1">`,
  `</td></tr></table><iframe srcdoc="<script>parent.planted = 1</script>"></iframe>`,
  `<a class="btn" href="javascript:window.planted = 1">Replay all</a>`,
  `</pre></cwdb-action><a class="btn">Planted</a><cwdb-action action="call" endpoint="arn:evil">{}</cwdb-action>`,
  `<svg><use href="#x"></use><script>window.planted = 1</script></svg>`,
  `"><b onmouseover="window.planted = 1">`,
];

/** Elements of the widget by name, and how many. */
const elementsIn = (page: Page, root: string): Promise<Readonly<Record<string, number>>> =>
  page.evaluate(`(() => {
    const counts = {};
    for (const { localName } of document.querySelectorAll('${root} *')) {
      counts[localName] = (counts[localName] ?? 0) + 1;
    }
    return counts;
  })()`);

describe('whatever a letter holds', () => {
  it.each(hostile)('is text, and plants nothing: %s', async (evil) => {
    const saying = (text: string) => ({
      ...{ note: text, name: text, shippingMethod: text, shipTo: orderAddress({ name: text }) },
      lines: [orderLine({ sku: text, title: text })],
    });
    const letterSaying = (text: string) => ({
      ...{ orderId: '1', reason: text, topic: text, problem: text, order: saying(text) },
    });
    const plain = makeWidgetDesk([letterSaying('x')]);
    const planted = makeWidgetDesk([letterSaying(evil)]);
    const seen: Record<'list' | 'letter' | 'text' | 'problem', unknown>[] = [];
    for (const { callWidget } of [plain, planted]) {
      const { page, complaints, strayRequests } = await visitWidget(callWidget);
      await heading(page, '1 dead letter');
      await page.getByRole('button', { name: 'List: class rejected' }).click();
      await heading(page, 'class rejected');
      const list = await elementsIn(page, '#widget');
      await page.getByRole('button', { name: 'Look: 1' }).click();
      await page.getByRole('button', { name: 'What the order and the WMS say' }).click();
      await page.getByRole('button', { name: 'Yes, do it' }).click();
      await page.locator('#widget-popup pre').first().waitFor();
      const pre = page.locator('#widget-popup pre');
      const [problem, text] = await pre.allTextContents();
      seen.push({ list, letter: await elementsIn(page, '#widget-popup'), text, problem });
      expect(await page.evaluate('window.planted')).toBeUndefined();
      expect([...complaints, ...strayRequests]).toEqual([]);
    }
    const [expected, found] = seen;

    expect([found?.list, found?.letter]).toEqual([expected?.list, expected?.letter]);
    // The order's note, name, way of shipping, person, SKU and title; the WMS's answer as it is.
    expect(String(found?.text).split(JSON.stringify(evil))).toHaveLength(7);
    expect(found?.problem).toBe(evil);
  });
});

describe('HTML that a function should never have answered', () => {
  it('runs nothing, loads nothing, leads nowhere, and calls only what a click asks for', async () => {
    const calls: unknown[] = [];
    const { page, complaints, strayRequests } = await visitWidget(async ({ endpoint, request }) => {
      calls.push([endpoint, request]);
      const form = `<form action="https://evil.example"><input name="q" onfocus="window.planted = 1" autofocus></form>`;
      const style = `<style>body { display: none }</style><p style="position: fixed">styled</p>`;
      const action = `<b>Do</b><cwdb-action action="call" endpoint="arn:own">{"action":"jobs"}</cwdb-action>`;
      const wrong = `<i>x</i><b>Broken</b><cwdb-action action="call" endpoint="arn:own">no JSON</cwdb-action>`;
      return {
        kind: 'html',
        html: `<h3>Planted</h3>${hostile.join('')}${form}${style}${action}${wrong}`,
      };
    });
    await heading(page, 'Planted');
    await page.getByText('Broken').click();
    await page.getByText('Do', { exact: true }).click();
    await expect.poll(() => calls.length).toBeGreaterThan(1);

    expect(await page.evaluate('window.planted')).toBeUndefined();
    expect(calls).toContainEqual(['arn:own', { action: 'jobs' }]);
    expect(
      await page
        .locator('#widget')
        .locator(
          'script, iframe, img, svg, use, style, i, [href], [src], [style], [action], [onfocus], [onmouseover]',
        )
        .count(),
    ).toBe(0);
    expect(await page.locator('body').isVisible()).toBe(true);
    expect(strayRequests).toEqual([]);
    // The browser's own word that the page's policy holds, too.
    expect(complaints.filter((said) => !said.startsWith('Applying inline style'))).toEqual([]);
  });
});
