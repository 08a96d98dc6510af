/**
 * The stage in one screen: the verdict, then what it rests on, each with the command that says more.
 */
import type { LetterClass } from '../../../lib/letters/indexed-letter.ts';
import type { Job } from '../../../lib/letters/job.ts';
import type { QueueDepth, WaitingOrders } from '../../../lib/watch/seen.ts';
import type { SeenCircuit } from '../circuit/seen-circuit.ts';
import { stateOf } from '../circuit/seen-circuit.ts';
import { meaningOf, whyOf } from '../circuit/show-text.ts';
import type { ListedLetters } from '../dead-letters/answers.ts';
import type { Part } from '../part.ts';
import { inOneLine } from '../plain-text.ts';
import { layRows, type Row } from '../rows.ts';
import { fromNowText, momentText } from '../time-text.ts';
import type { SeenStatus } from './read-status.ts';
import { reconciliationLines } from './reconciliation.ts';
import { type Verdict, verdictOf } from './verdict.ts';

export const statusText = (seen: SeenStatus): string => {
  const { names, now } = seen;
  const lines = <Value>(part: Part<Value>, text: (value: Value) => readonly string[]) =>
    part.kind === 'read' ? text(part.value) : [`not readable: ${part.why}`];
  const command = (text: string) => `npm run bridge -- ${text}${names.flag}`;
  const rows: Row[] = [
    ['circuit', ...lines(seen.circuit, circuitLines(command('circuit show')))],
    ...servedRows(seen),
    ['orders queue', ...lines(seen.queue, queueLines)],
    ['waiting', ...lines(seen.waiting, waitingLines(now, command))],
    ['dead letters', ...lines(seen.letters, letterLines(now, command('dead-letters list')))],
    ['jobs', ...lines(seen.jobs, jobLines(now, command('dead-letters jobs')))],
    ['reconciled', ...reconciliationLines(seen.reconciliation, now)],
    ['secrets', ...secretLines(seen)],
  ];
  return `${headline(names.title, verdictOf(seen))}\n\n${layRows(rows)}`;
};

const headline = (title: string, { well, reasons, unreadable }: Verdict): string => {
  const name = title.charAt(0).toUpperCase() + title.slice(1);
  const unseen = unreadable.length === 0 ? '' : ` Not readable: ${unreadable.join(', ')}.`;
  if (!well) return `${name} is not well: ${reasons.join('; ')}.${unseen}`;
  return unseen === '' ? `${name} is well.` : `What can be seen of ${title} is well.${unseen}`;
};

const circuitLines =
  (command: string) =>
  ({ circuit: { block }, now, unreadable }: SeenCircuit): readonly string[] => {
    const item = unreadable ? ['its item cannot be read, and counts as closed'] : [];
    if (block === undefined) return [`closed: ${meaningOf(block)}`, ...item];
    const since = `${stateOf(block)}, since ${momentText(block.since, now)}`;
    return [`${since}: ${whyOf(block)}`, command];
  };

/** Known only while failures are watched, since only then successes are written. */
const servedRows = ({ circuit, now }: SeenStatus): readonly Row[] => {
  if (circuit.kind === 'unreadable') return [];
  const { served, servedOrder } = circuit.value.circuit;
  return servedOrder === undefined
    ? []
    : [['served last', `${inOneLine(servedOrder)}, ${fromNowText(served, now)}, while watching`]];
};

const queueLines = ({ visible, inFlight, delayed }: QueueDepth): readonly string[] => [
  `${visible} visible, ${inFlight} in flight or hidden, ${delayed} delayed`,
];

const waitingLines =
  (now: number, command: (text: string) => string) =>
  ({ count, complete, oldest }: WaitingOrders): readonly string[] => {
    if (oldest === undefined) return ['no order'];
    const many = `${complete ? '' : 'at least '}${count} ${count === 1 ? 'order' : 'orders'}`;
    const order = inOneLine(oldest.order);
    return [
      `${many}, the oldest since ${momentText(oldest.since, now)}`,
      command(`trace ${order}`),
    ];
  };

const letterLines =
  (now: number, command: string) =>
  ({ total, complete, groups, groupsLeftOut }: ListedLetters): readonly string[] => {
    if (total === 0) return ['none'];
    const classes = Map.groupBy(groups, (group) => group.class);
    return [
      `${complete ? '' : 'at least '}${total}`,
      ...[...classes].map((one) => classLine(now, ...one)),
      ...(groupsLeftOut === 0 ? [] : [`and ${groupsLeftOut} reasons more`]),
      command,
    ];
  };

const classLine = (now: number, name: LetterClass, groups: ListedLetters['groups']): string => {
  const count = groups.reduce((sum, { letters }) => sum + letters, 0);
  const oldest = Math.min(...groups.map((group) => Date.parse(group.oldest)));
  return `${name} ${count}, the oldest since ${momentText(oldest, now)}`;
};

/** Under way or stopped; more than a screen holds are counted. */
const jobsShownMax = 5;

const jobLines =
  (now: number, command: string) =>
  (jobs: readonly Job[]): readonly string[] => {
    if (jobs.length === 0) return ['none under way'];
    const more = jobs.length - jobsShownMax;
    return [
      ...jobs.slice(0, jobsShownMax).map((job) => jobLine(now, job)),
      ...(more > 0 ? [`and ${more} more`] : []),
      command,
    ];
  };

const jobLine = (now: number, { kind, jobId, state, why, done, confirmed, updatedAt }: Job) => {
  const reason = why === undefined ? '' : ` (${why})`;
  return `${kind} ${inOneLine(jobId)}: ${state}${reason}, ${done} of ${confirmed} done, ${fromNowText(Date.parse(updatedAt), now)}`;
};

const secretLines = ({ secrets }: SeenStatus): readonly string[] => {
  const lines = secrets.flatMap(({ secret, described }) => {
    if (described.kind === 'unreadable') return [`${secret.title}: not readable: ${described.why}`];
    const { state } = described.value;
    return state === 'set' ? [] : [`${secret.title}: ${state.replace('_', ' ')}`, secret.command];
  });
  return lines.length === 0 ? ['all set'] : lines;
};
