/**
 * The dead letters that wait: in groups of one cause first, then one by one, oldest first.
 */
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import type { Cursor } from '../../../lib/letters/indexed-letter.ts';
import { lettersText } from '../../../lib/letters/words.ts';
import { layRows, type Row } from '../rows.ts';
import { shellWord } from '../shell-text.ts';
import type { StageNames } from '../stage-names.ts';
import { layTable } from '../table-text.ts';
import { fromNowText } from '../time-text.ts';
import type { ListedLetters } from './answers.ts';
import { filterText } from './filter-options.ts';
import { nothingText } from './plan-text.ts';
import { commandText } from './words.ts';

export type ToldList = {
  readonly names: StageNames;
  readonly now: number;
  readonly filter: LetterFilter;
  readonly list: ListedLetters;
};

export const listText = (told: ToldList): string => {
  const { list, names, filter } = told;
  if (list.total === 0) return nothingText(names, filter);
  const beyond = list.complete ? '' : ', and more that are not counted';
  const fitting = filterText(filter) === '' ? '' : ` that fit ${filterText(filter)}`;
  return [
    `${lettersText(list.total)} of ${names.title}${fitting}${beyond}`,
    groupTable(told),
    ...(list.letters.length === 0 ? [] : [letterTable(told)]),
    layRows(nextRows(told)),
  ].join('\n\n');
};

const groupTable = ({ list, now }: ToldList): string =>
  layTable(
    [
      { title: 'letters', text: ({ letters }) => String(letters), align: 'right' },
      { title: 'class', text: (group) => group.class },
      { title: 'oldest', text: ({ oldest }) => ago(oldest, now) },
      { title: 'newest', text: ({ newest }) => ago(newest, now) },
      { title: 'reason', text: ({ reason }) => reason },
    ],
    list.groups,
  );

const letterTable = ({ list, now }: ToldList): string =>
  layTable(
    [
      { title: 'letter', text: ({ letterId }) => letterId },
      { title: 'class', text: (letter) => letter.class },
      { title: 'order', text: ({ orderId }) => orderId ?? 'unknown' },
      { title: 'topic', text: ({ topic }) => topic ?? 'none' },
      { title: 'parked', text: ({ parkedAt }) => ago(parkedAt, now) },
      { title: 'replays', text: ({ replays }) => String(replays), align: 'right' },
    ],
    list.letters,
  );

const ago = (instant: string, now: number): string => fromNowText(Date.parse(instant), now);

const nextRows = ({ list, names, filter }: ToldList): Row[] => {
  const { next, groupsLeftOut, letters } = list;
  const chosen = filterText(filter);
  return [
    ...(groupsLeftOut === 0
      ? []
      : [['left out', `${groupsLeftOut} smaller groups; a filter shows them`] satisfies Row]),
    ...(next === undefined || letters.length === 0
      ? []
      : [
          ['more', commandText(names, 'list', chosen, `--after ${cursorText(next)}`)] satisfies Row,
        ]),
    ['one letter', commandText(names, 'show', '<letter>')],
    ['plan', commandText(names, 'plan', chosen)],
  ];
};

/** As `--after` takes it. */
const cursorText = ({ parkedAt, letterId }: Cursor): string => shellWord(`${parkedAt}/${letterId}`);
