import { beforeAll, describe, expect, it } from 'vitest';
import type { Stage, StageReport } from '../../../lib/order/stage-report.ts';
import { type Scenario, shortOf, type Told, tellAll } from './told.ts';

const report = (stage: Stage, given: Partial<StageReport> = {}): StageReport => ({
  stage,
  correlationId: 'shopify-order-820982911946154508',
  orderId: '820982911946154508',
  latencyMillis: 1_234,
  attempts: 2,
  facts: {},
  ...given,
});

/** Every stage with the facts it comes with, and the metrics that it implies besides its own. */
const cases: Record<string, readonly [report: StageReport, metrics: readonly string[]]> = {
  'a webhook signed with the only secret': [
    report('received', { facts: { answer: 200, position: 0 } }),
    ['WebhooksReceived 1', 'ShopifySecretMatched 1'],
  ],
  'a webhook that was accepted': [
    report('received', { facts: { answer: 200, position: 1, shop: 'demo.myshopify.com' } }),
    [
      'WebhooksReceived 1',
      'ShopifySecretMatched 1',
      'ShopifySecretMatched 1 position=1 shop=demo.myshopify.com',
    ],
  ],
  'a webhook signed with an older secret, before the date set for its end': [
    report('received', {
      facts: { answer: 200, position: 0, older_secret: true, in_time: true, shop: 'a.example' },
    }),
    [
      'WebhooksReceived 1',
      'ShopifySecretMatched 1',
      'ShopifySecretMatched 1 position=0 shop=a.example',
    ],
  ],
  'a webhook signed with an older secret than the newest': [
    report('received', {
      facts: { answer: 200, position: 0, older_secret: true, shop: 'a.example' },
    }),
    [
      'WebhooksReceived 1',
      'ShopifySecretMatched 1',
      'OldShopifySecretMatched 1',
      'ShopifySecretMatched 1 position=0 shop=a.example',
    ],
  ],
  'a webhook that was turned away': [
    report('received', {
      orderId: null,
      facts: { answer: 401, code: 'wrong_secret' },
    }),
    ['WebhooksReceived 1', 'WebhooksRejected 1', 'WebhooksRejected 1 code=wrong_secret'],
  ],
  'a webhook that is asked for again': [
    report('received', { orderId: null, facts: { answer: 503, code: 'not_configured' } }),
    ['WebhooksReceived 1', 'WebhooksAnswered503 1'],
  ],
  enqueued: [report('enqueued'), ['OrdersEnqueued 1']],
  duplicate: [report('duplicate'), ['OrdersDuplicate 1']],
  superseded: [report('superseded'), ['OrdersSuperseded 1']],
  unchanged: [report('unchanged'), ['OrdersUnchanged 1']],
  'ignored for its topic': [
    report('ignored', { facts: { reason: 'topic' } }),
    ['WebhooksIgnored 1'],
  ],
  'ignored as nobody knows the order': [
    report('ignored', { facts: { reason: 'unknown_order' } }),
    ['WebhooksIgnored 1'],
  ],
  'ignored as it waits for payment': [
    report('ignored', { facts: { reason: 'waiting_for_payment' } }),
    ['OrdersNotSent 1', 'OrdersNotSent 1 reason=waiting_for_payment'],
  ],
  'processed from a webhook': [
    report('processed', { facts: { origin: 'webhook' } }),
    ['OrdersDelivered 1', 'EndToEndLatency 1234'],
  ],
  'processed from a replay': [
    report('processed', { facts: { origin: 'replay' } }),
    ['OrdersDelivered 1'],
  ],
  'processed from memory': [
    report('processed', { facts: { origin: 'replay', remembered: true } }),
    ['OrdersDelivered 1', 'DuplicatesSuppressed 1'],
  ],
  failed: [report('failed', { facts: { cause: 'timeout' } }), ['OrdersPutBack 1']],
  deferred: [
    report('deferred', { facts: { reason: 'throttled' } }),
    ['OrdersDeferred 1', 'OrdersDeferred 1 reason=throttled'],
  ],
  'deferred for its credentials': [
    report('deferred', { facts: { reason: 'credentials_refused' } }),
    ['OrdersDeferred 1', 'OrdersDeferred 1 reason=credentials_refused'],
  ],
  'deferred as its schema is newer': [
    report('deferred', { facts: { reason: 'newer_schema', seconds: 60, waited_seconds: 901 } }),
    ['OrdersDeferred 1', 'OrdersDeferred 1 reason=newer_schema', 'NewerSchemaAge 901'],
  ],
  parked: [
    report('parked', { facts: { class: 'rejected', reason: 'the WMS answered 422', status: 422 } }),
    ['OrdersParked 1', 'OrdersParked 1 class=rejected'],
  ],
  replayed: [report('replayed'), ['OrdersReplayed 1']],
  'reconciled as its webhook was missed': [
    report('reconciled', { facts: { cause: 'missed' } }),
    ['OrdersMissed 1'],
  ],
  'reconciled as it was lost': [
    report('reconciled', { facts: { cause: 'lost' } }),
    ['OrdersLost 1'],
  ],
  'reconciled as the WMS has lost it': [
    report('reconciled', { facts: { cause: 'repair' } }),
    ['OrdersRepaired 1'],
  ],
  'reconciled as its content was in doubt': [
    report('reconciled', { facts: { cause: 'reread' } }),
    [],
  ],
};

