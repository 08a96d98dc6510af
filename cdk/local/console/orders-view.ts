/**
 * The list of orders with the stage each is in; each leads to its story.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { ConsoleState } from './console-state.ts';
import { type BoardRow, isWaiting, rowsToShow } from './order-board.ts';
import { duration, inWords } from './story.ts';

const rowsShown = 30;

/** A link to an order's story, which the page's script opens above the page. */
export const orderLink = (orderId: string): Html =>
  html`<a href="/order?id=${encodeURIComponent(orderId)}" data-order="${orderId}">${orderId}</a>`;

export const clockTime = (millis: number): string =>
  millis === 0 ? '' : new Date(millis).toISOString().slice(11, 19);

const stageClass = (row: BoardRow): string => {
  if (row.stage === 'processed') return 'good';
  if (row.stage === 'parked') return 'bad';
  return isWaiting(row) ? 'busy' : '';
};

const renderRow = (row: BoardRow): Html => html`
  <tr data-key="${row.orderId}">
    <th scope="row">${orderLink(row.orderId)}</th>
    <td><span class="stage ${stageClass(row)}">${row.stage}</span> <small>${inWords(row.reason ?? '')}</small></td>
    <td class="number attempts">${row.attempts}</td>
    <td class="number">${row.latencyMillis === null ? '–' : duration(row.latencyMillis)}</td>
    <td class="number time">${clockTime(row.atMillis)}</td>
  </tr>`;

export const renderOrders = ({ board }: ConsoleState): Html => {
  const rows = rowsToShow(board, rowsShown);
  if (rows.length === 0) return html`<p>No order yet. The first one appears here by itself.</p>`;
  const many = board.orders > rows.length ? ` of ${board.orders.toLocaleString('en')}` : '';
  return html`
<table>
  <caption>${rows.length}${many} orders: those that wait after a failure, then the newest. Times in UTC.</caption>
  <thead><tr>
    <th scope="col">Order</th><th scope="col">Stage</th><th scope="col" class="number attempts">Attempts</th>
    <th scope="col" class="number">Latency</th><th scope="col" class="number time">Since</th>
  </tr></thead>
  <tbody>${rows.map(renderRow)}</tbody>
</table>`;
};

/** Any order, also one that the list no longer shows. */
export const renderFindOrder = (): Html => html`
<form action="/order" method="get" class="find">
  <label>Order id <input name="id" inputmode="numeric" required autocomplete="off" maxlength="20"></label>
  <button>Show its story</button>
</form>`;
