/**
 * Alarms on orders that are late: they took long, or they wait though nothing holds them back.
 *
 * The more special row explains the more general one, and what keeps everything waiting explains all.
 */
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { AlarmRow, Watched } from './alarm-row.ts';
import { formula } from './measures.ts';
import type { WatchedParts } from './watched-parts.ts';

const secondsOfMinute = 60;
const millisOfSecond = 1_000;

/** What keeps everything from the WMS, now or a moment ago. */
const outage = {
  'circuit-opened': 'what failed at first is late already, before watch-bridge has looked again',
  'circuit-recent': 'an open or held circuit explains what waits, and what it has made late',
  'throttled-recent': 'a WMS that asks everybody to wait explains the same',
} as const;
/** What keeps deliver-order from working. */
const noDelivery = {
  'deliver-failing': 'what it fails to handle waits',
  'deliver-idle': 'what it does not get waits',
} as const;

const gauge = {
  missing: 'changes nothing',
  because: 'without watch-bridge nobody knows; its silence pages by itself',
} as const satisfies Pick<Watched, 'missing' | 'because'>;

/**
 * `value` once the circuit has been closed and unpaused for some minutes and for an eighth of what the oldest
 * order had waited until then, which is how long an outage may leave orders behind; 0 before.
 */
const onceClosed = ({ measure, settings: { alarms } }: WatchedParts, value: 'depth' | 'waited') => {
  const seconds = alarms.circuitClosedMinutes * secondsOfMinute;
  return formula(`IF(closed >= ${seconds} AND ${hasCaughtUp('waited')}, ${value}, 0)`, {
    closed: measure('watch-bridge', names.circuitClosedAge, { statistic: 'Minimum' }),
    waited: measure('watch-bridge', names.oldestUndeliveredAge, { statistic: 'Maximum' }),
    ...(value === 'depth'
      ? { depth: measure('watch-bridge', names.queueDepth, { statistic: 'Maximum' }) }
      : {}),
  });
};
/** After an outage no order waits longer than this part of it. */
const outageShare = 8;
/** More watch-bridge does not tell. */
const closedSecondsMax = 86_400;

/** The circuit, `closed` for so many seconds, explains no longer an age of this name. */
export const hasCaughtUp = (age: string): string =>
  `(${outageShare + 1} * closed >= ${age} OR closed >= ${closedSecondsMax})`;

export const waitingRows = (parts: WatchedParts): AlarmRow[] => [
  ...latencyRows(parts),
  ...depthRows(parts),
  {
    key: 'order-waiting',
    goesTo: 'page',
    meaning: `An order has waited for more than ${parts.settings.alarms.waitingSecondsMax} s since its first delivery failed, though the circuit is closed.`,
    notices: 'This order is late at the warehouse; it is tried again until it is parked.',
    seen: {
      metric: onceClosed(parts, 'waited'),
      is: 'above',
      threshold: parts.settings.alarms.waitingSecondsMax,
      // Twice: with an order a minute, the circuit needs two minutes to see that the WMS is away.
      of: 5,
      times: 2,
      ...gauge,
    },
    explainedBy: noDelivery,
  },
];

const latencyRows = ({ settings: { alarms }, measure }: WatchedParts): AlarmRow[] => [
  {
    key: 'latency',
    goesTo: 'page',
    meaning: `An order took ${alarms.latencySecondsMax} s or more from its webhook to the WMS, and no open circuit explains it.`,
    notices: 'Orders are late at the warehouse.',
    seen: {
      metric: measure('deliver-order', names.endToEndLatency, { statistic: 'Maximum' }),
      is: 'at least',
      threshold: alarms.latencySecondsMax * millisOfSecond,
      missing: 'is well',
      because: 'a minute without a delivery is no late one',
    },
    explainedBy: {
      ...outage,
      ...noDelivery,
      'queue-old': 'orders that SQS kept for long are late when they are delivered',
      'queue-stuck': 'whoever stands in a deep queue is late',
      'order-waiting': 'it is late when it is delivered in the end',
    },
  },
  {
    key: 'latency-target',
    goesTo: 'ticket',
    meaning: `Of 100 orders, 5 took longer than ${alarms.latencyTargetSeconds} s from webhook to WMS, for a quarter of an hour.`,
    notices: 'Orders are slower than they should be.',
    seen: {
      metric: measure('deliver-order', names.endToEndLatency, { statistic: 'p95', minutes: 5 }),
      is: 'above',
      threshold: alarms.latencyTargetSeconds * millisOfSecond,
      of: 3,
      missing: 'is well',
      because: 'a time without a delivery is no slow one',
    },
    explainedBy: { ...outage, latency: 'a page is being sent already' },
  },
];

const depthRows = (parts: WatchedParts): AlarmRow[] => [
  {
    key: 'queue-deep',
    goesTo: 'ticket',
    meaning: `More than ${parts.settings.alarms.queueDepthMax} messages are on the orders queue, visible, in flight and delayed together.`,
    notices: 'Nothing yet; orders may be late if it stays so.',
    seen: {
      metric: parts.measure('watch-bridge', names.queueDepth, { statistic: 'Maximum' }),
      is: 'above',
      threshold: parts.settings.alarms.queueDepthMax,
      ...gauge,
    },
    explainedBy: { ...outage, 'queue-stuck': 'a page is being sent already' },
  },
  {
    key: 'queue-stuck',
    goesTo: 'page',
    meaning: `More than ${parts.settings.alarms.queueDepthMax} messages are on the orders queue though the circuit has long been closed: more comes in than the WMS is given or takes.`,
    notices: 'Orders are late at the warehouse.',
    seen: {
      metric: onceClosed(parts, 'depth'),
      is: 'above',
      threshold: parts.settings.alarms.queueDepthMax,
      // At once; and it stays for a moment, so that the late orders of its end are still explained.
      of: 3,
      times: 1,
      ...gauge,
    },
    explainedBy: noDelivery,
  },
];
