/**
 * The dead letters: how many of each class, how old, what mends them, and the buttons that replay them.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { ConsoleState, WaitingLetter } from './console-state.ts';
import { orderLink } from './orders-view.ts';
import { duration, times } from './story.ts';

const lettersShown = 10;

const remedies: Readonly<Record<string, string>> = {
  rejected: 'The WMS refused it: mend the order or the WMS, then replay.',
  forbidden: 'The WMS answered 403: mend the rights, then replay.',
  unmappable: 'A SKU, an address or a known financial status is missing: mend it in Shopify.',
  malformed: 'The webhook became no message: it stays until the order is read from Shopify again.',
  too_large: 'More than a message may hold: it stays until the order is read from Shopify again.',
  deleted: 'The order was deleted in Shopify: a person decides.',
  exhausted: 'It failed while others were served: see the story of the order, then replay.',
  expired: 'It waited for twelve days: replay it if the order is still wanted.',
  poison: 'Its delivery ended the process each time: mend the cause, then replay.',
  unknown: 'SQS itself moved it: see the logs of deliver-order, then replay.',
};

const renderLetter = (letter: WaitingLetter, now: number): Html => html`
  <li data-key="${`${letter.orderId}/${letter.parkedAtMillis}`}">
    <span>${letter.orderId === null ? 'no readable order' : orderLink(letter.orderId)}: ${letter.reason}
    <small>${duration(Math.max(0, now - letter.parkedAtMillis))} old${letter.replays > 0 ? `, replayed ${times(letter.replays)}` : ''}</small></span>
    ${
      letter.orderId === null
        ? null
        : html`<form method="post" action="/replay"><input type="hidden" name="orderId" value="${letter.orderId}">
      <button>Replay<span class="quiet"> order ${letter.orderId}</span></button></form>`
    }
  </li>`;

const renderClass = (name: string, letters: readonly WaitingLetter[], now: number): Html => {
  const oldest = Math.min(...letters.map(({ parkedAtMillis }) => parkedAtMillis));
  const more = letters.length - lettersShown;
  return html`
<details data-key="${name}"><summary><b>${name}</b> <span class="stage bad">${letters.length}</span>, the oldest ${duration(Math.max(0, now - oldest))} old</summary>
<p>${remedies[name] ?? 'Its runbook says what mends it.'}</p>
<ul class="letters">${letters.slice(0, lettersShown).map((letter) => renderLetter(letter, now))}</ul>
${more > 0 ? html`<p>${more} more.</p>` : null}
</details>`;
};

const replayAll: Html = html`
<form method="post" action="/replay"><button class="main">Replay all dead letters</button></form>`;

/** Letters by class; changes by itself. */
export const renderLetters = ({ letters, deadLetters, atMillis }: ConsoleState): Html => {
  if (letters === null) {
    return html`<p>${deadLetters ?? 'An unknown number of'} letters wait; their index cannot be asked.</p>${replayAll}`;
  }
  if (letters.length === 0) {
    return html`<p class="calm">None. What the WMS refuses is parked here until somebody replays it.</p>`;
  }
  const classes = Map.groupBy(letters, (letter) => letter.class);
  return html`
${[...classes].map(([name, ones]) => renderClass(name, ones, atMillis))}
${replayAll}`;
};
