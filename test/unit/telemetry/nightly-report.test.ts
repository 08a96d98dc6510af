import { beforeAll, describe, expect, it } from 'vitest';
import { addCounts, noDifferences } from '../../../lib/reconciliation/nightly/difference.ts';
import type { NightlyReport } from '../../../lib/reconciliation/nightly/nightly-report.ts';
import type { NightlyEnd, NightlyShop } from '../../../lib/reconciliation/nightly/told-nightly.ts';
import type { ReconcileLine } from '../../../lib/reconciliation/told.ts';
import { type LogLine, shortOf, type Told, tellAll } from './told.ts';

const shop = 'demo.myshopify.com';
const comparing: NonNullable<NightlyShop['current']> = {
  ...{ run: '0a1b', begunAt: '2026-11-22T02:00:00.000Z', phase: 'comparing' },
  ...{ listed: 800, compared: 500, parts: 2, repaired: 1 },
};
const slice = (end: NightlyEnd, given: Partial<NightlyShop> = {}): ReconcileLine => ({
  ...{ kind: 'nightly', run: '2c3d', shop, end, ageSeconds: 3_600 },
  ...given,
});

const counts = addCounts(noDifferences, [
  { kind: 'missing', outcome: 'repaired' },
  { kind: 'unknown_to_shopify', outcome: 'reported' },
]);
const report: NightlyReport = {
  ...{ schemaversion: 1, run: '0a1b', deployment: 'production', shop, by: 'schedule' },
  ...{ verdict: 'look', gaps: ['export_lines:3'], counts, open: 1 },
  span: { since: '2026-11-19T02:00:00Z', until: '2026-11-22T01:58:00Z' },
  ...{ begunAt: '2026-11-22T02:00:00.000Z', finishedAt: '2026-11-22T02:05:00.000Z' },
  compared: { orders: 900, wmsOrders: null },
  found: { missing: 1, lost: 0, stale: 0, cancelled_but_open: 0, unknown_to_shopify: 1 },
  ...{ differences: [], differencesNotNamed: 0 },
  work: { slices: 5, millis: 41_000, rssBytes: 150_000_000, heapBytes: 60_000_000 },
};
const finished = (given: Partial<NightlyReport> = {}): ReconcileLine => ({
  ...{ kind: 'nightly-finished', shop, key: 'reports/production/x/0a1b' },
  report: { ...report, ...given },
});

const cases = {
  'none under way': slice({ kind: 'done' }),
  'none before the first': { kind: 'nightly', run: '2c3d', shop, end: { kind: 'done' } },
  'one that goes on': slice({ kind: 'out_of_time' }, { current: comparing }),
  'one whose file Shopify still writes': slice(
    { kind: 'exporting' },
    { current: { ...comparing, phase: 'exporting' } },
  ),
  'one that waits for the WMS': slice(
    { kind: 'wms_away' },
    { current: { ...comparing, phase: 'listing' } },
  ),
  'one that failed': slice({ kind: 'failed', error: 'TimeoutError' }),
  'one that somebody must look at': finished(),
  'one that is well again': finished({ verdict: 'repaired', open: 0, gaps: [] }),
} as const satisfies Record<string, ReconcileLine>;
type Name = keyof typeof cases;

let told: readonly Told[];
beforeAll(async () => {
  told = await tellAll(Object.values(cases).map((line) => ({ reconciled: [line] })));
});
const toldOf = (name: Name): Told =>
  told[Object.keys(cases).indexOf(name)] ?? { logs: [], metrics: [] };
const lineOf = (name: Name): LogLine | undefined =>
  toldOf(name).logs.find(({ correlation_id: id }) => id === 'reconciliation');

describe('a slice of a nightly comparison', () => {
  it.each(['none under way', 'none before the first'] as const)(
    'has no line where nothing was to be done: %s',
    (name) => {
      expect(lineOf(name)).toBeUndefined();
    },
  );

  it('is told with how far it came', () => {
    expect(lineOf('one that goes on')).toMatchObject({
      ...{ level: 'INFO', message: 'nightly.comparing', shop, run: '2c3d', end: 'out_of_time' },
      ...{ comparison: '0a1b', listed: 800, compared: 500 },
      ...{ difference_parts: 2, parts_repaired: 1, age_seconds: 3_600 },
    });
  });

  it.each([
    ['one whose file Shopify still writes', 'INFO', 'nightly.exporting'],
    ['one that waits for the WMS', 'WARN', 'nightly.listing'],
    ['one that failed', 'WARN', 'nightly.idle'],
  ] as const)('warns only where it cannot go on by itself: %s', (name, level, message) => {
    expect(lineOf(name)).toMatchObject({ level, message });
  });

  it('says what failed', () => {
    expect(lineOf('one that failed')).toMatchObject({ end: 'failed', error: 'TimeoutError' });
  });

  it('has the age of the last one as a gauge, also where there is no line', () => {
    const gauge = ['NightlyAge 3600', `NightlyAge 3600 shop=${shop}`];
    expect(shortOf(toldOf('none under way')).toSorted()).toEqual(gauge);
    expect(shortOf(toldOf('one that failed')).toSorted()).toEqual(gauge);
    expect(shortOf(toldOf('none before the first'))).toEqual([]);
  });
});

describe('the end of a nightly comparison', () => {
  it('is told with what was found, where the report lies, and what it cost', () => {
    expect(lineOf('one that somebody must look at')).toMatchObject({
      ...{ level: 'WARN', message: 'nightly.finished', verdict: 'look' },
      ...{ report: 'reports/production/x/0a1b', orders: 900, wms_orders: 'no list' },
      ...{ missing: 1, unknown_to_shopify: 1, stale: 0, gaps: ['export_lines:3'] },
      ...{ slices: 5, work_ms: 41_000, rss_bytes: 150_000_000, heap_bytes: 60_000_000 },
    });
  });

  it('warns nobody where nothing is left to be done', () => {
    expect(lineOf('one that is well again')).toMatchObject({ level: 'INFO', verdict: 'repaired' });
  });

  it('counts the differences by kind, and what is left open', () => {
    expect(shortOf(toldOf('one that somebody must look at')).toSorted()).toEqual(
      [
        ...['NightlyDifferences 1 kind=missing', 'NightlyDifferences 0 kind=lost'],
        ...['NightlyDifferences 0 kind=stale', 'NightlyDifferences 0 kind=cancelled_but_open'],
        ...['NightlyDifferences 1 kind=unknown_to_shopify', 'NightlyOpen 1'],
        ...[`NightlyOpen 1 shop=${shop}`, 'NightlyDifferences 1,0,0,0,1'],
      ].toSorted(),
    );
  });
});
