import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from './bridge.ts';

// Times of the failure policy divided by about eight, so that a killed delivery comes back soon.
const settings = {
  delivery: {
    functionTimeoutSeconds: 2,
    visibilitySeconds: 12,
    startMillisMin: 1_000,
    reserveMillis: 300,
    attemptTimeoutMillis: 1_500,
    connectTimeoutMillis: 500,
    putBackSeconds: [1],
  },
};

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(settings);
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(31_000_001n);
const pidsOf = (name: string) => bridge.stack.describe().pids[name] ?? [];
const killAll = (name: string): void => {
  for (const pid of pidsOf(name)) process.kill(pid, 'SIGKILL');
};
const delivered = (id: string) =>
  until(
    `the delivery of ${id}`,
    () => bridge.lines(id).find(({ stage }) => stage === 'processed'),
    60,
  );

describe('a function’s process that is killed', { timeout: 120_000 }, () => {
  it('in the middle of a delivery delays the order by a visibility timeout, no more', async () => {
    const id = newId();
    const fault = bridge.wms.faults.add({ kind: 'hang', orderId: id });
    await bridge.send(shopifyOrder({ id }));
    await until('the attempt', () => bridge.puts(id).length > 0);
    const before = pidsOf('deliver-order');
    killAll('deliver-order');
    bridge.wms.faults.clear(fault);

    await delivered(id);
    expect(bridge.wms.order(id)?.effects).toBe(1);
    expect(pidsOf('deliver-order').filter((pid) => before.includes(pid))).toEqual([]);
  });

  it('after the WMS accepted leaves the order delivered, once in effect', async () => {
    const id = newId();
    const fault = bridge.wms.faults.add({ kind: 'drip', millis: 200, orderId: id });
    await bridge.send(shopifyOrder({ id }));
    await until('the effect', () => bridge.wms.order(id));
    killAll('deliver-order');
    bridge.wms.faults.clear(fault);

    await delivered(id);
    const keys = bridge.puts(id).map(({ idempotencyKey }) => idempotencyKey);
    expect([bridge.wms.order(id)?.effects, new Set(keys).size]).toEqual([1, 1]);
    expect(keys.length).toBeGreaterThan(1);
    expect(bridge.wms.violations()).toEqual([]);
  });

  it('at the door is replaced, and the webhook that it had comes again', async () => {
    const ids = Array.from({ length: 10 }, newId);
    const sending = ids.map((id) => bridge.deliver(shopifyOrder({ id })));
    killAll('accept-webhook');
    await Promise.all(sending);
    for (const id of ids) await delivered(id);
    expect(ids.map((id) => bridge.wms.order(id)?.effects)).toEqual(ids.map(() => 1));
  });
});
