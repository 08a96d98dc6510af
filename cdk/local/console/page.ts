/**
 * The whole page, rendered on the server. It works without its scripts, all but the widget, then by
 * reloading itself.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Html, html } from '../../../lib/letters/widget/html.ts';
import { renderAlarms, renderPager } from './alarms-view.ts';
import type { ConsoleState, OrderStory } from './console-state.ts';
import { renderDemo } from './demo-view.ts';
import { renderLatencies } from './latency-view.ts';
import { renderFindOrder, renderOrders } from './orders-view.ts';
import { pageStyle } from './page-style.ts';
import { renderPath } from './path-view.ts';
import { renderScenarios, renderShop } from './shop-view.ts';
import { renderStory } from './story-view.ts';
import { renderFaults, renderSwitches } from './switches-view.ts';
import { renderWidget, renderWidgetDialogs } from './widget-view.ts';

const readScript = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
const scripts = ['page-client.js', 'widget-client.js'].map(readScript);

const raw = (text: string): Html => ({ html: text });
const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only what the page itself brings may run or load. */
export const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src ${scripts.map(hashOf).join(' ')}`,
  `style-src ${hashOf(pageStyle)}`,
  `img-src data:`,
  `connect-src 'self'`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const icon =
  'data:image/svg+xml,' +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1d4f91"/><path d="M3 8h8M8 4l4 4-4 4" fill="none" stroke="#fff" stroke-width="2"/></svg>`,
  );

/** The parts of the page that change by themselves, by name. */
const liveParts = {
  demo: renderDemo,
  path: renderPath,
  alarms: renderAlarms,
  pager: renderPager,
  shop: renderShop,
  faults: renderFaults,
  latency: ({ board }: ConsoleState): Html => renderLatencies(board),
  orders: renderOrders,
} as const;

/** What every open page asks for once a second; with the story that is open on it. */
export const renderLive = (
  state: ConsoleState,
  opened: { readonly orderId: string; readonly story: OrderStory | null } | null,
): Readonly<Record<string, string>> => {
  const parts = Object.entries(liveParts).map(([name, render]) => [name, render(state).html]);
  const story = opened === null ? [] : [['story', renderStory(opened.orderId, opened.story).html]];
  return Object.fromEntries([...parts, ...story]);
};

const live = (name: keyof typeof liveParts, state: ConsoleState): Html =>
  html`<div data-live="${name}">${liveParts[name](state)}</div>`;

const frame = (title: string, body: Html, reloads: boolean): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${icon}">
${reloads ? html`<noscript><meta http-equiv="refresh" content="5"></noscript>` : null}
<style>${raw(pageStyle)}</style>
</head>
<body>
${body}
</body>
</html>
`.html;

const renderControls = (state: ConsoleState): Html => html`
<div class="controls">
<section><h2 tabindex="-1">Faults of the simulated WMS</h2>
${live('faults', state)}
${renderSwitches(state)}
</section>
<section><h2 tabindex="-1">The simulated shop</h2>
${live('shop', state)}
${renderScenarios(state)}
</section>
<section class="whole"><h2 tabindex="-1">Dead letters</h2>
${renderWidget()}
</section>
</div>`;

/** @param notice - What the last button did, or an empty string. */
export const renderPage = (state: ConsoleState, notice: string): string =>
  frame(
    'shopify-wms-bridge',
    html`<a class="skip" href="#orders">To the orders</a>
<header><h1>shopify-wms-bridge</h1><p>Every order on this machine, on its way from the shop to the WMS</p>
<button id="pause" type="button" aria-pressed="false" hidden>Pause updates</button></header>
<main>
<p id="notice" role="status">${notice}</p>
<p id="lost" role="alert" hidden>The local stack does not answer: is it still running?</p>
${live('demo', state)}
${live('path', state)}
<div class="controls">
<section><h2 tabindex="-1">Alarms</h2>
${live('alarms', state)}
</section>
<section><h2 tabindex="-1">Pager</h2>
${live('pager', state)}
</section>
</div>
${renderControls(state)}
${live('latency', state)}
<h2 id="orders" tabindex="-1">Orders</h2>
${renderFindOrder()}
${live('orders', state)}
</main>
<dialog id="story" aria-labelledby="story-title">
<form method="dialog"><button>Close</button></form>
<div data-live="story"></div>
</dialog>
${renderWidgetDialogs()}
${scripts.map((script) => html`<script type="module">${raw(script)}</script>`)}`,
    true,
  );

/** An order's story as a page of its own, for browsers without script. */
export const renderStoryPage = (orderId: string, story: OrderStory | null): string =>
  frame(
    `Order ${orderId} · shopify-wms-bridge`,
    html`<main><p><a href="/">Back to all orders</a></p>${renderStory(orderId, story)}</main>`,
    true,
  );
