/**
 * Alarms on what raises alarms: watch-bridge, and whether a page arrives at all.
 */
import { Duration } from 'aws-cdk-lib';
import { dayMinutes, stepMinutes } from '../../../lib/config/alarm-policy.ts';
import { metrics as names } from '../../../lib/telemetry/names.ts';
import { pageTestKey } from '../../stack-name.ts';
import type { AlarmRow } from './alarm-row.ts';
import type { WatchedParts } from './watched-parts.ts';

export const pagerRows = (parts: WatchedParts): AlarmRow[] => {
  const { alarms } = parts.settings;
  const isReachable = alarms.pagerDuty || alarms.pageEmail.length > 0;
  return [
    settledRow(parts),
    silentRow(parts),
    testRow(parts),
    undeliveredRow(parts),
    ...(isReachable && alarms.weeklyPageTest ? [untestedRow(parts)] : []),
  ];
};

const silentRow = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow => ({
  key: 'watch-silent',
  goesTo: 'page',
  meaning: `watch-bridge has given no sign of life for ${alarms.watchSilentMinutes} minutes. The alarms on what waits, the circuit and the letters stay as they were.`,
  notices: 'Nothing; but nobody would notice either.',
  seen: {
    metric: measure('watch-bridge', names.heartbeat, { statistic: 'Sum' }),
    is: 'below',
    threshold: 1,
    of: alarms.watchSilentMinutes,
    missing: 'is bad',
    because: 'who does not run says nothing',
  },
  onlyWhile: afterDeploy,
});

/** What never ran is silent, too: CloudWatch takes the time before an alarm was made for missing data. */
export const afterDeploy = {
  'stage-settled': 'in a new stage nothing has run yet; what never runs is told then',
} as const;

/**
 * A latch: SQS counts the orders queue every minute from the first deploy on, whatever of ours runs or not.
 * Once that was so for long enough the alarm stays as it is, since missing data changes nothing.
 */
const settledRow = ({ settings: { alarms }, orders }: WatchedParts): AlarmRow => ({
  key: 'stage-settled',
  goesTo: 'nobody',
  meaning: `The stage was deployed for the first time more than ${alarms.settledMinutes} minutes ago.`,
  notices: 'Nothing.',
  seen: {
    metric: orders.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    }),
    is: 'at least',
    threshold: 0,
    of: alarms.settledMinutes,
    missing: 'changes nothing',
    because: 'what is no new stage any more never is one again',
  },
});

const testRow = ({ measure }: WatchedParts): AlarmRow => ({
  key: pageTestKey,
  goesTo: 'page',
  meaning: 'A test of the way to the pager. It resolves by itself; nothing is wrong.',
  notices: 'Nothing.',
  seen: {
    metric: measure('watch-bridge', names.heartbeat, { statistic: 'Maximum' }),
    is: 'above',
    // No heartbeat is. Its state is set from outside, and the next look at the metric ends the test.
    threshold: 1,
    missing: 'is well',
    because: 'a test has no value of its own',
  },
});

const undeliveredRow = ({ page }: WatchedParts): AlarmRow => ({
  key: 'page-undelivered',
  goesTo: 'ticket',
  meaning: 'SNS could not deliver a page: the pager refused it, or its address is wrong.',
  notices: 'Nothing; but a real page may have been lost. Look at the other alarms.',
  seen: {
    metric: page.metricNumberOfNotificationsFailed({
      period: Duration.minutes(5),
      statistic: 'Sum',
    }),
    is: 'above',
    threshold: 0,
    missing: 'is well',
    because: 'what is not sent does not fail',
  },
});

/** By default for a week, and the test is every six days, so that it never looks too early. */
const untestedRow = ({ page, settings: { alarms } }: WatchedParts): AlarmRow => {
  const { untestedMinutes } = alarms;
  const periodMinutes = untestedMinutes > dayMinutes ? dayMinutes : stepMinutes;
  return {
    key: 'page-untested',
    goesTo: 'ticket',
    meaning: `For ${inWords(untestedMinutes)} nothing was delivered to the pager, neither a page nor its end, not even the test of every week.`,
    notices: 'Nothing; but nobody knows whether a page would arrive.',
    seen: {
      metric: page.metricNumberOfNotificationsDelivered({
        period: Duration.minutes(periodMinutes),
        statistic: 'Sum',
      }),
      is: 'below',
      threshold: 1,
      of: untestedMinutes / periodMinutes,
      missing: 'is bad',
      because: 'SNS counts nothing where nothing is sent',
    },
  };
};

const inWords = (minutes: number): string =>
  minutes > dayMinutes ? `${minutes / dayMinutes} days` : `${minutes} minutes`;
