/**
 * The path of an order from left to right and from top to bottom: what came in, what waits, what the WMS
 * says, what arrived, and what did not.
 */
import { Color, type GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmSettings } from '../../../lib/config/alarm-policy.ts';
import { metrics as names } from '../../../lib/telemetry/names.ts';
import type { Measure, MeasureOptions, Service } from '../alarms/measures.ts';
import { graph, type Split } from './graphs.ts';

export interface PathParts {
  readonly measure: Measure;
  readonly split: Split;
  readonly alarms: AlarmSettings;
}

const door = 'accept-webhook';
const millisOfSecond = 1_000;
const secondsOfMinute = 60;

type Name = Parameters<Measure>[1];
const sums = ({ measure }: PathParts, service: Service, ...all: readonly Name[]) =>
  all.map((name) => measure(service, name, { statistic: 'Sum' }));
const gauges = ({ measure }: PathParts, ...all: readonly Name[]) =>
  all.map((name) => measure('watch-bridge', name, { statistic: 'Maximum' }));
const statistics = (
  { measure }: PathParts,
  name: Name,
  ...all: readonly MeasureOptions['statistic'][]
) => all.map((statistic) => measure('deliver-order', name, { statistic, label: statistic }));

const line = (value: number, label: string, color: string) => ({ value, label, color });
const latencyLine = (what: string, seconds: number, color: string) =>
  line(seconds * millisOfSecond, `${what}: ${seconds} s`, color);
const openTooLong = ({ alarms: { circuitOpenMinutes: minutes } }: PathParts) =>
  line(minutes * secondsOfMinute, `open for ${minutes} min: page`, Color.RED);

export const pathWidgets = (parts: PathParts): readonly (readonly GraphWidget[])[] => [
  doorWidgets(parts),
  queueWidgets(parts),
  wmsWidgets(parts),
  arrivalWidgets(parts),
  letterWidgets(parts),
  reconcileWidgets(parts),
];

const doorWidgets = (parts: PathParts) => [
  graph('Received, against what Shopify has', {
    left: [
      ...sums(parts, door, names.webhooksReceived, names.ordersEnqueued),
      ...sums(parts, 'reconcile-orders', names.versionsInShopify, names.versionsReceived),
      ...sums(parts, 'reconcile-orders', names.ordersMissed, names.ordersLost),
    ],
    unit: 'orders',
  }),
  graph('Seen before, or not ours', {
    left: [
      ...sums(parts, door, names.ordersDuplicate, names.ordersSuperseded, names.webhooksIgnored),
      ...sums(parts, 'reconcile-orders', names.privacyRequests, names.privacyForPeople),
    ],
    unit: 'webhooks',
  }),
  graph('Turned away, and by which of several secrets the others came', {
    left: [
      parts.split({ service: door, name: names.webhooksRejected, by: 'code' }),
      ...sums(parts, door, names.webhooksUnanswered),
    ],
    right: [
      parts.split({ service: door, name: names.secretMatched, by: ['position', 'shop'] }),
      ...sums(parts, door, names.oldSecretMatched),
    ],
    unit: 'webhooks turned away',
    rightUnit: 'by the secret at',
  }),
];

const queueWidgets = (parts: PathParts) => [
  graph('On the queue', {
    left: gauges(parts, names.queueDepth, names.queueInFlight, names.ordersWaiting),
    unit: 'messages',
    lines: [line(parts.alarms.queueDepthMax, 'alarm', Color.ORANGE)],
  }),
  graph('The oldest order that waits', {
    left: gauges(parts, names.oldestUndeliveredAge),
    unit: 'seconds',
    lines: [line(parts.alarms.waitingSecondsMax, 'alarm', Color.RED)],
  }),
  graph('Deferred, by why; and put back', {
    left: [
      parts.split({ service: 'deliver-order', name: names.ordersDeferred, by: 'reason' }),
      ...sums(parts, 'deliver-order', names.ordersPutBack),
    ],
    right: [parts.measure('deliver-order', names.newerSchemaAge, { statistic: 'Maximum' })],
    unit: 'deliveries',
    rightUnit: 'seconds',
  }),
];

