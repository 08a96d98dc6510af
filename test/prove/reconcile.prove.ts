/**
 * Shopify promises no webhook: two hundred orders of which none is told, and two hundred of which some are
 * told never, twice or too late.
 *
 * With the settings divided by ten, so that seven minutes pass in 42 seconds; rates are multiplied.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reconciliationSchema } from '../../lib/config/reconciliation-policy.ts';
import { metrics } from '../../lib/telemetry/names.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { type Polled, placeInShopify, poll, shopAdminOf } from '../end-to-end/missed-orders.ts';
import { dividedSettings } from '../recovery/divided.ts';

const divisor = 10;
const ordersMax = 200;
/** From being placed to being at the WMS, of every order. */
const latencyMillisMax = (7 * 60_000) / divisor;
/** A new order so often. */
const apartMillis = 200;
const share = 0.05;
/** Ten minutes: no run leaves that much to a webhook. */
const lateMillis = 600_000 / divisor;

const shipped = reconciliationSchema.parse({});
const everyMillis = (shipped.everyMinutes * 60_000) / divisor;
const graceMillis = (shipped.graceSeconds * 1_000) / divisor;
const settings = {
  ...dividedSettings(divisor),
  reconciliation: {
    graceSeconds: shipped.graceSeconds / divisor,
    overlapSeconds: shipped.overlapSeconds / divisor,
    pacePerSecond: shipped.pacePerSecond * divisor,
  },
};

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(settings);
  const { maximumAvailable, restoreRate } = { maximumAvailable: 2_000, restoreRate: 100 * divisor };
  shopAdminOf(bridge).set({ bucket: { maximumAvailable, restoreRate } });
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(8_000_001n);
type Placed = { readonly id: string; readonly at: number };

/** Places one order after the other. @param tell - sends what webhooks there are. */
const placeOrders = async (
  tell: (order: object, n: number) => Promise<unknown> = async () => undefined,
) => {
  const placed: Placed[] = [];
  const telling: Promise<unknown>[] = [];
  for (let n = 0; n < ordersMax; n++) {
    const id = newId();
    placed.push({ id, at: Date.now() });
    telling.push(tell(placeInShopify(bridge, id), n));
    await delay(apartMillis);
  }
  return { placed, told: Promise.all(telling) };
};

/** The schedule, doubled: each run is made twice at once, whether or not the last one has ended. */
const keepPolling = async (stop: AbortSignal): Promise<readonly Polled[]> => {
  const runs: Promise<Polled>[] = [];
  const wait = () => delay(everyMillis, undefined, { signal: stop }).catch(() => {});
  for (await wait(); !stop.aborted; await wait()) runs.push(poll(bridge), poll(bridge));
  return Promise.all(runs);
};

/** Of the metric that the alarm looks at; what one invocation counts is one list. */
const missedSoFar = (): number =>
  bridge
    .records()
    .filter((record) => '_aws' in record)
    .flatMap((record) => record[metrics.ordersMissed] ?? [])
    .reduce<number>((sum, value) => sum + Number(value), 0);
const reconciledOf = ({ id }: Placed) =>
  bridge.lines(id).filter(({ stage }) => stage === 'reconciled');
/** Of the first attempt that the WMS has seen of it. */
const latencyOf = ({ id, at }: Placed): number =>
  (bridge.puts(id)[0]?.atMillis ?? Number.POSITIVE_INFINITY) - at;

const seconds = (millis: number): string => (millis / 1_000).toFixed(1);
const report = (title: string, placed: readonly Placed[], runs: readonly Polled[]): void => {
  const latencies = placed.map(latencyOf).toSorted((one, other) => one - other);
  const at = (part: number) =>
    seconds(latencies[Math.ceil(part * latencies.length) - 1] ?? Number.NaN);
  process.stdout.write(
    `${title}: ${placed.length} orders, ${runs.length} runs; placed to WMS p50 ${at(0.5)} s, p95 ${at(0.95)} s, max ${at(1)} s (times divided by ${divisor}: at most ${seconds(latencyMillisMax)} s); ${placed.flatMap(reconciledOf).length} by reconciliation\n`,
  );
};

const allArrive = (placed: readonly Placed[]) =>
  until(
    'every order at the WMS',
    () => placed.every(({ id }) => bridge.wms.order(id)),
    (2 * latencyMillisMax) / 1_000,
  );

describe('two hundred orders', { timeout: 600_000 }, () => {
  it('of which no webhook comes are each at the WMS within seven minutes, once', async () => {
    const before = missedSoFar();
    const stop = new AbortController();
    const polling = keepPolling(stop.signal);
    const { placed } = await placeOrders();
    await allArrive(placed);
    stop.abort();
    report('no webhook at all', placed, await polling);

    expect(placed.filter((one) => latencyOf(one) > latencyMillisMax)).toEqual([]);
    expect(missedSoFar() - before).toBe(ordersMax);
    for (const one of placed) {
      expect(reconciledOf(one)).toHaveLength(1);
      expect([bridge.puts(one.id).length, bridge.wms.order(one.id)?.effects]).toEqual([1, 1]);
    }
  });

  it('of which some are told never, twice or too late: no drift, each missed one counted once', async () => {
    const before = missedSoFar();
    const every = 1 / share;
    const isDropped = (n: number) => n % every === 3;
    const isLate = (n: number) => n % every === 7;
    const isDoubled = (n: number) => n % every === 11;
    const stop = new AbortController();
    const polling = keepPolling(stop.signal);
    const { placed, told } = await placeOrders(async (order, n) => {
      if (isDropped(n)) return;
      if (isLate(n)) await delay(lateMillis);
      await bridge.deliver(order);
      if (isDoubled(n)) await bridge.deliver(order);
    });
    await allArrive(placed);
    await told;
    stop.abort();
    const runs = await polling;
    await delay(graceMillis);
    const last = await poll(bridge);
    report('5 % dropped, 5 % doubled, 5 % late', placed, runs);

    const missed = placed.filter((_, n) => isDropped(n) || isLate(n));
    expect(last).toMatchObject({ end: { kind: 'done' }, drift: { orders: 0, oldestSeconds: 0 } });
    expect(missedSoFar() - before).toBe(missed.length);
    expect(placed.filter((one) => reconciledOf(one).length > 0)).toEqual(missed);
    for (const one of missed) expect(reconciledOf(one)).toHaveLength(1);
    for (const { id } of placed) {
      expect([bridge.puts(id).length, bridge.wms.order(id)?.effects]).toEqual([1, 1]);
    }
    expect(bridge.wms.violations()).toEqual([]);
  });
});