const scenarios: Record<string, Scenario> = {
  'several orders': {
    reports: [
      report('parked', { facts: { class: 'rejected' } }),
      report('parked', { facts: { class: 'forbidden' } }),
      report('processed', { latencyMillis: 10, facts: { origin: 'webhook' } }),
      report('processed', { latencyMillis: 20, facts: { origin: 'webhook' } }),
    ],
  },
  nothing: {},
  attempts: {
    attempts: [
      ['delivered', 40],
      ['timeout', 2_000],
    ],
  },
  'hide failure': { hideFailures: [{ messages: 3, error: 'InternalError' }] },
  'a forged line': {
    reports: [
      report('parked', {
        facts: {
          class: 'malformed',
          reason: '\n{"_aws":{"CloudWatchMetrics":[]},"level":"ERROR"}\u2028\u001b[31m',
        },
      }),
    ],
  },
};

const told = new Map<string, Told>();
const toldOf = (name: string): Told => {
  const found = told.get(name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};
const metricsOf = (name: string): readonly string[] => shortOf(toldOf(name));

beforeAll(async () => {
  const all = [
    ...Object.entries(cases).map(([name, [one]]) => [name, { reports: [one] }] as const),
    ...Object.entries(scenarios),
  ];
  const answers = await tellAll(all.map(([, scenario]) => scenario));
  for (const [index, [name]] of all.entries()) {
    const answer = answers[index];
    if (answer) told.set(name, answer);
  }
});

describe('the line of a stage', () => {
  it.each(Object.entries(cases))('%s has all that a line must have', (name, [one]) => {
    expect(toldOf(name).logs.filter((line) => 'stage' in line)).toEqual([
      {
        level: ['failed', 'deferred', 'parked'].includes(one.stage) ? 'WARN' : 'INFO',
        message: `order.${one.stage}`,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        service: 'deliver-order',
        deployment: 'production',
        version: '1.2.3',
        stage: one.stage,
        correlation_id: 'shopify-order-820982911946154508',
        shopify_order_id: one.orderId,
        latency_ms: 1_234,
        attempt: 2,
        ...one.facts,
      },
    ]);
  });

  it('stays one line, and no metric, whatever is in a fact', () => {
    const { logs, metrics } = toldOf('a forged line');

    expect(logs).toHaveLength(1);
    expect(logs[0]).toMatchObject({ level: 'WARN', stage: 'parked' });
    expect(metrics.map(({ name }) => name).sort()).toEqual(['OrdersParked', 'OrdersParked']);
  });

  it('is none where a run has nothing to count', () => {
    expect(toldOf('nothing')).toEqual({ logs: [], metrics: [] });
  });

  it('is no order’s where messages could not be hidden', () => {
    expect(toldOf('hide failure').logs[0]).toMatchObject({
      level: 'WARN',
      message: 'messages.not_hidden',
      messages: 3,
      error: 'InternalError',
    });
  });
});

describe('the metrics of a stage', () => {
  it.each(Object.entries(cases))('%s are these and no others', (name, [, metrics]) => {
    expect(metricsOf(name).toSorted()).toEqual(metrics.toSorted());
  });

  it('all have the function and the deployment, those with a dimension of their own too', () => {
    const all = [...told.values()].flatMap(({ metrics }) => metrics);

    expect(all.length).toBeGreaterThan(30);
    expect(
      all.filter(
        ({ namespace, dimensions }) =>
          namespace !== 'ShopifyWmsBridge' ||
          dimensions['service'] !== 'deliver-order' ||
          dimensions['deployment'] !== 'production',
      ),
    ).toEqual([]);
  });

  it('of several orders are counted together, and apart by their dimension', () => {
    expect(metricsOf('several orders').toSorted()).toEqual([
      'EndToEndLatency 10,20',
      'OrdersDelivered 1,1',
      'OrdersParked 1 class=forbidden',
      'OrdersParked 1 class=rejected',
      'OrdersParked 1,1',
    ]);
  });

  it('count every HTTP call, those that did not deliver by how they ended, and how long it took', () => {
    expect(metricsOf('attempts').toSorted()).toEqual([
      'WmsAttempts 1 outcome=timeout',
      'WmsAttempts 1,1',
      'WmsLatency 40,2000',
    ]);
    expect(
      toldOf('attempts')
        .metrics.map(({ name, unit }) => `${name} ${unit}`)
        .toSorted(),
    ).toEqual(['WmsAttempts Count', 'WmsAttempts Count', 'WmsLatency Milliseconds']);
  });
});
