/**
 * Letters one by one, oldest first, after the reasons that they share. Nothing of it is a customer's.
 */
import type { LetterFilter } from '../filter.ts';
import type { IndexedLetter } from '../indexed-letter.ts';
import { remedies } from '../remedies.ts';
import type { LetterGroup } from '../request.ts';
import { lettersText } from '../words.ts';
import { button, type Scene } from './button.ts';
import { backButton } from './frame.ts';
import { type Html, html } from './html.ts';
import type { Letters } from './overview.ts';
import { ageWords, deadLetters, filterWords } from './phrases.ts';

/** More are counted, and not shown. */
const reasonsShown = 10;

export const listView = (list: Letters, filter: LetterFilter, scene: Scene): Html => html`
<h3>${deadLetters(list.total)}${list.complete ? '' : ', and more'}: ${filterWords(filter)}</h3>
${filter.class === undefined ? null : html`<p>What happened: ${remedies[filter.class].happened}. What mends it: ${remedies[filter.class].mends}.</p>`}
${list.groups.length > 1 ? reasons(list, filter, scene) : null}
${list.letters.length > 0 ? letters(list, scene) : null}
<p>${buttons(list, filter, scene)}</p>`;

const reasons = (list: Letters, filter: LetterFilter, scene: Scene): Html => {
  const more = list.groups.length - reasonsShown + list.groupsLeftOut;
  return html`
<table>
<thead><tr><th>Reason</th><th>Class</th><th>Letters</th><th>Oldest</th><th></th></tr></thead>
<tbody>${list.groups.slice(0, reasonsShown).map((group) => reasonRow(group, filter, scene))}</tbody>
</table>
${more > 0 ? html`<p>${more} more reasons of fewer letters.</p>` : null}`;
};

const reasonRow = (group: LetterGroup, given: LetterFilter, { place, now }: Scene): Html => {
  const { class: name, reason, letters, oldest } = group;
  const filter = { ...given, class: name, reason };
  const only = button({
    ...{ label: 'Only these', about: reason, endpoint: place.look },
    request: { action: 'list', filter },
  });
  // An empty reason cannot be asked for.
  return html`<tr><td>${reason}</td><td>${name}</td><td>${lettersText(letters)}</td><td>${ageWords(oldest, now)} old</td><td>${reason === '' ? null : only}</td></tr>`;
};

const letters = (list: Letters, scene: Scene): Html => html`
<table>
<thead><tr><th>Order</th><th>Class</th><th>Reason</th><th>Status</th><th>Replays</th><th>Parked</th><th></th></tr></thead>
<tbody>${list.letters.map((letter) => letterRow(letter, scene))}</tbody>
</table>`;

const letterRow = (letter: IndexedLetter, { place, now }: Scene): Html => {
  const { letterId, orderId, class: name, reason, status, replays, parkedAt } = letter;
  const about = { about: orderId ?? 'a letter without an order', endpoint: place.look };
  const look = button({ label: 'Look', ...about, request: show(letterId), display: 'popup' });
  const request = { action: 'plan', filter: { letterId } };
  const plan = button({ label: 'Plan a replay', ...about, request });
  return html`<tr><td>${orderId ?? 'unknown'}</td><td>${name}</td><td>${reason}</td><td>${status === null ? '' : `HTTP ${status}`}</td><td>${replaysWords(replays)}</td><td>parked ${ageWords(parkedAt, now)} ago</td><td>${look} ${plan}</td></tr>`;
};

const show = (letterId: string) => ({ action: 'show', letterId });

const replaysWords = (replays: number): string => {
  if (replays === 0) return 'never replayed';
  return replays === 1 ? 'replayed once' : `replayed ${replays} times`;
};

const buttons = ({ total, next }: Letters, filter: LetterFilter, { place }: Scene): Html => {
  const plan = button({
    ...{ label: 'Plan a replay of these', endpoint: place.look, isMain: true },
    request: { action: 'plan', filter },
  });
  const further = button({
    ...{ label: 'Further letters', endpoint: place.look },
    request: { action: 'list', filter, after: next },
  });
  return html`${total === 0 ? null : plan} ${next === undefined ? null : further} ${backButton(place)}`;
};
