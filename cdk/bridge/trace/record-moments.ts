/**
 * What the order's record and the dead letters know, told as moments: only what the logs do not tell
 * already, since lines may be older than was asked for, or not readable.
 */
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import type { Decided, OrderRecord } from '../../../lib/order/order-record.ts';
import type { ShownLetter } from '../dead-letters/answers.ts';
import { inOneLine } from '../plain-text.ts';
import { jobText, letterText } from './log-moment.ts';
import { listed, type Moment } from './moment.ts';

export type Known = {
  readonly record: OrderRecord;
  /** That wait among the dead letters. */
  readonly letters: readonly IndexedLetter[];
  /** That have been replayed or discarded. */
  readonly settled: readonly ShownLetter[];
};

/** @param logged - what the logs tell. */
export const withKnown = (logged: readonly Moment[], known: Known): readonly Moment[] => {
  const lines = logged.map((moment) => completed(moment, known));
  const told = [...lines, ...settledMoments(lines, known)];
  return [
    ...told,
    ...acceptedMoments(told, known.record),
    ...waitingMoments(told, known.record),
    ...parkedMoments(told, known),
    // A discard is told by its letter.
    ...decidedMoments(told, known.record),
  ];
};

/** What the log leaves out: the WMS's id of the order, and the job that a letter was replayed by. */
const completed = (moment: Moment, { record, settled }: Known): Moment => {
  const { decided, wmsOrderId } = record;
  const isDecided = decided?.outcome === 'delivered' && decided.version === moment.version;
  if (moment.stage === 'processed' && isDecided && wmsOrderId !== undefined)
    return { ...moment, detail: listed(wmsText(wmsOrderId), moment.detail) };
  const shown = moment.stage === 'replayed' ? settled.find((one) => isOf(moment, one)) : undefined;
  if (shown?.settled === undefined || moment.letterId !== undefined) return moment;
  const { letterId } = shown.letter;
  const facts = listed(letterText(letterId), jobText(shown.settled.jobId), moment.detail);
  return { ...moment, letterId, detail: inOneLine(facts) };
};

const wmsText = (id: string): string => `WMS id ${inOneLine(id)}`;

const isOf = ({ letterId, messageId }: Moment, { letter }: ShownLetter): boolean =>
  letterId === letter.letterId || messageId === letter.messageId;

type Rest = Omit<Moment, 'once' | 'replays'> & Partial<Pick<Moment, 'once' | 'replays'>>;
const fromElsewhere = (rest: Rest): Moment => ({
  ...{ once: '', replays: 0 },
  ...rest,
  detail: inOneLine(rest.detail),
});

const acceptedMoments = (told: readonly Moment[], { accepted }: OrderRecord): Moment[] => {
  const stages = ['enqueued', 'reconciled'];
  const isTold = told.some(
    ({ stage, version }) => stages.includes(stage) && version === accepted?.version,
  );
  if (accepted === undefined || isTold) return [];
  const { version, source, at } = accepted;
  const place = { source: 'record', facts: accepted } as const;
  return [
    fromElsewhere({
      ...{ at: Date.parse(at), stage: 'enqueued', what: 'enqueued', version, ...place },
      detail: source === 'webhook' ? '' : `from ${source}`,
    }),
  ];
};

const waitingMoments = (told: readonly Moment[], { waitingSince }: OrderRecord): Moment[] => {
  const isTold = told.some(({ stage }) => stage === 'deferred' || stage === 'failed');
  if (waitingSince === undefined || isTold) return [];
  const place = { source: 'record', facts: { waitingSince } } as const;
  const detail = 'its first delivery failed or was deferred';
  const at = Date.parse(waitingSince);
  return [fromElsewhere({ at, stage: 'waiting', what: 'waits', detail, ...place })];
};

const parkedMoments = (told: readonly Moment[], { record, letters, settled }: Known): Moment[] => {
  const isTold = (letterId: string) =>
    told.some((moment) => moment.stage === 'parked' && moment.letterId === letterId);
  const all = [...letters, ...settled.map(({ letter }) => letter)];
  const { parked } = record;
  const isListed = all.some(({ letterId }) => letterId === parked?.letterId);
  return [
    ...all.filter(({ letterId }) => !isTold(letterId)).map(letterMoment),
    ...(parked === undefined || isListed || isTold(parked.letterId)
      ? []
      : [
          fromElsewhere({
            ...{ at: Date.parse(parked.at), stage: 'parked', what: 'parked', source: 'record' },
            ...{ version: parked.version, letterId: parked.letterId, facts: parked },
            detail: listed(parked.class, letterText(parked.letterId)),
          }),
        ]),
  ];
};

const letterMoment = (letter: IndexedLetter): Moment =>
  fromElsewhere({
    ...{ at: Date.parse(letter.parkedAt), stage: 'parked', what: 'parked' },
    ...{ source: 'dead letters', letterId: letter.letterId, facts: letter },
    ...(letter.version === null ? {} : { version: letter.version }),
    detail: listed(`${letter.class}: ${letter.reason}`, letterText(letter.letterId)),
    replays: letter.replays,
  });

const settledMoments = (told: readonly Moment[], { settled }: Known): Moment[] =>
  settled.flatMap((shown) => {
    const { letter, settled: end } = shown;
    if (end === undefined) return [];
    const isTold = told.some((moment) => moment.stage === 'replayed' && isOf(moment, shown));
    if (end.how === 'replayed' && isTold) return [];
    return [
      fromElsewhere({
        ...{ at: Date.parse(end.at), stage: end.how, what: end.how, source: 'dead letters' },
        ...{ letterId: letter.letterId, facts: { ...letter, settled: end } },
        ...(letter.version === null ? {} : { version: letter.version }),
        detail: listed(letterText(letter.letterId), jobText(end.jobId)),
        replays: end.how === 'replayed' ? letter.replays + 1 : letter.replays,
      }),
    ];
  });

/** The stages that tell of a decision. */
const stagesOf: Readonly<Record<Decided['outcome'], readonly string[]>> = {
  delivered: ['processed', 'unchanged'],
  superseded: ['superseded'],
  not_sent: ['ignored'],
  discarded: ['discarded'],
};
const words: Readonly<Record<Decided['outcome'], string>> = {
  delivered: 'delivered',
  superseded: 'superseded',
  not_sent: 'not sent',
  discarded: 'discarded',
};

const decidedMoments = (told: readonly Moment[], record: OrderRecord): Moment[] => {
  const { decided, wmsOrderId } = record;
  if (decided === undefined) return [];
  const { outcome, version, at } = decided;
  const stages = stagesOf[outcome];
  if (told.some((moment) => stages.includes(moment.stage) && moment.version === version)) return [];
  const isDelivered = outcome === 'delivered' && wmsOrderId !== undefined;
  return [
    fromElsewhere({
      ...{ at: Date.parse(at), stage: stages[0] ?? outcome, what: words[outcome] },
      ...{ version, source: 'record', facts: decided },
      detail: isDelivered ? wmsText(wmsOrderId) : '',
    }),
  ];
};
