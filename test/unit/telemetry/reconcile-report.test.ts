import { beforeAll, describe, expect, it } from 'vitest';
import type { PolledShop, ReconcileLine } from '../../../lib/reconciliation/told.ts';
import { shortOf, type Told, tellAll } from './told.ts';

const shop = 'demo.myshopify.com';
const polled = (given: Partial<PolledShop> = {}): ReconcileLine => ({
  ...{ kind: 'polled', run: '0a1b', shop, end: { kind: 'done' } },
  stamps: { known: 40, missed: 2, lost: 0, repaired: 0, parked: 1, hidden: 0, postponed: 0 },
  ...{ inShopify: 43, received: 40, shapeDifferences: 0, reread: 3, rereadSent: 1 },
  ...{ lettersSettled: 1, drift: { orders: 2, oldestSeconds: 190 }, behindSeconds: 120 },
  missingScopes: [],
  ...given,
});
const noFaults = { missing: [], elsewhere: [], otherVersion: [], doubled: [] };
const checked = {
  kind: 'subscriptions-checked',
  shop,
  end: { kind: 'done' },
  apiVersionDaysLeft: 313,
} as const;

const redacted = (
  outcome: 'done' | 'again' | 'left',
): ReconcileLine & { readonly kind: 'privacy' } => ({
  ...{ kind: 'privacy', letters: 2, orders: 1, outcome },
  request: {
    ...{ id: 'ab12', kind: 'customers/redact', shop, receivedAt: '2026-11-22T10:00:00.000Z' },
    ...{ orderIds: ['1001'], customerId: '115310627', requestId: null },
  },
});

const gauges = (...values: readonly string[]) =>
  values.flatMap((value) => [value, `${value} shop=${shop}`]);

const cases: Record<string, readonly [line: ReconcileLine, metrics: readonly string[]]> = {
  'a shop that was polled': [
    polled(),
    [
      'Reconciliations 1',
      ...gauges('Drift 2', 'DriftAge 190', 'ReconcileBehind 120'),
      ...gauges('OrderVersionsInShopify 43', 'OrderVersionsReceived 40', 'ShapeDifferences 0'),
    ],
  ],
  'a shop with more drift than is remembered': [
    polled({ drift: { orders: 2_000, oldestSeconds: 190, atLeast: true } }),
    [
      'Reconciliations 1',
      ...gauges('Drift 2000', 'DriftAge 190', 'ReconcileBehind 120'),
      ...gauges('OrderVersionsInShopify 43', 'OrderVersionsReceived 40', 'ShapeDifferences 0'),
    ],
  ],
  'a shop without trouble that is not done': [
    polled({ end: { kind: 'unfinished' } }),
    [
      'Reconciliations 1',
      ...gauges('Drift 2', 'DriftAge 190', 'ReconcileBehind 120'),
      ...gauges('OrderVersionsInShopify 43', 'OrderVersionsReceived 40', 'ShapeDifferences 0'),
    ],
  ],
  'subscriptions that are all there': [
    { ...checked, faults: noFaults },
    gauges('SubscriptionsMissing 0', 'ApiVersionDaysLeft 313'),
  ],
  'subscriptions of which some are missing': [
    { ...checked, faults: { ...noFaults, missing: ['orders/create', 'orders/paid'] } },
    gauges('SubscriptionsMissing 2', 'ApiVersionDaysLeft 313'),
  ],
  'subscriptions that nobody could ask for': [
    { ...checked, end: { kind: 'refused', status: 401 } },
    [
      ...['ReconcileTrouble 1', 'ReconcileTrouble 1 reason=refused'],
      ...gauges('ApiVersionDaysLeft 313'),
    ],
  ],
  'a backfill that was asked for': [
    { kind: 'backfill-asked', by: 'ada', request: { since: '2026-11-20T00:00:00Z' } },
    [],
  ],
  'a customer who is forgotten, as far as the first look': [redacted('again'), []],
  'a customer who is forgotten': [
    redacted('done'),
    ['PrivacyRequests 1', 'PrivacyRequests 1 kind=customers/redact'],
  ],
  'a customer of whom something could not be removed': [
    { ...redacted('left'), reason: 'not_finished' },
    ['PrivacyRequests 1', 'PrivacyRequests 1 kind=customers/redact', 'PrivacyForPeople 1'],
  ],
  'a customer who asks what is held': [
    { ...redacted('done'), report: 'reports/privacy/demo/1.json' },
    ['PrivacyRequests 1', 'PrivacyRequests 1 kind=customers/redact', 'PrivacyForPeople 1'],
  ],
  'customers’ requests that could not be read': [
    { kind: 'privacy-failed', error: 'TimeoutError' },
    [],
  ],
  'a customer’s request that fails': [
    { kind: 'privacy-failed', error: 'TimeoutError', request: redacted('again').request },
    ['PrivacyForPeople 1'],
  ],
};
const troubled = polled({ end: { kind: 'denied', scopes: ['read_orders'] } });

