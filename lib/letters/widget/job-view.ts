/**
 * Replays and discards that are under way, or over: how far they are, why they stand, and the buttons that
 * stop them or let them go on.
 */
import type { Job } from '../job.ts';
import { doneWord, lettersText, passedOf, skippedIn, skippedText } from '../words.ts';
import { button, type Scene } from './button.ts';
import { backButton, type Fact, facts } from './frame.ts';
import { type Html, html } from './html.ts';
import { ageWords, filterWords, instantWords } from './phrases.ts';

/** Newest first; the command line lists them all. */
const jobsShown = 5;

/** Nothing where there was none. */
export const jobsTable = (jobs: readonly Job[], scene: Scene): Html =>
  jobs.length === 0
    ? html``
    : html`
<h4>Replays and discards</h4>
<table>
<thead><tr><th>Asked</th><th>What</th><th>State</th><th>Done</th><th></th></tr></thead>
<tbody>${jobs.slice(0, jobsShown).map((job) => jobRow(job, scene))}</tbody>
</table>`;

const jobRow = (job: Job, scene: Scene): Html =>
  html`<tr><td>${ageWords(job.createdAt, scene.now)} ago</td><td>${job.kind} of ${filterWords(job.filter)}</td><td>${stateWords(job)}</td><td>${progress(job)}</td><td>${look(job, 'Look', scene)} ${decide(job, scene)}</td></tr>`;

export const jobsView = (jobs: readonly Job[], scene: Scene): Html => html`
${jobs.length === 0 ? html`<p>Nobody has replayed or discarded dead letters.</p>` : jobsTable(jobs, scene)}
<p>${backButton(scene.place)}</p>`;

export const jobView = (job: Job, scene: Scene): Html => html`
<h3>The ${job.kind} of ${lettersText(job.letters)} ${endWords(job)}</h3>
<p>${progress(job)}</p>
${facts(rowsOf(job))}
<p>${job.state === 'running' ? look(job, 'Look again', scene) : null} ${decide(job, scene)} ${backButton(scene.place)}</p>`;

const stateWords = ({ state, why }: Job): string => {
  if (state === 'running') return 'goes on';
  if (state === 'done' || why === undefined) return state;
  return why === 'operator' ? 'stopped by hand' : 'stopped by the circuit';
};

const endWords = (job: Job): string => {
  if (job.state === 'running') return 'goes on by itself';
  if (job.state === 'done') return 'is done';
  switch (job.why) {
    case 'circuit_open':
      return 'has stopped: the WMS does not answer, and the circuit is open';
    case 'circuit_hold':
      return 'has stopped: the circuit is held';
    default:
      return 'was stopped by an operator';
  }
};

/** By what was passed: what is skipped is progress, too. */
const progress = (job: Job): Html => {
  const passed = job.state === 'done' ? job.letters : passedOf(job);
  return html`<progress max="${Math.max(1, job.letters)}" value="${passed}"></progress> ${job.done} of ${job.confirmed} ${doneWord(job)}`;
};

const rowsOf = (job: Job): readonly Fact[] => [
  ['Letters', filterWords(job.filter)],
  ['Skipped', skippedIn(job.skipped) === 0 ? 'none' : skippedText(job.skipped)],
  ['Gone', job.gone === 0 ? 'none' : `${job.gone}: settled elsewhere, or no longer meant`],
  ['Not yet', job.state === 'done' ? 0 : Math.max(0, job.letters - passedOf(job))],
  ...(job.reason === undefined ? [] : [['Reason', job.reason] as const]),
  ['Asked', `${instantWords(job.createdAt)}, by ${job.by}`],
  ['Pace', `at most ${job.pacePerSecond} a second${job.force ? ', by force' : ''}`],
  ['Job', job.jobId],
];

const look = ({ jobId, kind }: Job, label: string, { place }: Scene): Html =>
  button({ label, about: `${kind} ${jobId}`, endpoint: place.look, request: ofJob('job', jobId) });

const ofJob = (action: 'job' | 'stop' | 'resume', jobId: string) => ({ action, jobId });

const decide = ({ jobId, kind, state }: Job, { place }: Scene): Html => {
  const about = { about: `${kind} ${jobId}`, endpoint: place.act };
  if (state === 'running') {
    const confirmation = `Stop this ${kind}? What is done stays done, and it can go on later.`;
    return button({ label: 'Stop', ...about, confirmation, request: ofJob('stop', jobId) });
  }
  if (state === 'done') return html``;
  const confirmation = `Let this ${kind} go on where it stopped?`;
  return button({ label: 'Go on', ...about, confirmation, request: ofJob('resume', jobId) });
};
