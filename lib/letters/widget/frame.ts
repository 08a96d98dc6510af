/**
 * What several views of the widget have: the way back, facts in rows, and a refusal as a sentence.
 */
import type { Refused } from '../request.ts';
import { button, type Place } from './button.ts';
import { type Html, html } from './html.ts';

/** To where the widget begins. */
export const backButton = ({ look }: Place): Html =>
  button({ label: 'All dead letters', endpoint: look, request: { action: 'overview' } });

export type Fact = readonly [string, string | number | Html];

export const facts = (rows: readonly Fact[]): Html => html`
<table>
<tbody>${rows.map(([name, value]) => html`<tr><th>${name}</th><td>${value}</td></tr>`)}</tbody>
</table>`;

const titles: Readonly<Record<Refused['code'], string>> = {
  invalid_request: 'That cannot be asked',
  not_found: 'Not there',
  count_changed: 'The plan has changed',
  too_many_jobs: 'Too many jobs',
  wrong_state: 'Not now',
};

/** Nothing was done: says why, and what to do. */
export const refusedView = ({ code, fault }: Refused, place: Place): Html => html`
<h3>${titles[code]}</h3>
<p>Nothing was done: ${fault}.</p>
<p>${backButton(place)}</p>`;