const wmsWidgets = (parts: PathParts) => [
  graph('Attempts at the WMS that did not deliver, by their end', {
    left: [parts.split({ service: 'deliver-order', name: names.attempts, by: 'outcome' })],
    unit: 'HTTP calls',
  }),
  graph('How long the WMS takes', {
    left: statistics(parts, names.wmsLatency, 'p50', 'p95', 'Maximum'),
    unit: 'milliseconds',
  }),
  graph('The circuit', {
    left: [
      ...sums(parts, 'deliver-order', names.circuitOpened, names.circuitClosed, names.circuitHeld),
      ...sums(parts, 'deliver-order', names.circuitPaused, names.probesFailed),
      ...gauges(parts, names.circuitState, names.credentialsHeld),
    ],
    right: gauges(parts, names.circuitOpenAge, names.throttledOnlyAge),
    unit: '0 closed, 1 open, 2 held; or how often',
    rightUnit: 'seconds',
    // Opening, probes, the page and the end of an outage, in their order, on one axis of time.
    rightLines: [openTooLong(parts)],
  }),
];

const arrivalWidgets = (parts: PathParts) => [
  graph('From webhook to WMS', {
    left: statistics(parts, names.endToEndLatency, 'p50', 'p95', 'Maximum'),
    unit: 'milliseconds',
    lines: [
      latencyLine('target, p95', parts.alarms.latencyTargetSeconds, Color.ORANGE),
      latencyLine('promise', parts.alarms.latencySecondsMax, Color.RED),
    ],
  }),
  graph('Delivered, or knowingly not sent', {
    left: [
      ...sums(parts, 'deliver-order', names.ordersDelivered, names.ordersUnchanged),
      ...sums(parts, 'deliver-order', names.ordersSuperseded, names.duplicatesSuppressed),
      parts.split({ service: 'deliver-order', name: names.ordersNotSent, by: 'reason' }),
    ],
    unit: 'orders',
  }),
  graph('Drift: in Shopify, not delivered', {
    left: [parts.measure('reconcile-orders', names.drift, { statistic: 'Maximum' })],
    right: [parts.measure('reconcile-orders', names.driftAge, { statistic: 'Maximum' })],
    unit: 'orders',
    rightUnit: 'seconds, the oldest',
  }),
];

const parkers = ['accept-webhook', 'deliver-order', 'reconcile-orders', 'replay-dead-letters'];
const letterWidgets = (parts: PathParts) => [
  graph('Parked, by class', {
    left: parkers.map((service) =>
      parts.split({ service: service as Service, name: names.ordersParked, by: 'class' }),
    ),
    unit: 'orders',
  }),
  graph('Dead letters, by class', {
    left: [
      parts.split({
        ...{ service: 'watch-bridge', name: names.lettersWaiting, by: 'class' },
        statistic: 'Maximum',
      }),
      ...gauges(parts, names.lettersWaiting, names.lettersOnQueue),
    ],
    unit: 'letters',
  }),
  graph('Replayed; and the oldest that lies there', {
    left: sums(parts, 'replay-dead-letters', names.ordersReplayed),
    right: gauges(parts, names.oldestLetterAge),
    unit: 'orders',
    rightUnit: 'seconds',
  }),
];

const reconcileWidgets = (parts: PathParts) => [
  graph('Polling Shopify', {
    left: [
      ...sums(parts, 'reconcile-orders', names.reconciliations),
      parts.split({ service: 'reconcile-orders', name: names.reconcileTrouble, by: 'reason' }),
    ],
    right: [parts.measure('reconcile-orders', names.reconcileBehind, { statistic: 'Maximum' })],
    unit: 'shops',
    rightUnit: 'seconds behind',
  }),
  graph('Webhooks, polling, the nightly comparison: what disagrees', {
    left: [
      ...sums(parts, 'reconcile-orders', names.nightlyDifferences, names.nightlyOpen),
      ...sums(parts, 'reconcile-orders', names.shapeDifferences, names.ordersRepaired),
      parts.measure('reconcile-orders', names.subscriptionsMissing, { statistic: 'Maximum' }),
    ],
    right: [parts.measure('reconcile-orders', names.nightlyAge, { statistic: 'Maximum' })],
    unit: 'orders, or topics without a subscription',
    rightUnit: 'seconds since the last comparison',
  }),
  graph('Days: the WMS’s credentials, the Admin API’s version', {
    left: [
      ...gauges(parts, names.wmsSecretDays),
      parts.measure('reconcile-orders', names.apiVersionDaysLeft, { statistic: 'Minimum' }),
    ],
    unit: 'days',
  }),
];
