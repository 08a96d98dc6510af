/**
 * Where the widget begins: how many dead letters of each class wait, for how long, what mends them, and
 * the replays that are under way.
 */
import type { LetterClass } from '../indexed-letter.ts';
import type { Job } from '../job.ts';
import { remedies } from '../remedies.ts';
import type { BrowseAnswer, LetterGroup } from '../request.ts';
import { lettersText } from '../words.ts';
import { button, type Scene } from './button.ts';
import { findForm } from './find-form.ts';
import { type Html, html } from './html.ts';
import { jobsTable } from './job-view.ts';
import { ageWords, deadLetters } from './phrases.ts';

export type Letters = Extract<BrowseAnswer, { readonly kind: 'letters' }>;

export const overview = (list: Letters, jobs: readonly Job[], scene: Scene): Html => html`
<h3>${headline(list)}</h3>
${list.total === 0 ? html`<p>What the WMS refuses is parked here until somebody replays it.</p>` : classes(list, scene)}
${jobsTable(jobs, scene)}
${list.total === 0 ? null : findForm(scene)}`;

const headline = ({ total, complete }: Letters): string =>
  total === 0 ? 'No dead letters' : `${deadLetters(total)}${complete ? '' : ', and more'}`;

const classes = (list: Letters, { place, now }: Scene): Html => html`
<table>
<thead><tr><th>Class</th><th>Letters</th><th>Oldest</th><th>What mends it</th><th></th></tr></thead>
<tbody>${classesOf(list.groups).map((one) => classRow(one, { place, now }))}</tbody>
</table>
${list.groupsLeftOut === 0 ? null : html`<p>Letters with ${list.groupsLeftOut} rarer reasons are not in this table.</p>`}
<p>${button({ label: 'Plan a replay of all', endpoint: place.look, request: { action: 'plan' } })}</p>`;

type ClassSum = {
  readonly class: LetterClass;
  readonly letters: number;
  readonly oldest: string;
};

/** Largest first. */
const classesOf = (groups: readonly LetterGroup[]): readonly ClassSum[] =>
  [...Map.groupBy(groups, (group) => group.class)]
    .map(([letterClass, ones]) => ({
      class: letterClass,
      letters: ones.reduce((sum, { letters }) => sum + letters, 0),
      oldest: ones.map(({ oldest }) => oldest).reduce((a, b) => (b < a ? b : a)),
    }))
    .sort((a, b) => b.letters - a.letters);

const classRow = ({ class: name, letters, oldest }: ClassSum, { place, now }: Scene): Html => {
  const filter = { class: name };
  const about = { about: `class ${name}`, endpoint: place.look };
  return html`<tr><th>${name}</th><td>${lettersText(letters)}</td><td>${ageWords(oldest, now)} old</td><td>${remedies[name].mends}</td><td>${button({ label: 'List', ...about, request: { action: 'list', filter } })} ${button({ label: 'Plan a replay', ...about, request: { action: 'plan', filter } })}</td></tr>`;
};
