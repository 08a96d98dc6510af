/**
 * What the demonstration says, newest last, so that a reader follows it downwards.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { ConsoleState, DemoLine } from './console-state.ts';
import { clockTime, orderLink } from './orders-view.ts';

const renderText = ({ text, orderId }: DemoLine): Html => {
  if (orderId === null || !text.includes(orderId)) return html`${text}`;
  const [before = '', ...after] = text.split(orderId);
  return html`${before}${orderLink(orderId)}${after.join(orderId)}`;
};

const renderLine = (line: DemoLine, place: number): Html =>
  html`<li data-key="${place}"><time>${clockTime(line.atMillis)}</time> <span>${renderText(line)}</span></li>`;

/** A live region: each new sentence is read out once. */
export const renderDemo = ({ demo }: ConsoleState): Html => {
  if (demo === null) return html``;
  return html`
<section class="demo"><h2 tabindex="-1">What you see</h2>
<ol role="log" aria-live="polite" aria-relevant="additions">${demo.map(renderLine)}</ol>
</section>`;
};
