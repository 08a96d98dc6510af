/**
 * One order that the WMS cannot take: parked for its own fault, and only once that is known to be its own.
 *
 * Waits between deliveries are divided by ten; attempts, backoff and pace are the shipped ones.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, type Line, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { dividedWaits } from '../recovery/divided.ts';
import { latenciesOf } from '../recovery/figures.ts';
import { circuitIn } from '../recovery/function-records.ts';
import { startTraffic, type Traffic } from '../recovery/traffic.ts';

const divisor = 10;
const settings = dividedWaits(divisor);
const spacing = settings.delivery.putBackSeconds;
const ordersPerMinute = 50;
const othersMillisP95 = 5_000;
/** Beside its wait: rounded up to a whole second, up to a tenth more, five attempts in their pace. */
const deliverySecondsMax = 10;
const parkedSecondsMax =
  spacing.reduce((sum, seconds) => sum + 1.1 * seconds, 0) + 5 * deliverySecondsMax;
const poison = '81000001';

let bridge: Bridge;
let traffic: Traffic | undefined;
beforeEach(async () => {
  bridge = await startWarmBridge(settings);
  bridge.wms.faults.add({ kind: 'status', status: 500, orderId: poison });
});
afterEach(async () => {
  await traffic?.stop();
  traffic = undefined;
  await bridge?.close();
});

const linesOf = (stage: string): readonly Line[] =>
  bridge.lines(poison).filter((line) => line.stage === stage);
const parking = () =>
  until('the parking', () => linesOf('parked')[0], parkedSecondsMax + deliverySecondsMax);
const countedIn = (lines: readonly Line[]) => lines.map(({ counted }) => counted);
/** Seconds from one counted delivery to the next. */
const gaps = (): readonly number[] => {
  const counted = [...linesOf('failed').filter((line) => line.counted !== 0), ...linesOf('parked')];
  const times = counted.map(({ timestamp }) => Date.parse(String(timestamp)));
  return times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1_000);
};
const expectParkedAfterFive = (): void => {
  expect(linesOf('parked')[0]).toMatchObject({ class: 'exhausted', status: 500, deliveries: 5 });
  expect(countedIn(linesOf('failed').slice(-4))).toEqual([1, 2, 3, 4]);
  for (const [index, gap] of gaps().entries()) {
    expect(gap).toBeGreaterThanOrEqual(spacing[index] ?? Number.POSITIVE_INFINITY);
  }
  expect(gaps()).toHaveLength(4);
};

describe('an order that the WMS answers 500 for ever', () => {
  it('among good ones is parked after five counted deliveries, and holds nobody up', {
    timeout: 200_000,
  }, async () => {
    traffic = startTraffic(bridge, ordersPerMinute);
    await bridge.deliver(shopifyOrder({ id: poison }));
    await parking();
    await traffic.stop();
    const good = traffic.placed();
    await until('the others', () => good.every(({ orderId }) => bridge.wms.order(orderId)), 30);

    expectParkedAfterFive();
    expect(circuitIn(bridge.records())).toEqual([]);
    const millis = good.map(
      ({ orderId, placedAt }) => (bridge.wms.order(orderId)?.updatedAtMillis ?? 0) - placedAt,
    );
    const { orders, p50, p95, max } = latenciesOf(millis);
    process.stdout.write(`beside it: ${orders} orders, p50 ${p50}, p95 ${p95}, max ${max} ms\n`);
    expect(orders).toBeGreaterThan(30);
    expect(p95).toBeLessThan(othersMillisP95);
    expect(good.map(({ orderId }) => bridge.wms.order(orderId)?.effects)).toEqual(
      good.map(() => 1),
    );
  });

  it('alone is not parked, and is once others show that the WMS is well', {
    timeout: 240_000,
  }, async () => {
    await bridge.deliver(shopifyOrder({ id: poison }));
    // More failures than five deliveries could have had.
    await until('eight failed deliveries', () => linesOf('failed').length >= 8, 60);
    expect(linesOf('parked')).toEqual([]);
    expect(countedIn(linesOf('failed')).filter((counted) => counted !== 0)).toEqual([]);
    // Later ones are single attempts: nobody knows that they do any good.
    expect(linesOf('failed').map(({ attempt }) => attempt)).toEqual([5, ...Array(7).fill(1)]);

    const startedAt = Date.now();
    traffic = startTraffic(bridge, ordersPerMinute);
    await parking();
    process.stdout.write(`parked ${(Date.now() - startedAt) / 1_000} s after others came\n`);
    expectParkedAfterFive();
    expect((Date.now() - startedAt) / 1_000).toBeLessThan(parkedSecondsMax);
  });
});
