/**
 * A real Chromium for tests. It is told where to find the page, and that nothing else exists.
 */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where systems have it, or Chrome. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** @throws Error that says how to install it where it is missing. */
export const launchChromium = async (): Promise<Browser> => {
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      'the tests of the page need Chromium: install it with "apt-get update && apt-get install -y chromium", or Chrome',
    );
  }
  return chromium.launch({ executablePath, args: flags });
};

/** A page, and what it did that nobody should see. */
export type Visit = {
  readonly page: Page;
  /** Requests to anywhere but this machine. */
  readonly strayRequests: readonly string[];
  /** Errors and warnings on the console, thrown errors, requests that failed, and pop-ups. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
};

export const visit = async (
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const strayRequests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol !== 'data:' && hostname !== '127.0.0.1') strayRequests.push(request.url());
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`pop-up: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  return { page, strayRequests, complaints, close: () => context.close() };
};
