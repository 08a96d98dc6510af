/**
 * The path of the orders with its counts. They add up: the page says how.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { ConsoleState } from './console-state.ts';
import { isWaiting } from './order-board.ts';
import { duration } from './story.ts';

const count = (value: number | null): string => (value === null ? '–' : value.toLocaleString('en'));

type Share = readonly [name: string, value: number, kind?: string];

/** What a step's number is made of; a share that nobody needs to see is left out where it is 0. */
const renderShares = (shares: readonly Share[]): Html => html`
  <dl>${shares.map(
    ([name, value, kind = '']) =>
      html`<div class="${value > 0 ? kind : ''}"><dt>${name}</dt><dd>${count(value)}</dd></div>`,
  )}</dl>`;

const step = (name: string, value: number | null, note: string, kind: string, more: Html): Html =>
  html`<li class="${kind}"><h3>${name}</h3><strong>${count(value)}</strong><p>${note}</p>${more}</li>`;

const renderReceived = ({ totals: { webhooks } }: ConsoleState): Html => {
  const { received, enqueued, duplicate, superseded, ignored, parked, refused } = webhooks;
  const shares = renderShares([
    ['enqueued', enqueued],
    ['duplicate', duplicate],
    ['superseded', superseded],
    ['ignored', ignored],
    ['parked', parked, 'bad'],
    ['refused', refused, 'bad'],
  ]);
  return step('Received', received, 'webhooks, each one of', '', shares);
};

const renderMessages = ({ totals }: ConsoleState): Html => {
  const { replayed, reconciled, twins, messages } = totals.messages;
  const optional: readonly Share[] = [
    ['reconciled', reconciled],
    ['dropped twins', -twins],
  ];
  const shares: readonly Share[] = [
    ['enqueued', totals.webhooks.enqueued],
    ['replayed', replayed],
    ...optional.filter(([, value]) => value !== 0),
  ];
  return step('Messages', messages, 'on the orders queue so far', '', renderShares(shares));
};

const renderWaiting = ({ board, totals, queue, atMillis }: ConsoleState): Html => {
  const { waiting } = totals.messages;
  const since = [...board.rows.values()].filter(isWaiting).map((row) => row.atMillis);
  const oldest = Math.min(...since.filter((millis) => millis > 0));
  const age = Math.max(0, atMillis - oldest);
  const note =
    waiting > 0 && Number.isFinite(oldest)
      ? `messages; the oldest news of one is ${duration(age)} old`
      : 'messages';
  const asked = queue === null ? html`<p>The queue cannot be asked.</p>` : null;
  const shares: readonly Share[] = [
    ...(queue === null
      ? []
      : ([
          ['visible', queue.visible],
          ['in flight or hidden', queue.inFlight],
        ] as const)),
    ['put back so far', board.counts.failed, 'busy'],
    ['deferred so far', board.counts.deferred, 'busy'],
  ];
  const more = html`${asked}${renderShares(shares)}`;
  return step('Waiting', waiting, note, waiting > 0 ? 'busy' : '', more);
};

const renderEnded = ({ totals, wms }: ConsoleState): Html => {
  const { messages } = totals.messages;
  const { delivered, unchanged, superseded, notSent, parked, waiting } = totals.messages;
  const note =
    wms === null
      ? 'to an outside WMS'
      : `to the WMS: ${count(wms.orders)} orders, ${count(wms.requests)} calls`;
  const shares = renderShares([
    ['unchanged', unchanged],
    ['superseded', superseded],
    ['not sent', notSent],
    ['parked', parked, 'bad'],
  ]);
  const sum = `${messages} messages = ${delivered} delivered + ${unchanged} unchanged + ${superseded} superseded + ${notSent} not sent + ${parked} parked + ${waiting} waiting`;
  return step('Delivered', delivered, note, 'good', html`${shares}<p class="sum">${sum}</p>`);
};

/** Shopify to WMS, left to right. */
export const renderPath = (state: ConsoleState): Html => html`
<h2 class="quiet">The path of an order</h2>
<ol class="path">
  ${renderReceived(state)}
  ${renderMessages(state)}
  ${renderWaiting(state)}
  ${renderEnded(state)}
</ol>`;
