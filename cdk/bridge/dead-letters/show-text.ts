/**
 * One dead letter: its facts, what a replay would make of it, and the command that follows from that.
 */
import type { Fate } from '../../../lib/letters/fate.ts';
import type { IndexedLetter } from '../../../lib/letters/indexed-letter.ts';
import { meaningOf } from '../../../lib/letters/words.ts';
import { inOneLine, jsonText } from '../plain-text.ts';
import { layRows, type Row } from '../rows.ts';
import { shellWord } from '../shell-text.ts';
import type { StageNames } from '../stage-names.ts';
import { momentText } from '../time-text.ts';
import type { ShownLetter } from './answers.ts';
import { commandText } from './words.ts';

export type ToldLetter = {
  readonly names: StageNames;
  readonly now: number;
  readonly shown: ShownLetter;
};

export const showText = (told: ToldLetter): string => {
  const { shown, names } = told;
  const { letter } = shown;
  return [
    `Dead letter ${inOneLine(letter.letterId)} of ${names.title}`,
    layRows([...factRows(told), ...endRows(told)]),
    ...personalParts(shown),
  ].join('\n\n');
};

const factRows = ({ shown: { letter }, now }: ToldLetter): Row[] => [
  ['class', letter.class],
  ['why', inOneLine(letter.reason)],
  ...(letter.status === null ? [] : [['WMS status', String(letter.status)] satisfies Row]),
  ['parked', momentText(Date.parse(letter.parkedAt), now)],
  ['received', momentText(Date.parse(letter.receivedAt), now)],
  ['order', letter.orderId ?? 'unknown'],
  ['shop', inOneLine(letter.shop)],
  ['topic', inOneLine(letter.topic ?? 'none')],
  ['version', inOneLine(letter.version ?? 'none')],
  ['tried', triedText(letter)],
  ['replays', String(letter.replays)],
  ['correlation', inOneLine(letter.correlationId)],
  ...(letter.body === null
    ? []
    : [
        [
          'body',
          `${letter.body.bytes} bytes, sha256 ${inOneLine(letter.body.sha256)}`,
        ] satisfies Row,
      ]),
];

const triedText = ({ deliveries, attempts, receives }: IndexedLetter): string =>
  `attempts ${attempts} in its last delivery, counted deliveries ${deliveries}, receives ${receives}`;

const endRows = ({ shown, names, now }: ToldLetter): Row[] => {
  const { letter, fate, settled } = shown;
  if (settled !== undefined) {
    const when = momentText(Date.parse(settled.at), now);
    return [['settled', `${inOneLine(settled.how)} by job ${inOneLine(settled.jobId)}, ${when}`]];
  }
  if (fate === undefined) return [];
  const told = fate === 'replay' ? 'sends it again' : `skips it: ${fate}, ${meaningOf[fate]}`;
  const id = `--letter ${shellWord(inOneLine(letter.letterId))}`;
  return [
    ['a replay', told],
    ['next', ...nextOf(fate).map((words) => commandText(names, words[0], id, ...words.slice(1)))],
  ];
};

const discard = ['discard', '--reason "<why>"'] as const;
const next = {
  replay: [['replay']],
  // Nothing is missing at the WMS.
  superseded: [discard],
  delivered: [discard],
  deleted_in_shopify: [discard],
  needs_shopify: [discard],
  unreadable: [discard],
  replayed_often: [['replay', '--force'], discard],
} as const satisfies Record<Fate, readonly (readonly [string, ...string[]])[]>;

const nextOf = (fate: Fate): readonly (readonly [string, ...string[]])[] => next[fate];

const personalParts = ({ personal }: ShownLetter): string[] =>
  personal === undefined
    ? []
    : [
        `What the WMS said: ${inOneLine(personal.problem ?? 'nothing is kept')}`,
        `The message:\n${jsonText(personal.message)}`,
      ];
