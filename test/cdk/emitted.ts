/**
 * Which metrics the bridge emits, as the functions' own telemetry writes them: every kind of line that there is
 * is told, and read back from the output.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CircuitChange } from '../../lib/circuit/circuit.ts';
import { parkClasses } from '../../lib/order/order-record.ts';
import type { Stage, StageReport } from '../../lib/order/stage-report.ts';
import { noDifferences } from '../../lib/reconciliation/nightly/difference.ts';
import type { NightlyReport } from '../../lib/reconciliation/nightly/nightly-report.ts';
import type { ReconcileLine } from '../../lib/reconciliation/told.ts';
import type { Watched } from '../../lib/watch/watch.ts';
import { type MetricValue, type Scenario, tellAll } from '../unit/telemetry/told.ts';

type Facts = StageReport['facts'];

/** Each stage with every fact that decides on its metrics. The types ask for a new stage here. */
const factsOf: Readonly<Record<Stage, readonly Facts[]>> = {
  received: [
    { answer: 200, position: 0, older_secret: true, shop: 'demo.myshopify.com' },
    { answer: 401, code: 'wrong_secret' },
    { answer: 503, code: 'not_configured' },
    { answer: 200, position: 0, privacy: 'customers/redact' },
  ],
  enqueued: [{}],
  processed: [{ origin: 'webhook', remembered: true, order_version: '2026-11-22T10:00:00Z' }],
  failed: [{ cause: 'status', status: 503 }],
  duplicate: [{}],
  ignored: [{ reason: 'topic' }, { reason: 'waiting_for_payment' }],
  deferred: [{ reason: 'newer_schema', waited_seconds: 60 }, { reason: 'circuit_open' }],
  superseded: [{}],
  unchanged: [{}],
  parked: [...parkClasses, 'unknown'].map((letterClass) => ({ class: letterClass })),
  replayed: [{}],
  reconciled: [{ cause: 'missed' }, { cause: 'lost' }, { cause: 'repair' }],
};

const reports = Object.entries(factsOf).flatMap(([stage, all]) =>
  all.map((facts) => ({
    ...{ stage: stage as Stage, correlationId: 'shopify-order-1', orderId: '1' },
    ...{ latencyMillis: 1, attempts: 1, facts },
  })),
);

/** Each change of the circuit, likewise. */
const changeOf: Readonly<Record<CircuitChange['kind'], CircuitChange>> = {
  opened: { kind: 'opened', by: 'orders', orders: 3 },
  'probe-failed': { kind: 'probe-failed', seconds: 60 },
  paused: { kind: 'paused', seconds: 60 },
  'pause-ended': { kind: 'pause-ended', seconds: 60 },
  closed: { kind: 'closed', by: 'success', seconds: 60 },
  held: { kind: 'held', cause: 'credentials' },
  'hold-ended': { kind: 'hold-ended', by: 'secret', cause: 'credentials', seconds: 60 },
};

