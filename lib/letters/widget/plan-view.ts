/**
 * What a replay would do, before it is done; and the button that does just that, with the plan's count as
 * its confirmation. A plan that is out of date is refused by whoever makes the job.
 */
import type { LetterFilter } from '../filter.ts';
import { defaultPacePerSecond } from '../job.ts';
import type { Plan, PlanRow } from '../plan.ts';
import { lettersText, meaningOf, skippedFor, skippedIn, skippedText } from '../words.ts';
import { button, type Scene } from './button.ts';
import { backButton } from './frame.ts';
import { type Html, html } from './html.ts';
import { deadLetters, filterWords, instantWords } from './phrases.ts';

export type Planned = {
  readonly plan: Plan;
  readonly filter: LetterFilter;
  readonly force: boolean;
};

/** More are counted, and not shown. */
const rowsShown = 20;

export const planView = (planned: Planned, scene: Scene): Html => {
  const { plan, filter } = planned;
  return html`
<h3>A replay would send ${plan.replay} of ${lettersText(plan.letters)}</h3>
<p>Letters: ${filterWords(filter)}; parked by ${instantWords(plan.asOf)}.</p>
${plan.letters === 0 ? null : rows(plan)}
${skipped(planned, scene)}
<p>${replayButton(planned, scene)} ${backButton(scene.place)}</p>
${plan.replay > 0 && scene.place.act !== scene.place.look ? needsRight : null}`;
};

/** CloudWatch shows IAM's refusal to whoever lacks the right; this says beforehand what it means. */
const needsRight = html`<p>Replaying needs the right to invoke replay-dead-letters: without it the click is refused, and nothing happens.</p>`;

const rows = (plan: Plan): Html => {
  const more = plan.rows.length - rowsShown;
  return html`
<table>
<thead><tr><th>Class</th><th>Age</th><th>Topic</th><th>Letters</th><th>Would send</th><th>Would skip</th></tr></thead>
<tbody>${plan.rows.slice(0, rowsShown).map(planRow)}</tbody>
</table>
${more > 0 ? html`<p>${more} more rows of fewer letters.</p>` : null}`;
};

const planRow = (row: PlanRow): Html =>
  html`<tr><th>${row.class}</th><td>${row.age}</td><td>${row.topic ?? 'none'}</td><td>${lettersText(row.letters)}</td><td>${row.replay} sent</td><td>${skippedText(row.skipped) || 'none'} skipped</td></tr>`;

const skipped = ({ plan, filter, force }: Planned, { place }: Scene): Html => {
  if (skippedIn(plan.skipped) === 0) return html``;
  const withForce = button({
    ...{ label: 'Plan it by force', endpoint: place.look },
    request: { action: 'plan', filter, force: true },
  });
  return html`
<p>${lettersText(skippedIn(plan.skipped))} would be skipped, and stay:</p>
<ul>${skippedFor(plan.skipped).map(([reason, letters]) => html`<li>${letters} ${reason}: ${meaningOf[reason]}</li>`)}</ul>
${plan.skipped.replayed_often === undefined || force ? null : html`<p>${withForce}</p>`}`;
};

const replayButton = ({ plan, filter, force }: Planned, { place }: Scene): Html => {
  if (!plan.complete) {
    return html`More letters lie there than one plan looks at: find fewer of them first.`;
  }
  if (plan.replay === 0) return html``;
  const { asOf, replay: confirm } = plan;
  const again = `Send ${deadLetters(confirm)} to the WMS again${force ? ', by force' : ''}?`;
  return button({
    ...{ label: `Replay ${lettersText(confirm)}`, endpoint: place.act, isMain: true },
    request: { action: 'replay', filter, asOf, confirm, force },
    confirmation: `${again} They go out ${defaultPacePerSecond} a second, and it is written down.`,
  });
};
