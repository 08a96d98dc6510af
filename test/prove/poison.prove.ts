/**
 * One order that the WMS cannot take: parked for its own fault, and only once that is known to be its own.
 *
 * Waits between deliveries are divided by ten; attempts, backoff and pace are the shipped ones. The
 * scenes mostly wait, so they do it at once, each on a stack of its own.
 */
import { describe, type ExpectStatic, it, type TestContext } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Line, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { dividedWaits } from '../recovery/divided.ts';
import { latenciesOf } from '../recovery/figures.ts';
import { circuitIn } from '../recovery/function-records.ts';
import { startTraffic } from '../recovery/traffic.ts';

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
const timeout = 300_000;

const startScene = async ({ onTestFinished }: TestContext) => {
  const bridge = await startWarmBridge(settings);
  onTestFinished(bridge.close);
  bridge.wms.faults.add({ kind: 'status', status: 500, orderId: poison });
  const linesOf = (stage: string) => bridge.lines(poison).filter((line) => line.stage === stage);
  return {
    ...bridge,
    linesOf,
    placePoison: () => bridge.deliver(shopifyOrder({ id: poison })),
    /** Ends before the bridge does. */
    startOthers: () => {
      const traffic = startTraffic(bridge, ordersPerMinute);
      onTestFinished(traffic.stop);
      return traffic;
    },
    parking: () =>
      until('the parking', () => linesOf('parked')[0], parkedSecondsMax + deliverySecondsMax),
  };
};
type Scene = Awaited<ReturnType<typeof startScene>>;

const countedIn = (lines: readonly Line[]) => lines.map(({ counted }) => counted);

/** Seconds from one counted delivery to the next. */
const gapsOf = ({ linesOf }: Scene): readonly number[] => {
  const counted = [...linesOf('failed').filter((line) => line.counted !== 0), ...linesOf('parked')];
  const times = counted.map(({ timestamp }) => Date.parse(String(timestamp)));
  return times.slice(1).map((time, index) => (time - (times[index] ?? 0)) / 1_000);
};

const expectParkedAfterFive = (expect: ExpectStatic, scene: Scene): void => {
  const { linesOf } = scene;
  expect(linesOf('parked')[0]).toMatchObject({ class: 'exhausted', status: 500, deliveries: 5 });
  expect(countedIn(linesOf('failed').slice(-4))).toEqual([1, 2, 3, 4]);
  const gaps = gapsOf(scene);
  expect(gaps).toHaveLength(4);
  for (const [index, gap] of gaps.entries()) {
    expect(gap).toBeGreaterThanOrEqual(spacing[index] ?? Number.POSITIVE_INFINITY);
  }
};

describe.concurrent('an order that the WMS answers 500 for ever', () => {
  it('among good ones is parked after five counted deliveries, and holds nobody up', {
    timeout,
  }, async (context) => {
    const { expect } = context;
    const scene = await startScene(context);
    const { wms } = scene;
    const traffic = scene.startOthers();
    await scene.placePoison();
    await scene.parking();
    await traffic.stop();
    const good = traffic.placed();
    await until('the others', () => good.every(({ orderId }) => wms.order(orderId)), 30);

    expectParkedAfterFive(expect, scene);
    expect(circuitIn(scene.records())).toEqual([]);
    const { orders, p50, p95, max } = latenciesOf(
      good.map(({ orderId, placedAt }) => (wms.order(orderId)?.updatedAtMillis ?? 0) - placedAt),
    );
    process.stdout.write(`beside it: ${orders} orders, p50 ${p50}, p95 ${p95}, max ${max} ms\n`);
    expect(orders).toBeGreaterThan(30);
    expect(p95).toBeLessThan(othersMillisP95);
    expect(good.map(({ orderId }) => wms.order(orderId)?.effects)).toEqual(good.map(() => 1));
  });

  it('alone is not parked, and is once others show that the WMS is well', {
    timeout,
  }, async (context) => {
    const { expect } = context;
    const scene = await startScene(context);
    const { linesOf } = scene;
    await scene.placePoison();
    // More failures than five deliveries could have had.
    await until('eight failed deliveries', () => linesOf('failed').length >= 8, 60);
    expect(linesOf('parked')).toEqual([]);
    expect(countedIn(linesOf('failed')).filter((counted) => counted !== 0)).toEqual([]);
    // Later ones are single attempts: nobody knows that they do any good.
    expect(linesOf('failed').map(({ attempt }) => attempt)).toEqual([5, ...Array(7).fill(1)]);

    const startedAt = Date.now();
    scene.startOthers();
    await scene.parking();
    const parkedSeconds = (Date.now() - startedAt) / 1_000;
    process.stdout.write(`parked ${parkedSeconds} s after others came\n`);
    expectParkedAfterFive(expect, scene);
    expect(parkedSeconds).toBeLessThan(parkedSecondsMax);
  });
});