const shop = 'demo.myshopify.com';
const polled: ReconcileLine & { readonly kind: 'polled' } = {
  ...{ kind: 'polled', run: '0a1b', shop, end: { kind: 'done' } },
  stamps: { known: 1, missed: 1, lost: 0, repaired: 0, parked: 0, hidden: 0, postponed: 0 },
  ...{ inShopify: 1, received: 1, shapeDifferences: 0, reread: 0, rereadSent: 0 },
  ...{ lettersSettled: 0, drift: { orders: 1, oldestSeconds: 190 }, behindSeconds: 120 },
  missingScopes: [],
};
const at = '2026-11-22T02:00:00Z';
const nightlyReport: NightlyReport = {
  ...{ schemaversion: 1, run: '0a1b', deployment: 'kept', shop, by: 'clock', verdict: 'well' },
  ...{ span: { since: at, until: at }, begunAt: at, finishedAt: at },
  ...{ compared: { orders: 1, wmsOrders: null }, gaps: [], counts: noDifferences, open: 0 },
  found: { missing: 0, lost: 0, stale: 0, cancelled_but_open: 0, unknown_to_shopify: 0 },
  ...{ differences: [], differencesNotNamed: 0 },
  work: { slices: 1, millis: 1, rssBytes: 1, heapBytes: 1 },
};
const reconciled: readonly ReconcileLine[] = [
  polled,
  { ...polled, end: { kind: 'refused', status: 401 } },
  {
    ...{ kind: 'subscriptions-checked', shop, end: { kind: 'done' }, apiVersionDaysLeft: 313 },
    faults: { missing: [], elsewhere: [], otherVersion: [], doubled: [] },
  },
  { ...{ kind: 'nightly', run: '0a1b', shop, end: { kind: 'done' } }, ageSeconds: 60 },
  ...(['customers/data_request', 'customers/redact', 'shop/redact'] as const).map((kind) => ({
    ...({ kind: 'privacy', letters: 1, orders: 1, outcome: 'done', report: 'reports/1' } as const),
    request: {
      ...{
        id: 'ab12',
        kind,
        shop,
        receivedAt: at,
        orderIds: [],
        customerId: null,
        requestId: null,
      },
    },
  })),
  { kind: 'privacy-failed', error: 'TimeoutError' },
  { ...{ kind: 'nightly-finished', shop, key: 'reports/1' }, report: nightlyReport },
];

const watched: Watched = {
  gauges: {
    ...{
      heartbeat: 1,
      queueDepth: 2,
      queueInFlight: 1,
      ordersWaiting: 1,
      oldestUndeliveredAge: 60,
    },
    ...{ lettersWaiting: 1, oldestLetterAge: 60, lettersOnQueue: 1 },
    lettersByClass: Object.fromEntries([...parkClasses, 'unknown'].map((one) => [one, 1])),
    ...{ circuitState: 0, circuitOpenAge: 0, circuitClosedAge: 60, throttledOnlyAge: 0 },
    ...{ credentialsHeld: 0, wmsSecretDays: 3 },
  },
  ...{ cut: [], failed: [] },
};

/** What a function that has this part can tell; a function has it whose composition names it. */
const scenarios: Readonly<Record<string, Scenario>> = {
  makeReport: { reports },
  makeObserveAttempt: {
    attempts: [
      ['delivered', 40],
      ['unavailable', 40],
    ],
  },
  makeTellCircuit: { changes: Object.values(changeOf) },
  makeTellReconciled: { reconciled },
  makeTellWatched: { watched: [watched] },
};

const functionsDir = new URL('../../functions/', import.meta.url);
const compositionOf = (service: string): string =>
  readFileSync(fileURLToPath(new URL(`${service}/index.ts`, functionsDir)), 'utf8');

/** `namespace name dimension=value …`, the dimensions in the order of their names. */
export const identityOf = (
  namespace: unknown,
  name: unknown,
  dimensions: Readonly<Record<string, unknown>>,
): string =>
  [
    namespace,
    name,
    ...Object.entries(dimensions)
      .map((pair) => pair.join('='))
      .sort(),
  ].join(' ');

/** What each function can emit in a stage of this name. */
export const emittedBy = async (
  services: readonly string[],
  deployment: string,
): Promise<ReadonlySet<string>> => {
  const parts = Object.entries(scenarios);
  const told = await tellAll(parts.map(([, scenario]) => scenario));
  const identities = services.flatMap((service) => {
    const composition = compositionOf(service);
    return parts.flatMap(([part], index) =>
      composition.includes(part)
        ? (told[index]?.metrics ?? []).map((metric) => inStage(metric, service, deployment))
        : [],
    );
  });
  return new Set(identities);
};

const inStage = (
  { namespace, name, dimensions }: MetricValue,
  service: string,
  deployment: string,
): string => identityOf(namespace, name, { ...dimensions, service, deployment });

/** Every field that a line can have. */
export const loggedFields = async (): Promise<ReadonlySet<string>> => {
  const told = await tellAll(Object.values(scenarios));
  return new Set(told.flatMap(({ logs }) => logs.flatMap((line) => Object.keys(line))));
};
