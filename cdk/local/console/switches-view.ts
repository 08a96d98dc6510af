/**
 * The part of the page that can be used: the switches of the WMS's faults, and the replay.
 */
import type { ActiveFault } from '../wms/faults.ts';
import type { ConsoleState } from './console-state.ts';
import { type Html, html } from './html.ts';

/** What is tried most, with one click: the form's fields for each. */
export const presets: Readonly<Record<string, { label: string; fields: Record<string, string> }>> =
  {
    down: { label: 'WMS down (503)', fields: { kind: 'status', status: '503' } },
    throttle: {
      label: 'Next 5: 429, retry after 5 s',
      fields: { kind: 'status', status: '429', retryAfter: '5', count: '5' },
    },
    refuse: {
      label: 'Refuse the next (422)',
      fields: { kind: 'status', status: '422', count: '1' },
    },
    lose: { label: 'Lose the next answer', fields: { kind: 'lose-answer', count: '1' } },
    hang: { label: 'Hang', fields: { kind: 'hang' } },
    slow: { label: 'Slow by 1.5 s', fields: { kind: 'slow', millis: '1500' } },
  };

const kinds: Readonly<Record<ActiveFault['kind'], string>> = {
  status: 'answers a status',
  hang: 'never answers',
  slow: 'answers late',
  drip: 'answers byte by byte',
  reset: 'resets the connection before accepting',
  'lose-answer': 'accepts, loses the answer',
  garbage: 'answers HTML with 200',
  redirect: 'redirects',
  gzip: 'answers compressed',
  endless: 'answers without end',
  limit: 'takes fewer requests per second',
  capacity: 'gets slower under load, then gives up',
};

const describe = (fault: ActiveFault): string => {
  const what = fault.kind === 'status' ? `answers ${fault.status}` : kinds[fault.kind];
  const whom = fault.orderId === undefined ? 'every order' : `order ${fault.orderId}`;
  const where = fault.at === 'token' ? 'the token endpoint' : whom;
  const times = fault.count === undefined ? 'until switched off' : `${fault.count} more times`;
  return `${what}, for ${where}, ${times}`;
};

/** The faults that are on, each with its switch. Changes by itself. */
export const renderFaults = ({ wms }: ConsoleState): Html => {
  if (wms === null) return html`<p>The WMS is an outside one: it has no switches here.</p>`;
  if (wms.faults.length === 0)
    return html`<p class="calm">All is well: no fault is switched on.</p>`;
  const items = wms.faults.map(
    (fault) => html`<li><form method="post" action="/faults/clear">
      <input type="hidden" name="id" value="${fault.id}"><span>The WMS ${describe(fault)}</span>
      <button>Switch off</button></form></li>`,
  );
  return html`<ul class="faults">${items}</ul>
<form method="post" action="/faults/clear"><button class="main">Switch all faults off</button></form>`;
};

const renderPresets = (): Html => html`
<form method="post" action="/faults" class="buttons" aria-label="Frequent faults">
  ${Object.entries(presets).map(
    ([name, { label }]) => html`<button name="preset" value="${name}">${label}</button>`,
  )}
</form>`;

const renderFaultForm = (): Html => html`
<details><summary>Another fault</summary>
<form method="post" action="/faults" class="fields">
  <label>The WMS <select name="kind">
    ${Object.entries(kinds).map(([kind, label]) => html`<option value="${kind}">${label}</option>`)}
  </select></label>
  <label>Status <input name="status" type="number" min="200" max="599" value="500"></label>
  <label>Retry-After, seconds <input name="retryAfter" type="number" min="0"></label>
  <label>Milliseconds (late, byte by byte) <input name="millis" type="number" min="1" max="120000" value="1500"></label>
  <label>Order id, empty for all <input name="orderId" inputmode="numeric" pattern="[0-9]*"></label>
  <label>Times, empty until switched off <input name="count" type="number" min="1"></label>
  <label>Endpoint <select name="at"><option value="orders">orders</option><option value="token">token</option></select></label>
  <button class="main">Switch on</button>
</form></details>`;

/** The switches that do not change by themselves. */
export const renderSwitches = (state: ConsoleState): Html => html`
${state.wms === null ? null : html`${renderPresets()}${renderFaultForm()}`}`;

export const renderReplay = (): Html => html`
<form method="post" action="/replay"><button class="main">Replay all dead letters</button></form>`;
