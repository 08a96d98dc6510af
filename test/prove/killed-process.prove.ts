import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';

// The shipped times: what takes a visibility timeout of 90 s cannot be in the short tests.
let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge();
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(51_000_001n);
const secondsMax = 120;
const killDelivering = (): void => {
  for (const pid of bridge.stack.describe().pids['deliver-order'] ?? []) {
    process.kill(pid, 'SIGKILL');
  }
};

describe('with the shipped times, a process killed', () => {
  it('mid-delivery and one killed after the WMS accepted cost two orders at most two minutes', async () => {
    const [hanging, accepted] = [newId(), newId()];
    const faults = [
      bridge.wms.faults.add({ kind: 'hang', orderId: hanging }),
      bridge.wms.faults.add({ kind: 'drip', millis: 200, orderId: accepted }),
    ];
    const startedAt = Date.now();
    await Promise.all([hanging, accepted].map((id) => bridge.send(shopifyOrder({ id }))));
    await until(
      'both attempts',
      () => bridge.puts(hanging).length > 0 && bridge.wms.order(accepted),
    );
    killDelivering();
    for (const fault of faults) bridge.wms.faults.clear(fault);

    for (const id of [hanging, accepted]) {
      await until(
        `the delivery of ${id}`,
        () => bridge.lines(id).some(({ stage }) => stage === 'processed'),
        secondsMax,
      );
      expect(bridge.wms.order(id)?.effects).toBe(1);
    }
    expect(Date.now() - startedAt).toBeLessThan(secondsMax * 1_000);
    expect(bridge.wms.violations()).toEqual([]);
  });
});
