/**
 * What the functions of a stage and AWS count of what happens, as data for the alarms: the metrics of ours
 * are those that the functions' own telemetry writes.
 */
import {
  gatewayMetrics,
  invocationMetrics,
  queueMetrics,
  topicMetrics,
} from '../../cdk/local/monitoring/metrics/aws-metrics.ts';
import type { Datum } from '../../cdk/local/monitoring/metrics/datum.ts';
import { outputNames } from '../../cdk/output-names.ts';
import { circuitSchema } from '../../lib/config/circuit-policy.ts';
import { noDifferences } from '../../lib/reconciliation/nightly/difference.ts';
import type { ReconcileLine } from '../../lib/reconciliation/told.ts';
import { metrics as names } from '../../lib/telemetry/names.ts';
import { gaugesOf } from '../../lib/watch/gauges.ts';
import type { QueueDepth, Sources } from '../../lib/watch/seen.ts';
import { type MetricValue, type Scenario, tellAll } from '../unit/telemetry/told.ts';

const shop = 'one-shop.myshopify.com';
const order = { correlationId: 'shopify-order-1', orderId: '1', latencyMillis: 40, attempts: 0 };
const at = '2026-11-22T02:00:00Z';
const dayMillis = 86_400_000;
const done = { end: { kind: 'done' }, shop } as const;

const reconciled = (...lines: readonly ReconcileLine[]): Scenario => ({ reconciled: lines });

/** One invocation of each kind, with the metrics that it publishes. */
const kinds = {
  accepted: {
    reports: [
      { ...order, stage: 'received', facts: { answer: 200, position: 0 } },
      { ...order, stage: 'enqueued', facts: {} },
    ],
  },
  seenBefore: {
    reports: [
      { ...order, stage: 'received', facts: { answer: 200, position: 0 } },
      { ...order, stage: 'duplicate', facts: {} },
    ],
  },
  otherTopic: {
    reports: [
      { ...order, stage: 'received', facts: { answer: 200, position: 0 } },
      { ...order, stage: 'ignored', facts: { reason: 'topic' } },
    ],
  },
  strangers: {
    reports: [
      { ...order, orderId: null, stage: 'received', facts: { answer: 401, code: 'wrong_secret' } },
    ],
  },
  unanswered: {
    reports: [
      { ...order, orderId: null, stage: 'received', facts: { answer: 503, code: 'timeout' } },
    ],
  },
  delivered: {
    reports: [{ ...order, stage: 'processed', attempts: 1, facts: { origin: 'webhook' } }],
    attempts: [['delivered', 120]],
  },
  retried: {
    reports: [{ ...order, stage: 'processed', attempts: 2, facts: { origin: 'webhook' } }],
    attempts: [
      ['failed', 90],
      ['delivered', 120],
    ],
  },
  notSent: { reports: [{ ...order, stage: 'ignored', facts: { reason: 'waiting_for_payment' } }] },
  putBack: { reports: [{ ...order, stage: 'failed', facts: { cause: 'status', status: 503 } }] },
  parked: { reports: [{ ...order, stage: 'parked', facts: { class: 'rejected' } }] },
  opened: { changes: [{ kind: 'opened', by: 'orders', orders: 3 }] },
  watched: {
    watched: [
      {
        gauges: gaugesOf(seenAs({}, 0), circuitSchema.parse({}), 0),
        ...{ cut: [], failed: [] },
      },
    ],
  },
  polled: reconciled({
    ...{ ...done, kind: 'polled', run: '0a1b' },
    stamps: { known: 1, missed: 0, lost: 0, repaired: 0, parked: 0, hidden: 0, postponed: 0 },
    ...{ inShopify: 1, received: 1, shapeDifferences: 0, reread: 0, rereadSent: 0 },
    ...{ lettersSettled: 0, drift: { orders: 0, oldestSeconds: 0 }, behindSeconds: 130 },
    missingScopes: [],
  }),
  subscriptions: reconciled({
    ...{ ...done, kind: 'subscriptions-checked', apiVersionDaysLeft: 313 },
    faults: { missing: [], elsewhere: [], otherVersion: [], doubled: [] },
  }),
  nightlySlice: reconciled({ ...done, kind: 'nightly', run: '0a1b', ageSeconds: 80_000 }),
  nightlyEnd: reconciled({
    ...{ kind: 'nightly-finished', shop, key: 'reports/1' },
    report: {
      ...{ schemaversion: 1, run: '0a1b', deployment: 'kept', shop, by: 'clock', verdict: 'well' },
      ...{ span: { since: at, until: at }, begunAt: at, finishedAt: at },
      ...{ compared: { orders: 900, wmsOrders: 900 }, gaps: [], counts: noDifferences, open: 0 },
      found: { missing: 0, lost: 0, stale: 0, cancelled_but_open: 0, unknown_to_shopify: 0 },
      ...{ differences: [], differencesNotNamed: 0 },
      work: { slices: 4, millis: 1, rssBytes: 1, heapBytes: 1 },
    },
  }),
} as const satisfies Readonly<Record<string, Scenario>>;
type Kind = keyof typeof kinds;
type Service = 'accept-webhook' | 'deliver-order' | 'reconcile-orders' | 'watch-bridge';

