/**
 * What a replay would do, before it is done: the totals, then by class, age and topic.
 */
import type { LetterFilter } from '../../../lib/letters/filter.ts';
import { ages, type Plan, type PlanRow } from '../../../lib/letters/plan.ts';
import {
  lettersText,
  meaningOf,
  skippedFor,
  skippedIn,
  skippedText,
} from '../../../lib/letters/words.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { layTable } from '../table-text.ts';
import { momentText } from '../time-text.ts';
import { chosenText, commandText, meantText } from './words.ts';

export type ToldPlan = {
  readonly names: StageNames;
  readonly now: number;
  readonly filter: LetterFilter;
  readonly force: boolean;
  readonly plan: Plan;
};

/** @param next - what the person can do with it. */
export const planText = (told: ToldPlan, next: readonly Row[] = nextRows(told)): string => {
  const { plan, names, filter } = told;
  if (plan.letters === 0) return nothingText(names, filter);
  const title = `A replay of ${lettersText(plan.letters)} of ${names.title} would send ${plan.replay}.`;
  return lay(title, told, next);
};

/** Skips nothing: what a replay would send is thrown away, too. */
export const discardText = (told: ToldPlan): string => {
  const { plan, names } = told;
  const title = `A discard would throw away ${lettersText(plan.letters)} of ${names.title}; a replay would send ${plan.replay} of them.`;
  return lay(title, told, []);
};

const lay = (title: string, told: ToldPlan, next: readonly Row[]): string =>
  [title, layRows(totalRows(told)), ...tables(told.plan), layRows(next)]
    .filter((part) => part !== '')
    .join('\n\n');

export const nothingText = (names: StageNames, filter: LetterFilter): string =>
  chosenText(filter) === '--all'
    ? `There are no dead letters of ${names.title}.`
    : `No dead letter of ${names.title} fits ${chosenText(filter)}.`;

const totalRows = ({ plan, now, filter }: ToldPlan): Row[] => {
  const skipped = skippedFor(plan.skipped);
  return [
    ['letters', meantText(filter), `parked by ${momentText(Date.parse(plan.asOf), now)}`],
    ['would send', String(plan.replay)],
    ['would skip', String(skippedIn(plan.skipped))],
    ...skipped.map(([reason, letters]): Row => ['', `${letters} ${reason}: ${meaningOf[reason]}`]),
    ...(plan.complete
      ? []
      : [['not looked at', 'more letters lie there: narrow the filter'] satisfies Row]),
  ];
};

const tables = ({ rows }: Plan): string[] => [
  tableBy('class', rows, (row) => row.class),
  tableBy('age', rows, ({ age }) => age, [...ages]),
  tableBy('topic', rows, ({ topic }) => topic ?? 'none'),
];

type Sums = { readonly name: string; letters: number; replay: number; skipped: SkippedSums };
type SkippedSums = Record<string, number>;

/** @param order - of the names; else the largest comes first. */
const tableBy = (
  title: string,
  rows: readonly PlanRow[],
  nameOf: (row: PlanRow) => string,
  order?: readonly string[],
): string => {
  const sums = [...Map.groupBy(rows, nameOf)].map(([name, group]) => sumOf(name, group));
  sums.sort((a, b) =>
    order ? order.indexOf(a.name) - order.indexOf(b.name) : b.letters - a.letters,
  );
  return layTable(
    [
      { title, text: ({ name }) => name },
      { title: 'letters', text: ({ letters }) => String(letters), align: 'right' },
      { title: 'would send', text: ({ replay }) => String(replay), align: 'right' },
      { title: 'would skip', text: ({ skipped }) => skippedText(skipped) || 'none' },
    ],
    sums,
  );
};

const sumOf = (name: string, rows: readonly PlanRow[]): Sums => {
  const sums: Sums = { name, letters: 0, replay: 0, skipped: {} };
  for (const { letters, replay, skipped } of rows) {
    sums.letters += letters;
    sums.replay += replay;
    for (const [reason, count] of skippedFor(skipped)) {
      sums.skipped[reason] = (sums.skipped[reason] ?? 0) + count;
    }
  }
  return sums;
};

const nextRows = ({ names, filter, plan, force }: ToldPlan): Row[] => {
  const again = commandText(names, 'replay', chosenText(filter), force ? '--force' : '');
  return plan.replay === 0 || !plan.complete
    ? []
    : [
        ['replay', again, 'it shows this plan again and asks for the number of letters;'],
        ['', `where nobody can be asked, --confirm ${plan.replay} says it`],
      ];
};
