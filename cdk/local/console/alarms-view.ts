/**
 * The alarms, those that fire first, and what the local pager was told: what an on-call engineer sees.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import { splitDescription } from './alarm-rows.ts';
import type { AlarmRow, ConsoleState, PagerState } from './console-state.ts';
import { clockTime } from './orders-view.ts';
import { duration } from './story.ts';

const incidentsShown = 10;
const mailsShown = 10;

const ago = (atMillis: number, now: number): string => duration(Math.max(0, now - atMillis));
const clock = (atMillis: number): Html => html`<time>${clockTime(atMillis)}</time>`;

const stateWords = {
  ALARM: { text: 'fires', tone: 'bad' },
  OK: { text: 'calm', tone: 'good' },
  INSUFFICIENT_DATA: { text: 'no data yet', tone: 'busy' },
} as const;

const renderSentences = (sentences: readonly string[]): readonly Html[] =>
  sentences.map((sentence) => html`<p>${sentence}</p>`);

const runbookLink = (runbook: string | null, name: string): Html | null =>
  runbook === null
    ? null
    : html` · <a href="${runbook}">Runbook<span class="quiet"> of ${name}</span></a>`;

const renderRow = (row: AlarmRow, now: number): Html => {
  const { text, tone } = stateWords[row.state];
  const isTold = row.goesTo !== 'nobody';
  const isBad = row.state === 'ALARM' && isTold;
  return html`
<li data-key="${row.name}" class="${isBad ? 'fires' : 'calm-one'}">
<p><b>${row.name}</b> <span class="stage ${isBad || row.state !== 'ALARM' ? tone : 'busy'}">${
    row.state === 'ALARM' && !isTold ? 'seen' : text
  }</span> for ${ago(row.sinceMillis, now)}${isTold ? ` · ${row.goesTo}` : ''}${runbookLink(row.runbook, row.name)}</p>
${renderSentences(row.sentences)}
${row.held === null ? null : html`<p class="stage busy">${row.held}</p>`}
<p><small>${row.reason}</small></p>
<p><small>Looks at: ${row.looksAt}</small></p>
</li>`;
};

const renderGroup = (title: string, key: string, rows: readonly AlarmRow[], now: number): Html =>
  rows.length === 0
    ? html``
    : html`
<details data-key="${key}"><summary>${title}</summary>
<ul class="alarms">${rows.map((row) => renderRow(row, now))}</ul>
</details>`;

const counted = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : 's'}`;

const fireText = (firing: readonly AlarmRow[]): Html => {
  if (firing.length === 0) return html`<span class="stage good">No alarm fires.</span>`;
  const pages = firing.filter(({ goesTo }) => goesTo === 'page').length;
  const tickets = firing.length - pages;
  const parts = [
    ...(pages === 0 ? [] : [counted(pages, 'page')]),
    ...(tickets === 0 ? [] : [counted(tickets, 'ticket')]),
  ];
  return html`<span class="stage bad">${counted(firing.length, 'alarm')} fire${firing.length === 1 ? 's' : ''}: ${parts.join(', ')}.</span>`;
};

/** Changes by itself. */
export const renderAlarms = ({ alarms, atMillis }: ConsoleState): Html => {
  if (alarms.length === 0) return html`<p class="calm">The template has no alarms.</p>`;
  const inState = (state: AlarmRow['state']): readonly AlarmRow[] =>
    alarms
      .filter((row) => row.state === state)
      .toSorted((one, other) => other.sinceMillis - one.sinceMillis);
  const firing = inState('ALARM');
  const to = (goesTo: AlarmRow['goesTo']): readonly AlarmRow[] =>
    firing.filter((row) => row.goesTo === goesTo);
  const told = [...to('page'), ...to('ticket')];
  const conditions = to('nobody');
  const calm = inState('OK');
  const silent = inState('INSUFFICIENT_DATA');
  return html`
<p>${fireText(told)}</p>
<ul class="alarms">${told.map((row) => renderRow(row, atMillis))}</ul>
${renderGroup(`${counted(conditions.length, 'condition')} seen, which ${conditions.length === 1 ? 'tells' : 'tell'} nobody`, 'conditions', conditions, atMillis)}
${renderGroup(`${counted(calm.length, 'alarm')} calm`, 'calm', calm, atMillis)}
${renderGroup(`${counted(silent.length, 'alarm')} without data yet`, 'silent', silent, atMillis)}`;
};

type Incident = PagerState['incidents'][number];

const renderIncident = (incident: Incident, now: number): Html => {
  const { alarmName, openedMillis, resolvedMillis, reason, triggers } = incident;
  const { sentences, runbook } = splitDescription(incident.description);
  const isOpen = resolvedMillis === null;
  const times = isOpen
    ? html`open for ${ago(openedMillis, now)}`
    : html`resolved after ${duration(resolvedMillis - openedMillis)}`;
  return html`
<li data-key="${`${alarmName}/${openedMillis}`}" class="${isOpen ? 'fires' : 'calm-one'}">
<p>${clock(openedMillis)} <b>${alarmName}</b> <span class="stage ${isOpen ? 'bad' : 'good'}">${times}</span>${
    triggers > 1 ? `, told ${triggers} times` : ''
  }${runbookLink(runbook, alarmName)}</p>
${renderSentences(sentences)}
<p><small>${reason}</small></p>
</li>`;
};

const renderMails = ({ mails }: PagerState): Html =>
  mails.length === 0
    ? html``
    : html`
<details data-key="mails"><summary>${counted(mails.length, 'mail')}, none of them sent</summary>
<ul class="alarms">${mails
        .slice(0, mailsShown)
        .map(
          ({ to, subject, atMillis }) =>
            html`<li>${clock(atMillis)} ${subject} <small>to ${to}</small></li>`,
        )}</ul>
</details>`;

/** Changes by itself. */
export const renderPager = ({ pager, atMillis }: ConsoleState): Html => {
  const open = pager.incidents.filter(({ resolvedMillis }) => resolvedMillis === null);
  const resolved = pager.incidents.filter(({ resolvedMillis }) => resolvedMillis !== null);
  const list = (incidents: readonly Incident[]): Html =>
    html`<ul class="alarms">${incidents.slice(0, incidentsShown).map((one) => renderIncident(one, atMillis))}</ul>`;
  return html`
<p>${
    open.length === 0
      ? html`<span class="stage good">Nobody is paged.</span>`
      : html`<span class="stage bad">${counted(open.length, 'incident')} open.</span>`
  }</p>
${list(open)}
${
  resolved.length === 0
    ? null
    : html`<details data-key="resolved"><summary>${counted(resolved.length, 'incident')} resolved</summary>${list(resolved)}</details>`
}
${renderMails(pager)}
${
  pager.dropped === 0
    ? null
    : html`<p class="calm">The pager dropped ${counted(pager.dropped, 'message')}: not an alarm's, or INSUFFICIENT_DATA.</p>`
}`;
};
