/** The recovery report in a real Chromium: nothing else is needed, and it can be read on a telephone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from '../browser/chromium.ts';
import { look } from '../browser/look.ts';
import { reportPage } from '../recovery/command.ts';
import { figuresOf } from '../recovery/figures.ts';
import { promisesOf } from '../recovery/promises.ts';
import { smallRecording } from '../recovery/small-recording.ts';

let browser: Browser;
let folder: string;
let url: string;
beforeAll(async () => {
  browser = await launchChromium();
  folder = mkdtempSync(join(tmpdir(), 'recovery-page-'));
  const path = join(folder, 'page.html');
  const recording = { ...smallRecording('429'), letters: 1 };
  const figures = figuresOf(recording);
  writeFileSync(path, reportPage(recording, figures, promisesOf(recording, figures)));
  url = pathToFileURL(path).href;
});
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

/** Of text that is drawn: as small as the smallest of the tables. */
const textPixelsMin = 10;

it.each([
  { width: 400, colorScheme: 'light' },
  { width: 400, colorScheme: 'dark' },
  { width: 1_280, colorScheme: 'light' },
  { width: 1_280, colorScheme: 'dark' },
] as const)(
  'the report is readable at $width pixels, $colorScheme',
  async ({ width, colorScheme }) => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const requested: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(url);

    expect(await look(page)).toEqual({ faint: [], wide: [], unnamed: [] });
    expect(requested.filter((one) => one !== url && !one.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await page.getByRole('img').count()).toBe(4);
    const heights = await page
      .locator('svg text')
      .evaluateAll((texts) => texts.map((text) => text.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThan(textPixelsMin);
    await context.close();
  },
);
