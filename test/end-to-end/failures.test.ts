import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../cdk/local/wms/faults.ts';
import { shopifyAddress, shopifyOrder } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, unpaced, until } from './bridge.ts';
import { planReplay, replayLetters } from './replay.ts';

// Every order here is in a trouble of its own: together they would open the circuit, which has its own
// tests. No pace, so that what is measured between two attempts is the backoff.
const settings = {
  ...unpaced,
  circuit: { ordersToOpen: 10, rateAttemptsMin: 1_000 },
};

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startWarmBridge(settings);
});
afterAll(() => bridge?.close());

const newId = makeOrderIds(4_000_001n);
const failing = (orderId: string, fault: Fault): string =>
  bridge.wms.faults.add({ ...fault, orderId });
const stages = (orderId: string) => bridge.lines(orderId).map(({ stage }) => stage);
const reached = (orderId: string, stage: string, times = 1) =>
  until(`${stage} of ${orderId}`, () => {
    const found = bridge.lines(orderId).filter((line) => line.stage === stage);
    return found.length >= times && found[times - 1];
  });
const gaps = (orderId: string): readonly number[] => {
  const times = bridge.puts(orderId).map(({ atMillis }) => atMillis);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
};

describe('a WMS in trouble', () => {
  it('is tried three times in one delivery when it answers 503 twice', async () => {
    const id = newId();
    failing(id, { kind: 'status', status: 503, count: 2 });
    await bridge.send(shopifyOrder({ id }));
    const line = await reached(id, 'processed');

    expect([line.attempt, bridge.puts(id).map(({ status }) => status)]).toEqual([
      3,
      [503, 503, 201],
    ]);
    expect(stages(id)).toEqual(['received', 'enqueued', 'processed']);
    // min(2^n × 100 ms + random(0–50 ms), 30 s) for n = 1 and 2; what is above is the machine's.
    const [first = 0, second = 0] = gaps(id);
    expect(first).toBeGreaterThanOrEqual(199);
    expect(first).toBeLessThan(400);
    expect(second).toBeGreaterThanOrEqual(399);
    expect(second).toBeLessThan(800);
  });

  it.each([
    [500, 2],
    [502, 2],
    [504, 2],
    [429, 2],
  ])('is tried again after %i', async (status, attempts) => {
    const id = newId();
    failing(id, { kind: 'status', status, count: 1 });
    await bridge.send(shopifyOrder({ id }));
    expect((await reached(id, 'processed')).attempt).toBe(attempts);
  });

  it.each(['hang', 'reset', 'lose-answer'] as const)('is tried again after a %s', async (kind) => {
    const id = newId();
    failing(id, { kind, count: 1 });
    await bridge.send(shopifyOrder({ id }));
    const line = await reached(id, 'processed');
    expect([line.attempt, bridge.wms.order(id)?.effects]).toEqual([2, 1]);
    expect(new Set(bridge.puts(id).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('is called five times at most, then the message is put back', async () => {
    const id = newId();
    const fault = failing(id, { kind: 'status', status: 500 });
    await bridge.send(shopifyOrder({ id }));
    const line = await reached(id, 'failed');
    bridge.wms.faults.clear(fault);
    expect([line.attempt, bridge.puts(id).length, line.status]).toEqual([5, 5, 500]);
    // Nobody knows yet whose fault it is: nothing is counted, and it is tried again like a probe.
    expect(line.counted).toBe(0);
    expect(line.seconds).toBeGreaterThan(4.5);
    expect(line.seconds).toBeLessThanOrEqual(5);
  });

  it.each(['garbage', 'redirect'] as const)('is not believed when it answers %s', async (kind) => {
    const id = newId();
    const fault = failing(id, { kind });
    await bridge.send(shopifyOrder({ id }));
    const line = await reached(id, 'failed');
    bridge.wms.faults.clear(fault);
    expect([line.attempt, bridge.wms.order(id)]).toEqual([1, undefined]);
  });

  it('is given a new token, and the order, after a 401', async () => {
    const id = newId();
    bridge.wms.revokeTokens();
    await bridge.send(shopifyOrder({ id }));
    const line = await reached(id, 'processed');
    expect([line.attempt, bridge.puts(id).map(({ status }) => status)]).toEqual([1, [401, 201]]);
  });
});

describe('an order that the WMS refuses', () => {
  it.each([400, 404, 422])('with %i is parked after one attempt', async (status) => {
    const id = newId();
    failing(id, { kind: 'status', status });
    await bridge.send(shopifyOrder({ id }));
    const line = await reached(id, 'parked');
    expect([line.class, line.status, bridge.puts(id).length]).toEqual(['rejected', status, 1]);
  });

  it('with 403 is parked as forbidden', async () => {
    const id = newId();
    failing(id, { kind: 'status', status: 403 });
    await bridge.send(shopifyOrder({ id }));
    expect((await reached(id, 'parked')).class).toBe('forbidden');
  });

  it('does not keep the others of its batch from being delivered', async () => {
    const ids = [newId(), newId(), newId(), newId()];
    const [bad = ''] = ids;
    failing(bad, { kind: 'status', status: 422 });
    await Promise.all(ids.map((id) => bridge.deliver(shopifyOrder({ id }))));
    await reached(bad, 'parked');
    for (const id of ids.slice(1)) expect((await reached(id, 'processed')).attempt).toBe(1);
  });
});

describe('a replay', () => {
  it('delivers the order at once, and again after it was parked again', async () => {
    const id = newId();
    const fault = failing(id, { kind: 'status', status: 422 });
    await bridge.send(shopifyOrder({ id }));
    await reached(id, 'parked');
    expect(await replayLetters(bridge, { orderId: id })).toMatchObject({ done: 1 });
    await reached(id, 'parked', 2);
    bridge.wms.faults.clear(fault);
    expect(await replayLetters(bridge, { orderId: id })).toMatchObject({ done: 1 });

    const line = await reached(id, 'processed');
    expect([line.origin, line.replays, bridge.wms.order(id)?.effects]).toEqual(['replay', 2, 1]);
    expect(await planReplay(bridge, { orderId: id })).toMatchObject({ letters: 0 });
  });

  it('of all leaves no letter that can be sent', async () => {
    const ids = [newId(), newId(), newId()];
    const faults = ids.map((id) => failing(id, { kind: 'status', status: 400 }));
    for (const id of ids) await bridge.deliver(shopifyOrder({ id }));
    for (const id of ids) await reached(id, 'parked');
    for (const fault of faults) bridge.wms.faults.clear(fault);
    const { asOf } = await replayLetters(bridge, {});
    // What the WMS still refuses is parked again at once, and is another letter.
    expect((await planReplay(bridge, { parkedBefore: asOf })).replay).toBe(0);
    for (const id of ids) expect((await reached(id, 'processed')).origin).toBe('replay');
  });

  it('says how to ask for it', async () => {
    const request = { action: 'plan', filter: { orderId: 17 } };
    for (const name of ['browse-dead-letters', 'replay-dead-letters']) {
      expect(await bridge.invoke(name, request)).toEqual({
        ...{ kind: 'refused', code: 'invalid_request' },
        fault: 'filter.orderId must be digits in quotes',
      });
    }
  });
});

describe('a body that cannot be carried', () => {
  it('is parked and answered 200, without a word of it in the letter or the log', async () => {
    const answer = await bridge.send({ id: '77000077', customer: { first_name: 'Wilhelmina' } });
    const line = await reached('77000077', 'parked');
    expect([answer.status, line.class]).toEqual([200, 'malformed']);
  });
});

describe('what is written down', () => {
  const people = Array.from({ length: 200 }, (_, index) => `Canarybird${index}`);

  it('names no customer, street, e-mail or secret, though the WMS echoes them', async () => {
    bridge.wms.setEchoAddress(true);
    const ids = people.map(() => newId());
    const refused = ids.filter((_, index) => index % 10 === 0);
    for (const id of refused) failing(id, { kind: 'status', status: 422 });
    const orders = people.map((name, index) =>
      shopifyOrder({
        id: ids[index] ?? '',
        email: `${name}@example.com`,
        note: `for ${name} {"_aws":{"CloudWatchMetrics":[]}}`,
        shipping_address: shopifyAddress({
          name,
          address1: `${name} Street`,
          phone: '+1 555 0147',
        }),
      }),
    );
    for (let start = 0; start < orders.length; start += 20) {
      await Promise.all(orders.slice(start, start + 20).map((order) => bridge.deliver(order)));
    }
    for (const [index, id] of ids.entries()) {
      await reached(id, index % 10 === 0 ? 'parked' : 'processed');
    }
    bridge.wms.setEchoAddress(false);

    const output = bridge.output();
    const { shopifySecret } = bridge.stack.describe();
    const found = [
      'Canarybird',
      '@example.com',
      'Thistledown',
      '555 0147',
      shopifySecret,
      'Bearer',
    ];
    expect(found.filter((word) => output.includes(word))).toEqual([]);
    expect(bridge.lines().length).toBeGreaterThan(600);
  }, 60_000);

  it('has the same fields on every line of a stage', () => {
    const incomplete = bridge
      .lines()
      .filter(
        (line) =>
          typeof line.correlation_id !== 'string' ||
          line.shopify_order_id === undefined ||
          typeof line.latency_ms !== 'number' ||
          typeof line.attempt !== 'number' ||
          line.deployment !== 'local' ||
          typeof line.version !== 'string',
      );
    expect(incomplete).toEqual([]);
  });
});
