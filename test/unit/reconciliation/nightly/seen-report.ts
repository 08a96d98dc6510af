/** Reports as a night may leave them. */
import {
  addCounts,
  differenceKinds,
  foundOf,
  type Handled,
  noDifferences,
} from '../../../../lib/reconciliation/nightly/difference.ts';
import type { NightlyReport } from '../../../../lib/reconciliation/nightly/nightly-report.ts';

const version = '2026-11-22T01:15:00Z';
const idOf = (n: number): string => String(820_982_911_946_154_000n + BigInt(n));

export const handled: readonly Handled[] = [
  { kind: 'missing', orderId: idOf(1), version, outcome: 'repaired' },
  { kind: 'lost', orderId: idOf(2), version, outcome: 'parked' },
  { kind: 'stale', orderId: idOf(3), version, wmsVersion: null, outcome: 'repaired' },
  {
    ...{ kind: 'stale', orderId: idOf(4), version, outcome: 'repaired' },
    wmsVersion: '2026-11-21T23:00:00Z',
  },
  {
    ...{ kind: 'cancelled_but_open', orderId: idOf(5), version, outcome: 'hidden' },
    wmsVersion: version,
  },
  {
    ...{ kind: 'unknown_to_shopify', orderId: idOf(6), version: null, outcome: 'reported' },
    wmsVersion: version,
  },
];

export const seenReport = (
  differences: readonly Handled[],
  given: Partial<NightlyReport> = {},
): NightlyReport => {
  const counts = addCounts(noDifferences, differences);
  return {
    ...{ schemaversion: 1, run: '0a1b2c3d4e5f6071', deployment: 'production' },
    ...{ shop: 'demo.myshopify.com', by: 'schedule', verdict: 'look' },
    span: { since: '2026-11-19T02:00:00Z', until: '2026-11-22T01:58:00Z' },
    ...{ begunAt: '2026-11-22T02:00:00.000Z', finishedAt: '2026-11-22T02:06:11.000Z' },
    compared: { orders: 100_000, wmsOrders: 99_899 },
    gaps: [],
    found: Object.fromEntries(
      differenceKinds.map((kind) => [kind, foundOf(counts, kind)]),
    ) as NightlyReport['found'],
    ...{ counts, open: 3, differences, differencesNotNamed: 0 },
    work: { slices: 5, millis: 41_250, rssBytes: 157_286_400, heapBytes: 62_914_560 },
    ...given,
  };
};
