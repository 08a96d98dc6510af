/**
 * One letter: what is known of it, and what a replay would make of it. What the order and the WMS say in
 * it, which names the customer, only on a click of its own.
 */
import { remedies } from '../remedies.ts';
import type { BrowseAnswer } from '../request.ts';
import { meaningOf } from '../words.ts';
import { button, type Scene } from './button.ts';
import { type Fact, facts } from './frame.ts';
import { type Html, html } from './html.ts';
import { instantWords } from './phrases.ts';

type Shown = Extract<BrowseAnswer, { readonly kind: 'letter' }>;

export const letterView = (shown: Shown, scene: Scene): Html => html`
<h3>Dead letter of order ${shown.letter.orderId ?? 'unknown'}</h3>
${facts(rowsOf(shown))}
${shown.personal === undefined ? askPersonal(shown, scene) : personal(shown.personal)}`;

const rowsOf = (shown: Shown): readonly Fact[] => {
  const { letter } = shown;
  return [
    ['Class', letter.class],
    ['Reason', letter.reason],
    ['What happened', remedies[letter.class].happened],
    ['What mends it', remedies[letter.class].mends],
    ['A replay', fateWords(shown)],
    ['HTTP status', letter.status ?? 'none'],
    ['Attempts, deliveries', `${letter.attempts}, ${letter.deliveries}`],
    ['Replayed so often', letter.replays],
    ['Parked', instantWords(letter.parkedAt)],
    ['Received', instantWords(letter.receivedAt)],
    ['Shop', letter.shop],
    ['Topic', letter.topic ?? 'none'],
    ['Version', letter.version ?? 'none'],
    ['Letter', letter.letterId],
    ['Correlation id', letter.correlationId],
  ];
};

const fateWords = ({ fate, settled }: Shown): string => {
  if (settled !== undefined) {
    return `is not possible: ${settled.how} ${instantWords(settled.at)}, job ${settled.jobId}`;
  }
  if (fate === undefined) return 'is not possible';
  return fate === 'replay' ? 'would send it' : `would skip it: ${meaningOf[fate]}`;
};

const askPersonal = ({ letter, settled }: Shown, { place }: Scene): Html => {
  if (settled !== undefined) return html``;
  const show = button({
    ...{ label: 'What the order and the WMS say', endpoint: place.look, display: 'popup' },
    request: { action: 'show', letterId: letter.letterId, personal: true },
    confirmation:
      'This shows personal data of a customer, and is written down in the log. Show it?',
  });
  return html`<p>${show}</p>`;
};

const personal = ({ message, problem }: NonNullable<Shown['personal']>): Html => html`
<h4>What the WMS said</h4>
<pre>${problem ?? 'nothing'}</pre>
<h4>What lies in the letter</h4>
<pre>${JSON.stringify(message, null, 2) ?? ''}</pre>`;
