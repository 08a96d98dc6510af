/**
 * Alarms on what Shopify has and we have not, and on the looking itself.
 */
import { stepMinutes } from '../../../lib/config/alarm-policy.ts';
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { AlarmRow, Watched } from './alarm-row.ts';
import { formula } from './measures.ts';
import { afterDeploy } from './pager-rows.ts';
import { hasCaughtUp } from './waiting-rows.ts';
import type { WatchedParts } from './watched-parts.ts';

const secondsOfMinute = 60;

const untilNextRun = {
  missing: 'changes nothing',
  because: 'between two runs nothing is measured; that none runs is another alarm',
} as const satisfies Pick<Watched, 'missing' | 'because'>;

export const reconcileRows = (parts: WatchedParts): AlarmRow[] => [
  missedRow(parts),
  driftRow(parts),
  ...pollingRows(parts),
  privacyRow(parts),
  ...(parts.settings.reconciliation.watchSubscriptions ? subscriptionRows(parts) : []),
];

const missedRow = ({ measure }: WatchedParts): AlarmRow => ({
  key: 'orders-missed',
  goesTo: 'ticket',
  meaning: 'Polling found an order version that no webhook brought; it is on its way now.',
  notices: 'The order was up to seven minutes late.',
  seen: {
    metric: measure('reconcile-orders', names.ordersMissed, { statistic: 'Sum', minutes: 5 }),
    is: 'above',
    threshold: 0,
    of: 3,
    times: 1,
    missing: 'is well',
    because: 'what is not missed is not counted',
  },
});

const driftRow = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow => ({
  key: 'drift-old',
  goesTo: 'page',
  meaning: `An order in Shopify has had no delivered version for more than ${alarms.driftMinutes} minutes; it is not parked, and no outage explains it.`,
  notices: 'The warehouse does not know this order.',
  seen: {
    metric: formula(
      `IF(${hasCaughtUp('drift')}, drift, 0)`,
      {
        closed: measure('watch-bridge', names.circuitClosedAge, {
          statistic: 'Minimum',
          minutes: stepMinutes,
        }),
        drift: measure('reconcile-orders', names.driftAge, {
          statistic: 'Maximum',
          minutes: stepMinutes,
        }),
      },
      { minutes: stepMinutes },
    ),
    is: 'above',
    threshold: alarms.driftMinutes * secondsOfMinute,
    ...untilNextRun,
  },
  explainedBy: {
    'deliver-failing': 'what it fails to handle is not delivered',
    'deliver-idle': 'what it does not get is not delivered',
    'queue-old': 'what SQS has held for long is not delivered',
    'queue-stuck': 'whoever stands in a deep queue is not delivered',
    'order-waiting': 'this is the order, or one of them',
  },
});

const pollingRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'reconcile-silent',
    goesTo: 'page',
    meaning: `For ${alarms.reconcileSilentMinutes} minutes no shop could be polled: reconcile-orders does not run, or has no credentials that Shopify takes.`,
    notices: 'Nothing, as long as webhooks come; an order whose webhook is lost stays lost.',
    seen: {
      metric: measure('reconcile-orders', names.reconciliations, {
        statistic: 'Sum',
        minutes: stepMinutes,
      }),
      is: 'below',
      threshold: 1,
      of: alarms.reconcileSilentMinutes / stepMinutes,
      missing: 'is bad',
      because: 'who does not run counts nothing',
    },
    explainedBy: { 'watch-silent': 'both are called by the same scheduler' },
    onlyWhile: afterDeploy,
  },
  {
    key: 'reconcile-behind',
    goesTo: 'ticket',
    meaning: `One shop's changes of the last ${alarms.reconcileSilentMinutes} minutes have not been looked at.`,
    notices: 'An order of this shop whose webhook is lost comes late.',
    seen: {
      metric: measure('reconcile-orders', names.reconcileBehind, {
        statistic: 'Maximum',
        minutes: stepMinutes,
      }),
      is: 'above',
      threshold: alarms.reconcileSilentMinutes * secondsOfMinute,
      ...untilNextRun,
    },
    explainedBy: { 'reconcile-silent': 'a page is being sent already' },
  },
];

/** It has thirty days; each run that counts is one of a few in a month. */
const privacyRow = ({ measure }: WatchedParts): AlarmRow => ({
  key: 'privacy-for-people',
  goesTo: 'ticket',
  meaning:
    'Shopify asked for something of customers’ data that only a person can do: answer a customer, look at what was left, or at a request that fails.',
  notices: 'One of them waits for an answer, or is not forgotten yet; by law within 30 days.',
  seen: {
    metric: measure('reconcile-orders', names.privacyForPeople, {
      statistic: 'Sum',
      minutes: stepMinutes,
    }),
    is: 'above',
    threshold: 0,
    of: 3,
    times: 1,
    missing: 'is well',
    because: 'what nobody asks is not counted',
  },
});

const subscriptionRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'subscription-missing',
    goesTo: 'page',
    meaning:
      'Shopify has no webhook subscription for a topic that we need, or it points elsewhere.',
    notices: 'Orders come by polling only, minutes late.',
    seen: {
      metric: measure('reconcile-orders', names.subscriptionsMissing, {
        statistic: 'Maximum',
        minutes: stepMinutes,
      }),
      is: 'above',
      threshold: 0,
      ...untilNextRun,
    },
  },
  {
    key: 'api-version-ends',
    goesTo: 'ticket',
    meaning: `In fewer than ${alarms.apiVersionDaysMin} days Shopify ends the version of the Admin API that is used: upgrade the bridge.`,
    notices: 'Nothing yet.',
    seen: {
      metric: measure('reconcile-orders', names.apiVersionDaysLeft, {
        statistic: 'Minimum',
        minutes: stepMinutes,
      }),
      is: 'below',
      threshold: alarms.apiVersionDaysMin,
      ...untilNextRun,
    },
  },
];
