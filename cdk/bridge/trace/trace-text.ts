/**
 * The story of one order for people: a line for everything that happened, in UTC, how long ago, and how
 * long after the line before; then where the order is now.
 */
import { type Part, readValue } from '../part.ts';
import { layRows, type Row } from '../rows.ts';
import { type Column, layTable } from '../table-text.ts';
import { fromNowText, instantText, momentText, spanText } from '../time-text.ts';
import { exactSpan, listed, type Moment } from './moment.ts';
import type { SeenTrace } from './read-trace.ts';
import { pagesMax } from './search-logs.ts';
import { type Chapter, toldOnce } from './story.ts';
import type { WhereNow } from './where-now.ts';

/** @param moments - in order. */
export const traceText = (seen: SeenTrace, moments: readonly Moment[], where: WhereNow): string => {
  const { names, now, order } = seen;
  const number = order.number === undefined ? '' : ` (${order.number})`;
  const notes = noteRows(seen);
  const chapters = toldOnce(moments);
  return [
    `Order ${order.orderId}${number} of ${order.shop}, ${names.title}.`,
    ...(notes.length === 0 ? [] : [layRows(notes)]),
    ...(chapters.length === 0 ? [] : [layTable(columnsOf(now, moments), chapters)]),
    where.command === undefined ? where.text : `${where.text}\n  ${where.command}`,
  ].join('\n\n');
};

/** What is missing in the story. */
const noteRows = ({ record, letters, groups, since, now }: SeenTrace): readonly Row[] => {
  const unread = (label: string, part: Part<unknown>): Row[] =>
    part.kind === 'unreadable' ? [[label, `not readable: ${part.why}`]] : [];
  const cut = groups.flatMap(({ group, found }) =>
    readValue(found)?.complete === false
      ? [
          `of ${group} only the newest ${pagesMax} pages were read: --since with less time reads less`,
        ]
      : [],
  );
  return [
    ...unread('record', record),
    ...unread('dead letters', letters),
    ...groups.flatMap(({ group, found }) =>
      found.kind === 'unreadable' ? unread('log', { ...found, why: `${group}: ${found.why}` }) : [],
    ),
    ...(cut.length === 0 ? [] : [['log', ...cut] satisfies Row]),
    ['log', `read since ${momentText(since, now)}`],
  ];
};

const columnsOf = (now: number, moments: readonly Moment[]): readonly Column<Chapter>[] => {
  const versions = new Set(moments.flatMap(({ version }) => version ?? []));
  return [
    { title: 'time', text: ({ first }) => instantText(first.at) },
    { title: 'ago', text: ({ first }) => fromNowText(first.at, now) },
    { title: 'after', text: ({ gapMillis }) => gapText(gapMillis), align: 'right' },
    { title: 'what', text: whatText },
    ...(versions.size > 1
      ? [{ title: 'version', text: ({ first }: Chapter) => first.version ?? '' }]
      : []),
    { title: 'details', text: detailText },
  ];
};

const gapText = (millis: number | undefined): string => {
  if (millis === undefined) return '';
  return millis < 10_000 ? exactSpan(millis) : spanText(millis);
};

const whatText = ({ first, count }: Chapter): string =>
  count === 1 ? first.what : `${first.what} ${count} times`;

const detailText = ({ first, last, count }: Chapter): string =>
  count === 1
    ? listed(first.detail, first.once)
    : listed(first.detail, `last ${instantText(last.at)}`, last.once);
