import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bridge, makeOrderIds, startWarmBridge, unpaced, until } from './bridge.ts';
import { placeInShopify, withoutGrace } from './missed-orders.ts';
import { makeNightHand } from './nightly-orders.ts';

let bridge: Bridge;
let hand: ReturnType<typeof makeNightHand>;
beforeAll(async () => {
  bridge = await startWarmBridge({ ...unpaced, ...withoutGrace });
  hand = makeNightHand(bridge);
});
afterAll(async () => {
  hand?.close();
  await bridge?.close();
});

const newId = makeOrderIds(7_000_001n);
const hour = 3_600_000;
const hoursAgo = (hours: number): string =>
  new Date(Math.floor((Date.now() - hours * hour) / 1_000) * 1_000).toISOString();
const hash = 'a'.repeat(64);
const versionOf = (version: string) => ({ version, instant: Date.parse(version), hash });
/** What deliver-order writes of an order that the WMS has taken, so many hours ago. */
const delivered = (version: string, hours: number) => ({
  accepted: { ...versionOf(version), at: hoursAgo(hours), source: 'webhook' as const },
  decided: {
    ...versionOf(version),
    ...{ at: hoursAgo(hours), generation: 0, outcome: 'delivered' as const },
  },
});
const atTheWms = (id: string) => until(`${id} at the WMS`, () => bridge.wms.order(id), 30);

/** An order that came by its webhook, whose delivery is written down as of some hours ago. */
const bring = async (id: string, updated_at: string, given: object = {}) => {
  await bridge.deliver(placeInShopify(bridge, id, { updated_at, ...given }));
  await hand.untilDecided(id);
  await hand.record(id, delivered(updated_at, 5));
};

it('a night finds what is planted of every kind, repairs it, and touches nothing else', async () => {
  const [fine, missing, lost, absent, older, open, stranger] = Array.from({ length: 7 }, newId);
  if (!fine || !missing || !lost || !absent || !older || !open || !stranger) throw new Error('ids');
  // Once for all, since records and orders must have the very same second.
  const [six, eight] = [hoursAgo(6), hoursAgo(8)];
  await bring(fine, six);
  placeInShopify(bridge, missing, { updated_at: six });
  placeInShopify(bridge, lost, { updated_at: six });
  await hand.record(lost, { accepted: delivered(six, 5).accepted });
  placeInShopify(bridge, absent, { updated_at: six });
  await hand.record(absent, delivered(six, 5));
  await bring(older, eight);
  placeInShopify(bridge, older, { updated_at: six, note: 'newer' });
  await hand.record(older, delivered(six, 5));
  await bring(open, six);
  placeInShopify(bridge, open, { updated_at: six, cancelled_at: six });
  await bridge.deliver(placeInShopify(bridge, stranger, { updated_at: six }));
  await hand.untilDecided(stranger);
  await hand.forget(stranger);
  const { shopAdmin } = bridge.stack;
  shopAdmin?.removeOrder(stranger);
  shopAdmin?.removeOrder('1');
  const before = bridge.wms.order(fine);

  const report = await hand.night();

  expect(report.gaps).toEqual([]);
  expect(report.found).toEqual({
    ...{ missing: 1, lost: 1, stale: 2, cancelled_but_open: 1, unknown_to_shopify: 1 },
  });
  const byId = report.differences.map(({ orderId, kind, outcome }) => [orderId, kind, outcome]);
  expect(byId.sort()).toEqual(
    [
      [missing, 'missing', 'repaired'],
      [lost, 'lost', 'repaired'],
      [absent, 'stale', 'repaired'],
      [older, 'stale', 'repaired'],
      [open, 'cancelled_but_open', 'repaired'],
      [stranger, 'unknown_to_shopify', 'reported'],
    ].sort(),
  );
  expect(report.page).toContain('Somebody must look: 1 of 6 differences');
  for (const id of [missing, lost, absent]) await atTheWms(id);
  await until('the newer version', () => bridge.wms.order(older)?.current.note === 'newer', 30);
  await until('the cancellation', () => bridge.wms.order(open)?.current.status === 'cancelled', 30);
  expect(bridge.wms.order(fine)).toEqual(before);
  for (const id of [missing, lost, absent]) expect(bridge.wms.order(id)?.effects).toBe(1);
  expect(bridge.puts(stranger)).toHaveLength(1);
  expect(bridge.wms.violations()).toEqual([]);
  expect(bridge.notes.filter((note) => note.startsWith('denied: '))).toEqual([]);
}, 120_000);
