/**
 * A WMS that takes half of our pace, gets slower the more is asked of it, and refuses everything once it
 * has collapsed: trying again must not keep it down. Pace and attempts as shipped, waits divided by ten.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { dividedWaits } from '../recovery/divided.ts';

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(dividedWaits(10));
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(52_000_001n);
/** Four a second for as long as no more than two are asked at once; our pace is nine. */
const capacity = { kind: 'capacity', concurrency: 2, millis: 500, collapseAt: 4 } as const;
const orders = 60;
/** Six times as long as the WMS takes at its best: it is at its best only between two collapses. */
const secondsMax = 90;

it('a WMS that collapses under load recovers, and has every order once', {
  timeout: 180_000,
}, async () => {
  bridge.wms.faults.set([capacity]);
  const ids = Array.from({ length: orders }, newId);
  await Promise.all(ids.map((id) => bridge.deliver(shopifyOrder({ id }))));
  const ended = () =>
    ids.every((id) => bridge.lines(id).some(({ stage }) => stage === 'processed'));
  await until('the end of all orders', ended, secondsMax);

  const answers = ids.flatMap((id) => bridge.puts(id)).map(({ status }) => status);
  expect(answers.filter((status) => status === 503).length).toBeGreaterThan(orders / 4);
  expect(bridge.lines().filter(({ stage }) => stage === 'parked')).toEqual([]);
  expect(ids.map((id) => bridge.wms.order(id)?.effects)).toEqual(ids.map(() => 1));
});