/** What watch-bridge would see: nothing waits, nothing lies there, unless it is said. */
function seenAs(given: Partial<Sources>, now: number) {
  const empty: QueueDepth = { visible: 0, inFlight: 0, delayed: 0 };
  const sources: Sources = {
    ...{
      ordersQueue: empty,
      lettersQueue: empty,
      circuit: undefined,
      wmsSecret: now - 30 * dayMillis,
    },
    waiting: { count: 0, complete: true },
    letters: { count: 0, byClass: {}, complete: true },
    ...given,
  };
  const read = <Value>(value: Value) => ({ kind: 'read', value }) as const;
  return {
    ordersQueue: read(sources.ordersQueue),
    lettersQueue: read(sources.lettersQueue),
    circuit: read(sources.circuit),
    waiting: read(sources.waiting),
    letters: read(sources.letters),
    wmsSecret: read(sources.wmsSecret),
  };
}

/** Other values than the kind's own, by the metric's name. */
type Values = Readonly<Partial<Record<string, number>>>;

export type Counts = Awaited<ReturnType<typeof makeCounts>>;

/** @param outputs - of the stack, which say what the metrics of AWS are called after. */
export const makeCounts = async (outputs: Readonly<Record<string, string>>, apiId: string) => {
  const order = Object.keys(kinds) as readonly Kind[];
  const told = await tellAll(order.map((kind) => kinds[kind]));
  const metricsOf = new Map(order.map((kind, index) => [kind, told[index]?.metrics ?? []]));
  const nameOf = (output: string): string => outputs[output]?.split(/[/:]/).at(-1) ?? '';
  const queueName = nameOf(outputNames.ordersQueue);

  const ours = (service: Service, kind: Kind, atMillis: number, values: Values = {}): Datum[] =>
    (metricsOf.get(kind) ?? []).map((metric) => datumOf(metric, service, atMillis, values));
  return {
    ours,
    invoked: (
      output: string,
      atMillis: number,
      given: Partial<Parameters<typeof invocationMetrics>[0]> = {},
    ) =>
      invocationMetrics(
        {
          ...{ functionName: nameOf(output), outcome: 'answered', durationMillis: 80 },
          ...{ concurrent: 1, ...given },
        },
        atMillis,
      ),
    queue: (depth: QueueDepth, oldestSeconds: number, atMillis: number) =>
      queueMetrics(
        {
          ...{ queueName, visible: depth.visible, notVisible: depth.inFlight },
          ...{ delayed: depth.delayed, oldestSeconds },
        },
        atMillis,
      ),
    asked: (status: number, atMillis: number) =>
      gatewayMetrics({ apiId, stage: '$default', status, latencyMillis: 60 }, atMillis),
    paged: (atMillis: number) =>
      topicMetrics({ topicName: nameOf(outputNames.pageTopic), delivered: 1, failed: 0 }, atMillis),
    watched: (sources: Partial<Sources>, atMillis: number) => {
      const gauges = gaugesOf(seenAs(sources, atMillis), circuitSchema.parse({}), atMillis);
      const values = Object.entries(gauges).flatMap(([gauge, value]) =>
        typeof value === 'number' ? [[names[gauge as keyof typeof names], value] as const] : [],
      );
      return ours('watch-bridge', 'watched', atMillis, Object.fromEntries(values));
    },
  };
};

const datumOf = (
  { namespace, name, unit, value, dimensions }: MetricValue,
  service: Service,
  atMillis: number,
  values: Values,
): Datum => ({
  ...{ namespace, name, unit, atMillis },
  values: [values[name] ?? value].flat().map(Number),
  dimensions: { ...textsOf(dimensions), service, deployment: 'kept' },
});

const textsOf = (dimensions: MetricValue['dimensions']): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(dimensions).map(([name, value]) => [name, String(value)]));
