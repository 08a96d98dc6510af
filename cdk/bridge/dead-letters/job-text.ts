/**
 * A replay or discard that is under way, or over: how far it is, why it stands, and what can be done.
 */
import type { Job } from '../../../lib/letters/job.ts';
import {
  doneWord,
  lettersText,
  passedOf,
  skippedIn,
  skippedText,
} from '../../../lib/letters/words.ts';
import { inOneLine } from '../plain-text.ts';
import { layRows, type Row } from '../rows.ts';
import { shellWord } from '../shell-text.ts';
import type { StageNames } from '../stage-names.ts';
import { layTable } from '../table-text.ts';
import { momentText, spanText } from '../time-text.ts';
import { commandText, meantText } from './words.ts';

export type ToldJob = { readonly names: StageNames; readonly now: number; readonly job: Job };

export const jobText = (told: ToldJob): string =>
  `${titleOf(told)}\n\n${layRows([...countRows(told), ...factRows(told), ...nextRows(told)])}`;

const titleOf = ({ job, names }: ToldJob): string => {
  const subject = `The ${job.kind} of ${lettersText(job.letters)} of ${names.title}`;
  if (job.state === 'done') return `${subject} is done.`;
  if (job.state === 'running') return `${subject} goes on by itself.`;
  switch (job.why) {
    case 'circuit_open':
      return `${subject} has stopped: the WMS does not answer, and the circuit is open.`;
    case 'circuit_hold':
      return `${subject} has stopped: the circuit is held.`;
    default:
      return `${subject} was stopped by an operator.`;
  }
};

const countRows = ({ job }: ToldJob): Row[] => [
  [doneWord(job), `${job.done} of ${job.confirmed} confirmed`],
  ...(skippedIn(job.skipped) === 0
    ? []
    : [['skipped', `${skippedIn(job.skipped)}: ${skippedText(job.skipped)}`] satisfies Row]),
  ...(job.gone === 0
    ? []
    : [['gone', `${job.gone} settled elsewhere, or no longer meant`] satisfies Row]),
  ...(job.state === 'done'
    ? []
    : [['not yet', String(Math.max(0, job.letters - passedOf(job)))] satisfies Row]),
];

const factRows = ({ job, now }: ToldJob): Row[] => [
  ['letters', meantText(job.filter)],
  ...(job.reason === undefined ? [] : [['reason', inOneLine(job.reason)] satisfies Row]),
  ['asked by', inOneLine(job.by)],
  ['asked', momentText(Date.parse(job.createdAt), now)],
  ['job', `${inOneLine(job.jobId)}, ${tookText(job)}`],
];

const tookText = ({ createdAt, updatedAt, state, pacePerSecond, force }: Job): string =>
  [
    `${state} ${spanText(Date.parse(updatedAt) - Date.parse(createdAt))} after it was asked for`,
    `at most ${pacePerSecond}/s`,
    ...(force ? ['by force'] : []),
  ].join(', ');

const nextRows = ({ job, names }: ToldJob): Row[] => {
  const of = (command: string) => commandText(names, command, shellWord(inOneLine(job.jobId)));
  if (job.state === 'running')
    return [
      ['watch it', of('watch')],
      ['stop it', of('stop')],
    ];
  if (job.state === 'stopped') {
    const circuit = `npm run bridge -- circuit show${names.flag}`;
    return [
      ...(job.why === 'operator' ? [] : [['the circuit', circuit] satisfies Row]),
      ['go on', of('resume')],
    ];
  }
  return [['what is left', commandText(names, 'list')]];
};

export const jobsText = (
  told: Omit<ToldJob, 'job'> & { readonly jobs: readonly Job[] },
): string => {
  const { jobs, names, now } = told;
  if (jobs.length === 0) return `Nobody has replayed or discarded dead letters of ${names.title}.`;
  return layTable(
    [
      { title: 'job', text: ({ jobId }) => jobId },
      { title: 'kind', text: ({ kind }) => kind },
      { title: 'state', text: stateText },
      { title: 'done', text: ({ done }) => String(done), align: 'right' },
      { title: 'of', text: ({ confirmed }) => String(confirmed), align: 'right' },
      { title: 'skipped', text: ({ skipped }) => String(skippedIn(skipped)), align: 'right' },
      { title: 'asked', text: ({ createdAt }) => momentText(Date.parse(createdAt), now) },
      { title: 'by', text: ({ by }) => by },
      { title: 'letters', text: ({ filter }) => meantText(filter) },
    ],
    jobs,
  );
};

const stateText = ({ state, why }: Job): string =>
  why === undefined || state !== 'stopped' ? state : `${state}: ${why}`;
