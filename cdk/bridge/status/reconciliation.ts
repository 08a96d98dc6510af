/**
 * Whether Shopify is asked for what webhooks missed: up to where each shop's changes are handled, and how
 * the last run ended.
 */
import { makeNightlyItem } from '../../../lib/adapters/nightly-item.ts';
import { makeWatermark } from '../../../lib/adapters/watermark.ts';
import { runsMinutesMax } from '../../../lib/config/reconciliation-policy.ts';
import type { LastNightly } from '../../../lib/reconciliation/nightly/nightly-item.ts';
import { verdictOf } from '../../../lib/reconciliation/nightly/nightly-report.ts';
import type { LastRun } from '../../../lib/reconciliation/ports.ts';
import type { Stage } from '../open-stage.ts';
import { type Part, readPart, readValue } from '../part.ts';
import { fromNowText, instantJson, momentText, spanText } from '../time-text.ts';

export type SeenReconciliation = {
  /** Epoch milliseconds; not there before the first run. */
  readonly until?: number;
  readonly lastRun?: LastRun;
  /** The last nightly comparison that came to its end. */
  readonly nightly?: LastNightly;
};
export type ShopReconciliation = {
  readonly shop: string;
  readonly seen: Part<SeenReconciliation>;
};

export const readReconciliation = ({
  names,
  who,
  documents,
}: Pick<Stage, 'names' | 'who' | 'documents'>): Promise<readonly ShopReconciliation[]> =>
  Promise.all(
    Object.keys(names.shopSecrets).map(async (shop) => {
      const item = makeWatermark(documents, names.table, shop);
      const read = async (): Promise<SeenReconciliation> => {
        const [watermark, lastRun] = [await item.read(), await item.lastRun()];
        const night = await makeNightlyItem(documents, names.table, shop).read();
        return {
          ...(watermark ? { until: Date.parse(watermark.until) } : {}),
          ...(lastRun ? { lastRun } : {}),
          ...(night?.last ? { nightly: night.last } : {}),
        };
      };
      return { shop, seen: await readPart(who, read()) };
    }),
  );

/** Two runs may be missing, however seldom a stage runs. */
const silentMillisMax = 2 * runsMinutesMax * 60_000;

/** Credentials that nobody has set are a reason already, where the secrets are looked at. */
const notSet = 'not_configured';

export const reconciliationReasons = (
  shops: readonly ShopReconciliation[],
  now: number,
): readonly string[] =>
  shops.flatMap(({ shop, seen }) => [
    ...runReasons(shop, readValue(seen)?.lastRun, now),
    ...nightReasons(shop, readValue(seen)?.nightly, now),
  ]);

/** A night that is missing is told after the next one should have been over. */
const nightMillisMax = 36 * 3_600_000;

const nightReasons = (
  shop: string,
  night: LastNightly | undefined,
  now: number,
): readonly string[] => {
  if (night === undefined) return [];
  const age = now - Date.parse(night.finishedAt);
  if (age > nightMillisMax) return [`${shop} was compared with the WMS ${spanText(age)} ago`];
  return verdictOf(night.counts, night.gaps) === 'look'
    ? [`the nightly comparison of ${shop} asks somebody to look: bridge reconcile --report`]
    : [];
};

const runReasons = (shop: string, run: LastRun | undefined, now: number): readonly string[] => {
  if (run === undefined || run.trouble === notSet) return [];
  const age = now - Date.parse(run.at);
  if (age > silentMillisMax) return [`${shop} was asked for missed orders ${spanText(age)} ago`];
  return run.trouble === undefined ? [] : [`reconciling ${shop} ended early: ${run.trouble}`];
};

export const reconciliationLines = (
  shops: readonly ShopReconciliation[],
  now: number,
): readonly string[] => shops.map(({ shop, seen }) => `${shop}: ${lineOf(seen, now)}`);

const lineOf = (seen: Part<SeenReconciliation>, now: number): string => {
  if (seen.kind === 'unreadable') return `not readable: ${seen.why}`;
  const { until, lastRun, nightly } = seen.value;
  if (lastRun === undefined) return 'no run yet';
  const trouble = lastRun.trouble === undefined ? '' : `, ended early: ${lastRun.trouble}`;
  return [
    ...(until === undefined ? [] : [`up to ${momentText(until, now)}`]),
    `last run ${fromNowText(Date.parse(lastRun.at), now)}${trouble}`,
    ...(nightly === undefined ? [] : [nightText(nightly, now)]),
  ].join('; ');
};

const verdictTexts = { well: 'all is well', repaired: 'repaired', look: 'somebody must look' };

const nightText = ({ finishedAt, counts, gaps }: LastNightly, now: number): string =>
  `last nightly comparison ${fromNowText(Date.parse(finishedAt), now)}: ${verdictTexts[verdictOf(counts, gaps)]}`;

export const reconciliationJson = ({ until, lastRun, nightly }: SeenReconciliation): object => ({
  ...(until === undefined ? {} : { until: instantJson(until) }),
  ...(lastRun === undefined ? {} : { lastRun }),
  ...(nightly === undefined
    ? {}
    : {
        nightly: {
          finishedAt: nightly.finishedAt,
          verdict: verdictOf(nightly.counts, nightly.gaps),
        },
      }),
});
