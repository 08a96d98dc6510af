/**
 * The simulated shop: what it does, and the form that changes it.
 */

import { type Html, html } from '../../../lib/letters/widget/html.ts';
import type { ConsoleState } from './console-state.ts';
import { ratePerMinuteMax } from './shop-control.ts';
import { inWords } from './story.ts';

/** `failedAttempts` → `failed attempts` */
const spaced = (name: string): string =>
  inWords(name).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A quiet shop has orders per hour. */
export const rate = (perMinute: number): string =>
  perMinute < 1
    ? `${Math.round(perMinute * 60)} orders per hour`
    : `${perMinute} orders per minute`;

/** Changes by itself. */
export const renderShop = ({ shop }: ConsoleState): Html => {
  if (shop === null) return html`<p>No simulated shop sends orders.</p>`;
  const counts = Object.entries(shop.counts).filter(([, value]) => value > 0);
  return html`
<p>Scenario <b>${shop.scenario}</b>, ${rate(shop.ratePerMinute)}.</p>
<p class="calm">${counts.map(([name, value]) => `${value.toLocaleString('en')} ${spaced(name)}`).join(', ')}</p>`;
};

/** Does not change by itself: somebody may be choosing. */
export const renderScenarios = ({ shop }: ConsoleState): Html => {
  if (shop === null || shop.scenarios.length === 0) return html``;
  const options = shop.scenarios.map((name) =>
    name === shop.scenario
      ? html`<option value="${name}" selected>${name}</option>`
      : html`<option value="${name}">${name}</option>`,
  );
  return html`
<form method="post" action="/scenario" class="fields">
  <label>Scenario <select name="scenario">${options}</select></label>
  <label>Orders per minute, empty for the scenario's own <input name="ratePerMinute" type="number" step="any" min="0.01" max="${ratePerMinuteMax}"></label>
  <button class="main">Change what the shop does</button>
</form>`;
};
