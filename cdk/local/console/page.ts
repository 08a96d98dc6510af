/**
 * The whole page, rendered on the server. It works without its script, then by reloading itself.
 */
import { createHash } from 'node:crypto';
import type { ConsoleState } from './console-state.ts';
import { type Html, html } from './html.ts';
import { renderNews, renderPath } from './live-view.ts';
import { pageStyle } from './page-style.ts';
import { renderFaults, renderReplay, renderSwitches } from './switches-view.ts';

/** Fetches the parts that change, once a second; leaves one alone while somebody is in it. */
const script = `
const refresh = async () => {
  for (const part of document.querySelectorAll('[data-live]')) {
    if (part.contains(document.activeElement)) continue;
    const response = await fetch(part.dataset.live);
    const text = await response.text();
    if (response.ok && part.innerHTML !== text && !part.contains(document.activeElement)) part.innerHTML = text;
  }
};
const loop = async () => {
  const lost = document.getElementById('lost');
  try { if (!document.hidden) await refresh(); lost.hidden = true; } catch { lost.hidden = false; }
  setTimeout(loop, 1000);
};
loop();
`;

const raw = (text: string): Html => ({ html: text });
const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Only what the page itself brings may run or load. */
export const contentSecurityPolicy = [
  `default-src 'none'`,
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(pageStyle)}`,
  `img-src data:`,
  `connect-src 'self'`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

/** @param notice - What the last button did, or an empty string. */
export const renderPage = (state: ConsoleState, notice: string): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>shopify-wms-bridge</title>
<link rel="icon" href="data:,">
<noscript><meta http-equiv="refresh" content="5"></noscript>
<style>${raw(pageStyle)}</style>
</head>
<body>
<header><h1>shopify-wms-bridge</h1><p>Every order on this machine, on its way from the shop to the WMS</p></header>
<main>
<p role="status">${notice}</p>
<p id="lost" role="alert" hidden>The local stack does not answer: is it still running?</p>
<div data-live="/path">${renderPath(state)}</div>
<div class="controls">
<section><h2>Faults of the simulated WMS</h2>
<div data-live="/faults">${renderFaults(state)}</div>
${renderSwitches(state)}
</section>
<section><h2>Dead letters</h2>
<p>What was parked waits here until somebody replays it.</p>
${renderReplay()}
</section>
</div>
<div data-live="/news">${renderNews(state)}</div>
</main>
<script>${raw(script)}</script>
</body>
</html>
`.html;
