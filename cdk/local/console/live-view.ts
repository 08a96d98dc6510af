/**
 * The parts of the page that change by themselves: the path of the orders, and the newest of them.
 */
import type { ConsoleState } from './console-state.ts';
import { type Html, html } from './html.ts';
import {
  type BoardRow,
  isWaiting,
  latenciesMax,
  newestRows,
  type OrderBoard,
} from './order-board.ts';

const rowsShown = 50;
const plotMillisMin = 1_000;

const orUnknown = (value: number | undefined): string =>
  value === undefined ? '–' : value.toLocaleString('en');

export const duration = (millis: number): string => {
  if (millis < 1_000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1_000).toFixed(1)} s`;
  return `${Math.floor(millis / 60_000)} min ${Math.floor((millis % 60_000) / 1_000)} s`;
};

const step = (name: string, value: string, note: string, kind = ''): Html => html`
  <li class="${kind}"><span class="name">${name}</span><strong>${value}</strong><small>${note}</small></li>`;

const queueNote = ({ queue }: ConsoleState): string =>
  queue === null ? 'queue unknown' : `${queue.visible} on the queue, ${queue.inFlight} in flight`;

const wmsNote = ({ wms }: ConsoleState): string => {
  if (wms === null) return 'an outside WMS';
  return `${wms.orders} orders, ${wms.requests} requests`;
};

/** Shopify to WMS, left to right; what left the path is below it. */
export const renderPath = (state: ConsoleState): Html => {
  const { counts, rows } = state.board;
  const waiting = [...rows.values()].filter(isWaiting).length;
  const { deadLetters, wms } = state;
  const letters = deadLetters ?? undefined;
  const known = `${counts.duplicate} duplicate, ${counts.superseded} superseded, ${counts.ignored} not sent`;
  return html`
<ol class="path" aria-label="The path of an order">
  ${step('Received', orUnknown(counts.received), 'webhooks from Shopify')}
  ${step('Enqueued', orUnknown(counts.enqueued), known)}
  ${step('Waiting', orUnknown(waiting), queueNote(state), waiting > 0 ? 'busy' : '')}
  ${step('Delivered', orUnknown(counts.processed), wmsNote(state), 'good')}
</ol>
<ul class="path side" aria-label="Off the path">
  ${step('Parked', orUnknown(counts.parked), `${counts.replayed} replayed`, counts.parked > 0 ? 'bad' : '')}
  ${step('Dead letters', orUnknown(letters), 'wait for a replay', letters ? 'bad' : '')}
  ${step('Put back', orUnknown(counts.failed), 'failed deliveries, tried again', counts.failed > 0 ? 'busy' : '')}
  ${
    wms !== null && wms.violations > 0
      ? step('Key violations', orUnknown(wms.violations), 'one key, two bodies: a bug', 'bad')
      : null
  }
</ul>`;
};

/** The latency that this share of the deliveries kept. */
const quantile = (latencies: readonly number[], share: number): number | undefined => {
  const sorted = latencies.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
};

/** A bar per delivery, newest on the right. */
const renderLatencies = ({ latencies }: OrderBoard): Html => {
  const max = Math.max(plotMillisMin, ...latencies);
  const start = latenciesMax - latencies.length;
  const bars = latencies.map((millis, index) => {
    const height = Math.max(1, Math.round((millis / max) * 40));
    return html`<rect x="${(start + index) * 4}" y="${40 - height}" width="3" height="${height}"/>`;
  });
  const [half, most] = [quantile(latencies, 0.5), quantile(latencies, 0.95)];
  const said =
    half === undefined || most === undefined
      ? 'nothing was delivered yet'
      : `half within ${duration(half)}, 95 % within ${duration(most)}, the highest bar is ${duration(max)}`;
  return html`
<h2>End-to-end latency</h2>
<p>Webhook received to WMS confirmed, the newest ${latencies.length} deliveries: ${said}.</p>
<svg viewBox="0 0 400 40" preserveAspectRatio="none" role="img" aria-label="End-to-end latency: ${said}">${bars}</svg>`;
};

const stageClass = (row: BoardRow): string => {
  if (row.stage === 'processed') return 'good';
  if (row.stage === 'parked') return 'bad';
  return isWaiting(row) ? 'busy' : '';
};

const renderRow = (row: BoardRow): Html => html`
  <tr>
    <th scope="row">${row.orderId}</th>
    <td><span class="stage ${stageClass(row)}">${row.stage}</span> <small>${row.reason ?? ''}</small></td>
    <td class="number">${row.attempts}</td>
    <td class="number">${row.latencyMillis === null ? '–' : duration(row.latencyMillis)}</td>
    <td class="number time">${row.atMillis === 0 ? '' : new Date(row.atMillis).toISOString().slice(11, 19)}</td>
  </tr>`;

const renderOrders = ({ board }: ConsoleState): Html => {
  const rows = newestRows(board, rowsShown);
  if (rows.length === 0) {
    return html`<h2>Orders</h2><p>No order yet. The first one appears here by itself.</p>`;
  }
  return html`
<h2>Orders</h2>
<table>
  <caption>The ${rows.length} orders heard of last, newest first; times in UTC</caption>
  <thead><tr>
    <th scope="col">Order</th><th scope="col">Stage</th><th scope="col" class="number">Attempts</th>
    <th scope="col" class="number">Latency</th><th scope="col" class="number time">Seen</th>
  </tr></thead>
  <tbody>${rows.map(renderRow)}</tbody>
</table>`;
};

/** How fast the orders arrive, and the newest of them. */
export const renderNews = (state: ConsoleState): Html =>
  html`${renderLatencies(state.board)}${renderOrders(state)}`;
