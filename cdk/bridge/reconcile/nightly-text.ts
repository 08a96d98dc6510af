/**
 * How the last nightly comparison of each shop ended, for people and for programs, and where its page lies.
 */
import {
  differenceKinds,
  foundOf,
  openDifferences,
} from '../../../lib/reconciliation/nightly/difference.ts';
import type { LastNightly } from '../../../lib/reconciliation/nightly/nightly-item.ts';
import { verdictOf } from '../../../lib/reconciliation/nightly/nightly-report.ts';
import {
  gapText,
  headlineOf,
  kindTexts,
} from '../../../lib/reconciliation/nightly/report-words.ts';
import type { Answer } from '../command.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { momentText } from '../time-text.ts';
import type { SeenNight } from './answers.ts';
import { endText } from './end-text.ts';

export type ShopNight = { readonly shop: string; readonly last: LastNightly | null };

export type ToldNights = {
  readonly names: StageNames;
  readonly now: number;
  readonly nights: readonly ShopNight[];
  /** Of one that was watched and is not over. */
  readonly under?: readonly SeenNight[];
};

export const nightsAnswer = (told: ToldNights): Answer => {
  const isWell = told.nights.every(({ last }) => last !== null && verdictFor(last) !== 'look');
  const isWhole = isWell && (told.under ?? []).length === 0;
  return {
    text: nightsText(told),
    json: { shops: told.nights.map((night) => nightJson(told, night)) },
    ...(isWhole ? {} : { exitCode: 1 }),
  };
};

const verdictFor = ({ counts, gaps }: LastNightly) => verdictOf(counts, gaps);

const foundIn = ({ counts }: LastNightly) =>
  Object.fromEntries(differenceKinds.map((kind) => [kind, foundOf(counts, kind)])) as {
    [Kind in (typeof differenceKinds)[number]]: number;
  };

const nightsText = (told: ToldNights): string =>
  told.nights.map((night) => nightText(told, night)).join('\n\n');

const nightText = (told: ToldNights, { shop, last }: ShopNight): string => {
  const under = underRows(told, shop);
  if (last === null) {
    return `${shop}: no nightly comparison is finished yet.\n\n${layRows(under)}`.trimEnd();
  }
  const headline = headlineOf({
    ...{ verdict: verdictFor(last), found: foundIn(last), open: openDifferences(last.counts) },
    compared: { orders: last.orders, wmsOrders: null },
  });
  return `${shop}: ${headline}\n\n${layRows([...lastRows(told, last), ...under])}`;
};

const lastRows = ({ names, now }: ToldNights, last: LastNightly): readonly Row[] => [
  ['finished', momentText(Date.parse(last.finishedAt), now)],
  ...differenceKinds.flatMap((kind): Row[] => {
    const count = foundOf(last.counts, kind);
    return count === 0 ? [] : [[kind.split('_')[0] ?? kind, `${count} ${kindTexts[kind]}`]];
  }),
  ...(last.gaps.length === 0 ? [] : [['not whole', ...last.gaps.map(gapText)] satisfies Row]),
  ['page', `s3://${names.reportsBucket}/${last.report}.html`],
];

const underRows = ({ names, under = [] }: ToldNights, shop: string): readonly Row[] =>
  under
    .filter((one) => one.shop === shop && one.current !== undefined)
    .map(
      ({ end, current }): Row => [
        'under way',
        `${current?.phase}, ${end.kind === 'exporting' ? 'Shopify is at it' : endText(end, shop, names)}`,
        'the schedule goes on with it',
      ],
    );

const nightJson = ({ names, under = [] }: ToldNights, { shop, last }: ShopNight): object => ({
  shop,
  ...(last
    ? {
        last: {
          ...{ run: last.run, begunAt: last.begunAt, finishedAt: last.finishedAt },
          ...{ verdict: verdictFor(last), orders: last.orders, found: foundIn(last) },
          ...{ counts: last.counts, gaps: last.gaps },
          page: `s3://${names.reportsBucket}/${last.report}.html`,
        },
      }
    : {}),
  ...under.filter((one) => one.shop === shop).flatMap(({ current }) => current ?? [])[0],
});
