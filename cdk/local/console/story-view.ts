/**
 * The story of one order: what happened to it, line by line, in words.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { OrderStory } from './console-state.ts';
import { inWords, type StoryLine } from './story.ts';

const exactTime = (millis: number): string => new Date(millis).toISOString().slice(11, 23);

const kindOf = ({ stage, status }: StoryLine): string => {
  if (stage === 'processed') return 'good';
  if (stage === 'parked') return 'bad';
  if (stage === 'attempt') return status !== null && status < 300 ? 'good' : 'bad';
  return ['failed', 'deferred'].includes(stage) ? 'busy' : '';
};

const renderFacts = ({ attempts, status, version }: StoryLine): Html => {
  const facts = [
    ...(attempts > 0 ? [`attempts ${attempts}`] : []),
    ...(status === null ? [] : [`status ${status}`]),
    ...(version === null ? [] : [`version ${version}`]),
  ];
  return html`<small>${facts.join(' · ')}</small>`;
};

const renderLine = (line: StoryLine, place: number): Html => html`
  <li data-key="${place}">
    <time>${exactTime(line.atMillis)}</time>
    <span class="service">${line.service}</span>
    <span class="stage ${kindOf(line)}">${inWords(line.stage)}</span>
    <span class="says">${line.sentence} ${renderFacts(line)}</span>
  </li>`;

/** @param story - null for an order that the page does not know. */
export const renderStory = (orderId: string, story: OrderStory | null): Html => {
  if (story === null) {
    return html`<h2 id="story-title" tabindex="-1">Order ${orderId}</h2>
<p>Nothing is known of this order here: it has not come in, or it was long ago. The page remembers the newest 500.</p>`;
  }
  const forgotten =
    story.forgotten === 0 ? null : html`<p>${story.forgotten} earlier lines are forgotten.</p>`;
  return html`<h2 id="story-title" tabindex="-1">The story of order ${story.orderId}</h2>
<p class="calm">What the functions logged about it, and what the simulated WMS answered, each after what caused it. Times in UTC.</p>
${forgotten}
<ol class="story">${story.lines.map((line, place) => renderLine(line, story.forgotten + place))}</ol>`;
};
