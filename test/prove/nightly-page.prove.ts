/** The report of a night in a real Chromium: nothing else is needed, and it can be read on a telephone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../lib/reconciliation/nightly/report-page.ts';
import { launchChromium } from '../browser/chromium.ts';
import { look } from '../browser/look.ts';
import { handled, seenReport } from '../unit/reconciliation/nightly/seen-report.ts';

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'nightly-page-'));
});
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

const hostile = `"><img src="https://other.example/x"><script>document.title='run'</script>`;
const pages = {
  look: reportPage(seenReport(handled, { gaps: ['wms_refused'], differencesNotNamed: 12 })),
  well: reportPage(seenReport([], { verdict: 'well', open: 0 })),
  hostile: reportPage(seenReport(handled, { by: hostile, gaps: [hostile], shop: hostile })),
};
const views = [
  { width: 400, colorScheme: 'light' },
  { width: 400, colorScheme: 'dark' },
  { width: 1_280, colorScheme: 'light' },
  { width: 1_280, colorScheme: 'dark' },
] as const;
type View = (typeof views)[number];

/** What was asked for besides the page itself, and what the browser complained of. */
const open = async (name: keyof typeof pages, { width, colorScheme }: View) => {
  const path = join(folder, `${name}.html`);
  writeFileSync(path, pages[name]);
  const url = pathToFileURL(path).href;
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('request', (request) => request.url() !== url && troubles.push(request.url()));
  page.on('console', (message) => troubles.push(message.text()));
  await page.goto(url);
  return { page, troubles, close: () => context.close() };
};

/** What a person sees of the first row of each table, a narrow screen's labels included. */
const firstRows = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll('tbody tr:first-child')].map((row) =>
    [...row.children].map((cell) => {
      const { content } = getComputedStyle(cell, '::before');
      return (content === 'none' ? '' : content.replaceAll('"', '') + ': ') + cell.textContent;
    }).join(' | '))`);

describe.each(views)('at $width pixels, $colorScheme, the report', (view) => {
  it.each(['look', 'well', 'hostile'] as const)('is readable: %s', async (name) => {
    const { page, troubles, close } = await open(name, view);

    expect(await look(page)).toEqual({ faint: [], wide: [], unnamed: [] });
    expect(troubles).toEqual([]);
    await close();
  });

  it('runs nothing that stands in it', async () => {
    const { page, close } = await open('hostile', view);

    expect(await page.title()).toContain(hostile);
    expect(await page.locator('img, script').count()).toBe(0);
    await close();
  });
});

it('on a narrow screen each cell says what it is', async () => {
  const { page, close } = await open('look', views[0]);

  expect((await firstRows(page))[1]).toBe(
    '820982911946154001 | what: in Shopify, and never came to the bridge | in Shopify: 2026-11-22T01:15:00Z | at the WMS: – | done: sent again',
  );
  await close();
});
