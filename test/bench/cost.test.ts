/** What an order costs, counted on the simulated AWS, and the model that turns it into dollars. */
import { beforeAll, describe, expect, it } from 'vitest';
import { costOf, dollarsOf, gigabyteSeconds } from './cost/cost-model.ts';
import { type Priced, runPricedDay } from './cost/priced-world.ts';
import { callsPerMessage, type Measured, usageOf } from './cost/usage-of.ts';

describe('dollars', () => {
  it.each([
    ['lambdaRequests', 1_000_000, 0.2],
    ['sqsFifo', 3_000_000, 1.5],
    ['tableWrites', 4_000_000, 2.5],
    ['logBytes', 2_000_000_000, 1],
    ['secretCalls', 10_000, 0.05],
  ] as const)('%s: %i are $%d', (price, amount, dollars) => {
    expect(dollarsOf(price, amount)).toBeCloseTo(dollars, 10);
  });

  it('duration is billed by whole milliseconds and by memory', () => {
    expect(gigabyteSeconds([100.2, 99], 512)).toBe(0.1);
  });

  it('are summed for a million orders and for a million webhooks', () => {
    const lines = [
      { what: 'door', price: 'httpApi', amount: 4 },
      { what: 'writes', price: 'tableWrites', amount: 16 },
    ] as const;
    const cost = costOf({ orders: 1, webhooks: 4, lines });

    expect(cost.perMillionOrders).toBeCloseTo(14, 10);
    expect(cost.perMillionWebhooks).toBeCloseTo(3.5, 10);
    expect(cost.lines[1]).toMatchObject({ perOrder: 16, dollarsPerMillionOrders: 10 });
  });
});

/** As the local stack showed them, rounded up. */
const accept: Measured = {
  lineBytes: { received: 430, enqueued: 430, duplicate: 430 },
  ...{ metricBytes: 400, cpuMillis: 6, memoryMegabytes: 512 },
};
const deliver: Measured = {
  lineBytes: { processed: 450 },
  ...{ metricBytes: 450, cpuMillis: 8, memoryMegabytes: 256 },
};

describe('a day of orders', () => {
  const day = { seed: 1, orders: 250, perMinute: 12.5 } as const;
  let healthy: Priced;
  let outage: Priced;
  beforeAll(async () => {
    healthy = await runPricedDay({ ...day, outageMinutes: 0 });
    outage = await runPricedDay({ ...day, outageMinutes: 5 });
  }, 60_000);

  it('asks AWS at most three times for a webhook and four times for a message', () => {
    const calls = callsPerMessage(healthy);

    expect(calls.accept).toBeLessThanOrEqual(3);
    expect(calls.deliver).toBeGreaterThanOrEqual(4);
    // A turn that had to be waited for reads the circuit once more.
    expect(calls.deliver).toBeLessThan(4.1);
  });

  it('writes four units for each message, and is delivered whole', () => {
    expect(healthy.delivered).toBe(1_000);
    expect(healthy.writeUnits).toBe(4_000);
    expect(healthy.calls.queues).toMatchObject({ SendMessage: 1_000 });
  });

  it('costs less than eight dollars for a million webhooks', () => {
    const cost = costOf(usageOf(healthy, { accept, deliver }));

    expect(cost.perMillionWebhooks).toBeLessThan(8);
  });

  it('costs little more through an outage', () => {
    const [well, away] = [healthy, outage].map(
      (priced) => costOf(usageOf(priced, { accept, deliver })).perMillionWebhooks,
    );

    expect(away).toBeGreaterThan(well ?? 0);
    expect(away).toBeLessThan(2 * (well ?? 0));
  });
});
