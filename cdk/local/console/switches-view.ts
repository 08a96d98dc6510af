/**
 * The switches of the simulated WMS's faults, and the rules of its contract that were broken.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { ActiveFault } from '../wms/faults.ts';
import type { BrokenRule, ConsoleState } from './console-state.ts';
import { type Field, faultFields, faultKinds } from './fault-form.ts';
import { clockTime, orderLink } from './orders-view.ts';
import { times } from './story.ts';

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

/** What the WMS does; a kind that has no words here is shown by its name. */
const kinds: Readonly<Record<string, string>> = {
  status: 'answers a status',
  hang: 'never answers',
  slow: 'answers late',
  drip: 'answers byte by byte',
  reset: 'resets the connection before accepting',
  'lose-answer': 'accepts, loses the answer',
  garbage: 'answers HTML with 200',
  redirect: 'redirects',
  gzip: 'answers compressed, unasked',
  endless: 'answers without an end',
  limit: 'admits fewer requests',
  capacity: 'gets slow under load, then gives up',
};
const kindLabel = (kind: string): string => kinds[kind] ?? kind.replaceAll('-', ' ');

const fieldLabels: Readonly<Record<string, string>> = {
  status: 'Status',
  retryAfter: 'Retry-After: seconds or a date',
  detail: "The problem's detail",
  millis: 'Milliseconds',
  location: 'Location',
  perSecond: 'Requests per second',
  concurrency: 'Requests at once without delay',
  collapseAt: 'Requests at once that are too many',
  at: 'Endpoint',
  orderId: 'Order id, empty for all',
  count: 'Times, empty until switched off',
  seconds: 'Seconds, empty until switched off',
};
const examples: Readonly<Record<string, string>> = { status: '500', millis: '1500' };

const known = new Set(['id', 'kind', 'at', 'orderId', 'count', 'seconds']);

/** The fields that this kind has besides those of all, as they were set. */
const detailOf = (fault: ActiveFault): string => {
  const given = Object.entries(fault).filter(([name]) => !known.has(name));
  return given.map(([name, value]) => `, ${name} ${value}`).join('');
};

const endOf = ({ count, seconds }: ActiveFault): string => {
  const limits = [
    ...(count === undefined ? [] : [count === 1 ? 'once more' : `${count} more times`]),
    ...(seconds === undefined ? [] : [`for ${seconds} s from when it was switched on`]),
  ];
  return limits.join(', ') || 'until switched off';
};

const describe = (fault: ActiveFault): string => {
  const what = fault.kind === 'status' ? `answers ${fault.status}` : kindLabel(fault.kind);
  const detail = fault.kind === 'status' ? '' : detailOf(fault);
  const whom = fault.orderId === undefined ? 'every order' : `order ${fault.orderId}`;
  const where = fault.at === 'orders' ? whom : `the endpoint ${fault.at}`;
  return `${what}${detail}, for ${where}, ${endOf(fault)}`;
};

const violationsShown = 10;

/** A broken rule is the one thing on this page that can only be a bug of the bridge. */
const renderViolations = (violations: readonly BrokenRule[]): Html => {
  if (violations.length === 0) return html``;
  const newest = violations.slice(-violationsShown).reverse();
  return html`
<div class="violations"><h3>The idempotency rule was broken ${times(violations.length)}: a bug of the bridge</h3>
<ul>${newest.map(
    ({ atMillis, orderId, idempotencyKey, kind }) =>
      html`<li>${clockTime(atMillis)} order ${orderLink(orderId)}, ${kind.replaceAll('-', ' ')}: <code>${idempotencyKey}</code></li>`,
  )}</ul></div>`;
};

const renderSwitch = (fault: ActiveFault): Html => html`
  <li data-key="${fault.id}"><form method="post" action="/faults/clear">
    <input type="hidden" name="id" value="${fault.id}"><span>The WMS ${describe(fault)}</span>
    <button>Switch off</button></form></li>`;

/** The faults that are on, each with its switch. Changes by itself. */
export const renderFaults = ({ wms }: ConsoleState): Html => {
  if (wms === null) return html`<p>The WMS is an outside one: it has no switches here.</p>`;
  const on =
    wms.faults.length === 0
      ? html`<p class="calm">All is well: no fault is switched on.</p>`
      : html`<ul class="faults">${wms.faults.map(renderSwitch)}</ul>
<form method="post" action="/faults/clear"><button class="main">Switch all faults off</button></form>`;
  return html`${renderViolations(wms.violations)}${on}`;
};

const renderPresets = (): Html => html`
<form method="post" action="/faults" class="buttons" aria-label="Frequent faults">
  ${Object.entries(presets).map(
    ([name, { label }]) => html`<button name="preset" value="${name}">${label}</button>`,
  )}
</form>`;

const renderControl = ({ name, input, options, min, max }: Field): Html => {
  if (input === 'choice') {
    return html`<select name="${name}">${options.map((one) => html`<option>${one}</option>`)}</select>`;
  }
  if (input === 'switch') return html`<input type="checkbox" name="${name}">`;
  const value = examples[name] ?? '';
  if (input === 'text') {
    return html`<input name="${name}" value="${value}" autocomplete="off" maxlength="200">`;
  }
  return html`<input name="${name}" type="number" step="any" value="${value}" min="${min ?? 0}" max="${max ?? ''}">`;
};

/** One class per kind that has the field; the style shows those of the chosen kind. */
const renderField = (field: Field): Html => {
  const classes = field.ofAll
    ? ''
    : ['of-some', ...field.kinds.map((kind) => `of-${kind}`)].join(' ');
  return html`<label class="${classes}">${fieldLabels[field.name] ?? field.name} ${renderControl(field)}</label>`;
};

const renderFaultForm = (): Html => html`
<details><summary>Another fault</summary>
<form method="post" action="/faults" class="fields">
  <label>The WMS <select name="kind">
    ${faultKinds.map((kind) => html`<option value="${kind}">${kindLabel(kind)}</option>`)}
  </select></label>
  ${faultFields.map(renderField)}
  <button class="main">Switch on</button>
</form></details>`;

/** The switches that do not change by themselves. */
export const renderSwitches = (state: ConsoleState): Html => html`
${state.wms === null ? null : html`${renderPresets()}${renderFaultForm()}`}`;
