/**
 * Alarms on deliver-order itself and on what SQS says of its queue: they need neither our code nor
 * watch-bridge to be alive.
 */
import { Duration } from 'aws-cdk-lib';
import { stepMinutes } from '../../../lib/config/alarm-policy.ts';
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { AlarmRow } from './alarm-row.ts';
import { sumOf } from './measures.ts';
import type { WatchedParts } from './watched-parts.ts';

const secondsOfMinute = 60;
const period = Duration.minutes(1);
const triedWithinMinutes = 40;
/** Seen for so much longer: what waited is late when it is delivered at last, and that is still explained. */
const afterwardsMinutes = 2;

export const deliveryRows = (parts: WatchedParts): AlarmRow[] => [
  failingRow(parts),
  ...idleRows(parts),
  ...queueRows(parts),
  {
    key: 'schema-newer',
    goesTo: 'ticket',
    meaning: `A message that a newer release wrote has waited for more than ${parts.settings.alarms.newerSchemaMinutes} minutes: a deploy is half done.`,
    notices: 'This order is late at the warehouse.',
    seen: {
      metric: parts.measure('deliver-order', names.newerSchemaAge, {
        statistic: 'Maximum',
        minutes: stepMinutes,
      }),
      is: 'above',
      threshold: parts.settings.alarms.newerSchemaMinutes * secondsOfMinute,
      // What waits for long is tried, and tells its age, every half hour only.
      of: triedWithinMinutes / stepMinutes,
      times: 1,
      missing: 'is well',
      because: 'what is read does not wait',
    },
  },
];

const failingRow = ({ settings: { alarms }, deliverOrder }: WatchedParts): AlarmRow => ({
  key: 'deliver-failing',
  goesTo: 'page',
  meaning: `deliver-order ended with errors or was throttled in ${alarms.failingMinutes} of ${alarms.failingOfMinutes} minutes.`,
  notices: 'Orders are late: each costs at least the visibility timeout.',
  seen: {
    metric: sumOf([
      deliverOrder.metricErrors({ period, statistic: 'Sum' }),
      deliverOrder.metricThrottles({ period, statistic: 'Sum' }),
    ]),
    is: 'above',
    threshold: 0,
    of: alarms.failingOfMinutes,
    times: alarms.failingMinutes,
    missing: 'is well',
    because: 'what is not invoked does not fail; that it is not is another alarm',
  },
});

const idleRows = ({ settings: { alarms }, deliverOrder, orders }: WatchedParts): AlarmRow[] => [
  {
    key: 'messages-visible',
    goesTo: 'nobody',
    meaning: `For ${alarms.idleMinutes} minutes messages on the orders queue could have been received.`,
    notices: 'Nothing, where somebody receives them.',
    seen: {
      metric: orders.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Minimum' }),
      is: 'above',
      threshold: 0,
      of: alarms.idleMinutes + afterwardsMinutes,
      times: alarms.idleMinutes,
      missing: 'is well',
      because: 'SQS says nothing of a queue that was not used for hours',
    },
  },
  {
    key: 'not-invoked',
    goesTo: 'nobody',
    meaning: `deliver-order has not been invoked for ${alarms.idleMinutes} minutes.`,
    notices: 'Nothing, where no message waits.',
    seen: {
      metric: deliverOrder.metricInvocations({ period, statistic: 'Sum' }),
      is: 'below',
      threshold: 1,
      of: alarms.idleMinutes + afterwardsMinutes,
      times: alarms.idleMinutes,
      missing: 'is bad',
      because: 'Lambda counts no invocation where there is none',
    },
  },
  {
    key: 'deliver-idle',
    goesTo: 'page',
    meaning: `For ${alarms.idleMinutes} minutes messages have waited on the orders queue and deliver-order was not invoked: its event source is off, or lacks a right.`,
    notices: 'No order reaches the warehouse.',
    seen: { allOf: ['messages-visible', 'not-invoked'] },
    explainedBy: { 'deliver-failing': 'what is throttled is not invoked either' },
  },
];

const queueRows = ({ settings: { alarms }, measure, orders }: WatchedParts): AlarmRow[] => [
  {
    key: 'queue-old',
    goesTo: 'page',
    meaning: `SQS has held a message for more than ${alarms.queueAgeMinutes} minutes that was received fewer than three times.`,
    notices: 'Orders are late at the warehouse.',
    seen: {
      metric: orders.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
      is: 'above',
      threshold: alarms.queueAgeMinutes * secondsOfMinute,
      of: 1 + afterwardsMinutes,
      times: 1,
      missing: 'is well',
      because: 'SQS says nothing of a queue that was not used for hours',
    },
    explainedBy: {
      'circuit-recent': 'new messages are hidden for up to half an hour while it is open or held',
      'throttled-recent': 'new messages are hidden for as long as the WMS asks',
      'deliver-failing': 'what it fails to handle stays',
      'deliver-idle': 'what it does not get stays',
      'queue-stuck': 'whoever stands in a deep queue has been there for long',
    },
  },
  {
    key: 'in-flight',
    goesTo: 'page',
    meaning: `More than ${alarms.inFlightMax} messages are in flight; a FIFO queue stops at 120,000.`,
    notices: 'Nothing yet. At 120,000 no order is received any more.',
    seen: {
      metric: measure('watch-bridge', names.queueInFlight, { statistic: 'Maximum' }),
      is: 'above',
      threshold: alarms.inFlightMax,
      missing: 'changes nothing',
      because: 'without watch-bridge nobody knows; its silence pages by itself',
    },
  },
];
