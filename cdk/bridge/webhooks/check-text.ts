/**
 * Whether Shopify sends the stage what it should, shop by shop, for people and for programs.
 */
import type { Answer } from '../command.ts';
import { inOneLine } from '../plain-text.ts';
import type { SeenCheck, SeenShop } from '../reconcile/answers.ts';
import { endText } from '../reconcile/end-text.ts';
import { layRows, type Row } from '../rows.ts';
import type { StageNames } from '../stage-names.ts';
import { instantJson } from '../time-text.ts';

export type ToldCheck = {
  readonly names: StageNames;
  readonly now: number;
  readonly check: SeenCheck;
};

/** Versions are supported for a year, and a new one comes every quarter: this is one of them. */
const daysLeftMin = 90;

export const checkAnswer = (told: ToldCheck): Answer => {
  const { names, now, check } = told;
  const isWell = check.shops.every(isWellIn);
  return {
    text: checkText(told),
    json: {
      ...{ stage: names.stage, at: instantJson(now), well: isWell },
      webhookUrl: names.webhookUrl,
      shops: check.shops,
    },
    ...(isWell ? {} : { exitCode: 1 }),
  };
};

/** Every webhook comes, once, in the form that is read here. */
const isWellIn = ({ faults }: { readonly faults?: SeenShop['faults'] | undefined }): boolean =>
  faults !== undefined &&
  faults.missing.length + faults.otherVersion.length + faults.doubled.length === 0;

const checkText = (told: ToldCheck): string => {
  const { names, check } = told;
  const troubled = check.shops.filter((shop) => !isWellIn(shop)).map(({ shop }) => shop);
  const title =
    troubled.length === 0
      ? `Shopify sends all webhooks of ${names.title}.`
      : `Webhooks of ${names.title} are not as they should be: ${troubled.join(', ')}.`;
  const rows: Row[] = [
    ['address', names.webhookUrl],
    [
      'webhooks',
      ...check.shops.flatMap((one) =>
        linesOf(one, told).map((line) => `${inOneLine(one.shop)}: ${line}`),
      ),
    ],
    ...nextRows(told),
  ];
  return `${title}\n\n${layRows(rows)}`;
};

const linesOf = (
  { shop, end, faults, registered = [], apiVersionDaysLeft: days }: SeenShop,
  { names }: ToldCheck,
): readonly string[] => {
  const line = (text: string, topics: readonly string[]) =>
    topics.length === 0 ? [] : [`${text}: ${inOneLine(topics.join(', '))}`];
  return [
    ...line('registered now', registered),
    ...(end.kind === 'done' ? [] : [endText(end, shop, names)]),
    ...(faults === undefined
      ? []
      : [
          ...line('missing', faults.missing),
          ...line(
            'sent to another address',
            faults.elsewhere.map(({ topic, uri }) => `${topic} to ${uri}`),
          ),
          ...line(
            'in another version of the Admin API',
            faults.otherVersion.map(({ topic, apiVersion }) => `${topic} in ${apiVersion}`),
          ),
          ...line('sent more than once', faults.doubled),
        ]),
    ...(isWellIn({ faults }) ? ['all topics come'] : []),
    ...(days < daysLeftMin
      ? [`the version of the Admin API that is used ends in ${days} days: take a newer release`]
      : []),
  ];
};

/** What the Admin API can mend. */
const nextRows = ({ names, check }: ToldCheck): readonly Row[] => {
  const missing = check.shops.some(({ faults }) => (faults?.missing.length ?? 0) > 0);
  return missing
    ? [
        ['register', `npm run bridge -- webhooks register${names.flag}`],
        [
          '',
          "unless the app's own configuration file declares them: Shopify does not list those, and",
          'both together would send everything twice',
        ],
      ]
    : [];
};
