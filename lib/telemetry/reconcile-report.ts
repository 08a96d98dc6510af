/**
 * What a reconciliation came to, shop by shop, becomes one log line and the gauges that alarms look at.
 * What happened to single orders is told as their stages are.
 */
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type {
  CheckedShop,
  Drift,
  PolledShop,
  ReconcileLine,
  ShopEnd,
  TellReconciled,
} from '../reconciliation/told.ts';
import { dimensions, type MetricName, metrics as names } from './names.ts';
import { finishedMetrics, finishedWords, sliceMetrics, sliceWords } from './nightly-report.ts';
import type { Telemetry } from './powertools.ts';
import { privacyMetrics, privacyWords } from './privacy-report.ts';
import { count, type Emitted, emit, nothing } from './report.ts';

/** The correlation id of all lines about reconciling, which concern many orders. */
const correlationId = 'reconciliation';

export const makeTellReconciled =
  ({ logger, metrics }: Telemetry): TellReconciled =>
  (line) => {
    const { event, warns, isRoutine = false, facts } = wordsOf(line);
    const told = { correlation_id: correlationId, shopify_order_id: nothing, attempt: 0, ...facts };
    if (warns) logger.warn(event, told);
    else if (isRoutine) logger.debug(event, told);
    else logger.info(event, told);
    for (const metric of metricsOf(line)) emit(metrics, metric);
  };

type Words = {
  readonly event: string;
  /** A person should look at it, one day. */
  readonly warns: boolean;
  /** Comes every minute and says that nothing is to be done. @default false */
  readonly isRoutine?: boolean;
  readonly facts: Readonly<Record<string, unknown>>;
};

const wordsOf = (line: ReconcileLine): Words => {
  switch (line.kind) {
    case 'polled':
      return {
        event: 'shop.polled',
        warns: hasTrouble(line.end),
        facts: polledFacts(line),
      };
    case 'backfill-asked':
      return {
        event: 'backfill.requested',
        warns: false,
        facts: { by: line.by, request: line.request },
      };
    case 'nightly':
      return sliceWords(line);
    case 'nightly-finished':
      return finishedWords(line);
    case 'privacy':
    case 'privacy-failed':
      return privacyWords(line);
    case 'subscriptions-checked':
      return {
        event: 'subscriptions.checked',
        warns: hasTrouble(line.end) || faultsIn(line) > 0,
        facts: checkedFacts(line),
      };
  }
};

/** Goes on with the next run, and nobody needs to know. */
const untroubled: readonly ShopEnd['kind'][] = ['done', 'unfinished', 'busy'];
const hasTrouble = ({ kind }: ShopEnd): boolean => !untroubled.includes(kind);

const endFacts = ({ kind, ...facts }: ShopEnd) => ({ end: kind, ...facts });

const polledFacts = ({
  end,
  stamps,
  drift,
  ...rest
}: PolledShop & { readonly run: string }): Words['facts'] => ({
  shop: rest.shop,
  run: rest.run,
  ...endFacts(end),
  ...stamps,
  in_shopify: rest.inShopify,
  received: rest.received,
  shape_differences: rest.shapeDifferences,
  reread: rest.reread,
  reread_sent: rest.rereadSent,
  letters_settled: rest.lettersSettled,
  ...(drift ? driftFacts(drift) : {}),
  ...(rest.behindSeconds === undefined ? {} : { behind_seconds: rest.behindSeconds }),
  ...(rest.missingScopes.length === 0 ? {} : { missing_scopes: rest.missingScopes }),
  ...(rest.hiddenBefore === undefined ? {} : { hidden_before: rest.hiddenBefore }),
});

const driftFacts = ({ orders, oldestSeconds, atLeast }: Drift): Words['facts'] => ({
  drift: orders,
  drift_oldest_seconds: oldestSeconds,
  ...(atLeast === undefined ? {} : { drift_at_least: atLeast }),
});

const checkedFacts = ({
  shop,
  end,
  faults,
  registered,
  apiVersionDaysLeft,
  by,
}: CheckedShop & { readonly by?: string }): Words['facts'] => ({
  shop,
  ...endFacts(end),
  ...(by === undefined ? {} : { by, registered }),
  ...(faults
    ? {
        missing: faults.missing,
        elsewhere: faults.elsewhere,
        other_version: faults.otherVersion,
        doubled: faults.doubled,
      }
    : {}),
  api_version_days_left: apiVersionDaysLeft,
});

/** Those that keep orders from coming, or bring them in a form that is not meant. */
const faultsIn = ({ faults }: CheckedShop): number =>
  faults === undefined ? 0 : faults.missing.length + faults.otherVersion.length;

const metricsOf = (line: ReconcileLine): readonly Emitted[] => {
  switch (line.kind) {
    case 'polled':
      return polledMetrics(line);
    case 'backfill-asked':
      return [];
    case 'nightly':
      return sliceMetrics(line);
    case 'nightly-finished':
      return finishedMetrics(line);
    case 'privacy':
    case 'privacy-failed':
      return privacyMetrics(line);
    case 'subscriptions-checked':
      return checkedMetrics(line);
  }
};

type Gauge = readonly [name: MetricName, value: number | undefined, unit?: Emitted['unit']];

/** Of one shop; the total is read as the largest of all. */
const gauges = (shop: string, values: readonly Gauge[]): readonly Emitted[] =>
  values.flatMap(([name, value, unit = MetricUnit.Count]) =>
    value === undefined ? [] : [{ name, unit, value, dimension: [dimensions.shop, shop] }],
  );

const polledMetrics = (polled: PolledShop): readonly Emitted[] => [
  ...(hasTrouble(polled.end)
    ? [count(names.reconcileTrouble, [dimensions.reason, polled.end.kind])]
    : [count(names.reconciliations)]),
  ...gauges(polled.shop, [
    [names.drift, polled.drift?.orders],
    [names.driftAge, polled.drift?.oldestSeconds, MetricUnit.Seconds],
    [names.reconcileBehind, polled.behindSeconds, MetricUnit.Seconds],
    [names.versionsInShopify, polled.inShopify],
    [names.versionsReceived, polled.received],
    [names.shapeDifferences, polled.shapeDifferences],
  ]),
];

const checkedMetrics = (checked: CheckedShop): readonly Emitted[] => [
  ...(hasTrouble(checked.end)
    ? [count(names.reconcileTrouble, [dimensions.reason, checked.end.kind])]
    : []),
  ...gauges(checked.shop, [
    [names.subscriptionsMissing, checked.faults?.missing.length],
    [names.apiVersionDaysLeft, checked.apiVersionDaysLeft],
  ]),
];