const names = Object.keys(cases);
let told: Readonly<Record<string, Told>> = {};
let inTrouble: Told | undefined;
beforeAll(async () => {
  const lines = [...Object.values(cases).map(([line]) => line), troubled];
  const all = await tellAll(lines.map((line) => ({ reconciled: [line] })));
  told = Object.fromEntries(names.map((name, n) => [name, all[n] ?? { logs: [], metrics: [] }]));
  inTrouble = all.at(-1);
});

describe('a run is told as one line', () => {
  const lineOf = (name: string) => told[name]?.logs.find(({ correlation_id: id }) => id);

  it.each(names)('with what every line has: %s', (name) => {
    expect(lineOf(name)).toMatchObject({
      ...{ correlation_id: 'reconciliation', shopify_order_id: null, attempt: 0 },
      ...{ deployment: 'production', version: '1.2.3' },
    });
  });

  it('with its counts, and the run that names its orders', () => {
    expect(lineOf('a shop that was polled')).toMatchObject({
      ...{ level: 'INFO', message: 'shop.polled', shop, run: '0a1b', end: 'done' },
      ...{ known: 40, missed: 2, parked: 1, in_shopify: 43, received: 40, reread_sent: 1 },
      ...{ letters_settled: 1, drift: 2, drift_oldest_seconds: 190, behind_seconds: 120 },
    });
    expect(lineOf('a shop that was polled')).not.toHaveProperty('missing_scopes');
  });

  it('that says where the drift is at least so much', () => {
    expect(lineOf('a shop with more drift than is remembered')).toMatchObject({
      ...{ drift: 2_000, drift_at_least: true },
    });
    expect(lineOf('a shop that was polled')).not.toHaveProperty('drift_at_least');
  });

  it('that warns where a person has to do something', () => {
    expect(inTrouble?.logs.find(({ correlation_id: id }) => id)).toMatchObject({
      ...{ level: 'WARN', end: 'denied', scopes: ['read_orders'] },
    });
    expect(names.filter((name) => lineOf(name)?.['level'] === 'WARN')).toEqual([
      'subscriptions of which some are missing',
      'subscriptions that nobody could ask for',
      'a customer of whom something could not be removed',
      'a customer who asks what is held',
      'customers’ requests that could not be read',
      'a customer’s request that fails',
    ]);
  });

  it('that says what came of a customer’s request, and names no customer and no order', () => {
    const line = lineOf('a customer who is forgotten');

    expect(line).toMatchObject({
      ...{ message: 'privacy.worked', shop, privacy: 'customers/redact', request: 'ab12' },
      ...{ letters: 2, orders: 1, outcome: 'done' },
    });
    expect(JSON.stringify(line)).not.toMatch(/115310627|1001/);
  });

  it('that says of a customer’s request why it was left, or which one fails', () => {
    const failing = lineOf('a customer’s request that fails');

    expect(lineOf('a customer of whom something could not be removed')).toMatchObject({
      ...{ outcome: 'left', reason: 'not_finished' },
    });
    expect(failing).toMatchObject({
      ...{ message: 'privacy.failed', shop, privacy: 'customers/redact', request: 'ab12' },
      error: 'TimeoutError',
    });
    expect(JSON.stringify(failing)).not.toMatch(/115310627|1001/);
  });

  it('that says who asked for a backfill, and for what', () => {
    expect(lineOf('a backfill that was asked for')).toMatchObject({
      ...{ message: 'backfill.requested', by: 'ada', request: { since: '2026-11-20T00:00:00Z' } },
    });
  });
});

describe('a run is counted', () => {
  it.each(names)('%s', (name) => {
    const one = told[name];
    expect(one && shortOf(one).toSorted()).toEqual(cases[name]?.[1].toSorted());
  });

  it('as none where it had trouble, which is counted by its kind', () => {
    const metrics = inTrouble ? shortOf(inTrouble) : [];

    expect(metrics).toContain('ReconcileTrouble 1 reason=denied');
    expect(metrics).not.toContain('Reconciliations 1');
  });
});
