import { describe, expect, it } from 'vitest';
import type { Withheld } from '../../../lib/delivery/attempt.ts';
import {
  delivered,
  makeDeliveryScene,
  orderKey,
  start,
  status,
  timeout,
} from './delivery-scene.ts';

const withheld = (reason: Withheld['reason']): Withheld => ({ kind: 'withheld', reason });
const open = (age: number, nextProbeAt = 0) =>
  ({
    served: start - 1_000_000,
    watchUntil: start + 900_000,
    block: { kind: 'open', since: start - age * 1_000, nextProbeAt: start + nextProbeAt * 1_000 },
  }) as const;
const failure = (order: string) => ({ order, at: start - 1_000, served: start - 1_000_000 });

describe('leave to make an attempt', () => {
  it('of a closed circuit costs one read, and a success no write', async () => {
    const scene = makeDeliveryScene([[delivered, 40]]);
    await scene.deliver();
    expect(scene.circuitCalls()).toEqual({ reads: 1, writes: 0 });
    expect(scene.calls[0]).not.toHaveProperty('lease');
  });

  it('is asked for before every attempt, so that an opening is seen between two', async () => {
    const scene = makeDeliveryScene([
      [status(503), 1_500],
      [status(503), 0],
    ]);
    scene.during(1, () => scene.putCircuit(open(60, 5)));
    expect(await scene.deliver()).toMatchObject({
      kind: 'deferred',
      reason: 'circuit_open',
      attempts: 1,
    });
    expect(scene.calls).toHaveLength(1);
  });

  it('is not given by an open circuit whose next probe is not due', async () => {
    const scene = makeDeliveryScene([]);
    await scene.putCircuit(open(200, 5));
    expect(await scene.deliver()).toEqual({
      kind: 'deferred',
      reason: 'circuit_open',
      seconds: 9.5,
      attempts: 0,
    });
    expect([scene.calls, scene.observed]).toEqual([[], []]);
  });

  it('as a probe is one attempt with a lease, whatever the delivery may make', async () => {
    const scene = makeDeliveryScene([[status(503), 10]]);
    await scene.putCircuit(open(60));
    expect(await scene.deliver()).toMatchObject({ kind: 'failed', attempts: 1 });
    const { lease } = scene.calls[0] ?? {};
    expect(lease).toEqual({ holder: expect.stringMatching(/./), until: start + 3_000 });
    expect(scene.waits).toEqual([]);
  });

  it('cannot be had where the table is away: nothing is sent', async () => {
    const scene = makeDeliveryScene([]);
    scene.goAway();
    expect(await scene.deliver()).toEqual({ kind: 'state-unreachable' });
    expect(scene.calls).toEqual([]);
  });

  it('is not given either where only the lease cannot be written', async () => {
    const scene = makeDeliveryScene([]);
    await scene.putCircuit(open(60));
    scene.circuit.refresh(await scene.readCircuit());
    scene.goAway();
    expect(await scene.deliver()).toEqual({ kind: 'state-unreachable' });
    expect(scene.calls).toEqual([]);
  });
});

describe('an attempt that was withheld', () => {
  it('because the circuit opened asks for leave again, is no attempt and is not observed', async () => {
    const scene = makeDeliveryScene([
      [withheld('circuit'), 0],
      [delivered, 5],
    ]);
    expect(await scene.deliver()).toEqual({ kind: 'delivered', wmsOrderId: 'W-1', attempts: 1 });
    expect([scene.waits, scene.observed]).toEqual([[], [['delivered', 5]]]);
  });

  it('again and again ends, and comes back at once', async () => {
    const scene = makeDeliveryScene(Array.from({ length: 30 }, () => [withheld('circuit'), 0]));
    expect(await scene.deliver()).toEqual({
      kind: 'deferred',
      reason: 'no_time',
      seconds: 0,
      attempts: 0,
    });
    expect(scene.calls.length).toBeLessThan(10);
  });

  it('leaves all attempts that the delivery may make', async () => {
    const scene = makeDeliveryScene([
      [withheld('circuit'), 0],
      [status(500), 0],
      [withheld('circuit'), 0],
      [status(500), 0],
      [withheld('circuit'), 0],
      [status(500), 0],
      [status(500), 0],
      [status(500), 0],
    ]);
    expect(await scene.deliver()).toMatchObject({ kind: 'failed', attempts: 5 });
  });

  it('for lack of time comes back at once, with the attempts that were made', async () => {
    const scene = makeDeliveryScene([
      [status(500), 0],
      [withheld('no_time'), 0],
    ]);
    expect(await scene.deliver()).toEqual({
      kind: 'deferred',
      reason: 'no_time',
      seconds: 0,
      attempts: 1,
    });
  });

  it('because the table is away waits for the table', async () => {
    const scene = makeDeliveryScene([[withheld('state_unreachable'), 0]]);
    expect(await scene.deliver()).toEqual({ kind: 'state-unreachable' });
  });
});

describe('the circuit hears', () => {
  it.each([1, 2, 3, 5])('of a delivery with %i failed attempts once', async (attemptsMax) => {
    const scene = makeDeliveryScene([], { delivery: { attemptsMax } });
    const failing = makeDeliveryScene(
      Array.from({ length: 9 }, () => [status(503), 0]),
      { delivery: { attemptsMax } },
    );
    await Promise.all([scene.deliver(), failing.deliver()]);
    expect([scene.circuitCalls().writes, failing.circuitCalls().writes]).toEqual([0, 1]);
    expect(await failing.readCircuit()).toMatchObject({ failures: [{ order: orderKey }] });
  });

  it('nothing of a single failure that a success follows', async () => {
    const scene = makeDeliveryScene([
      [timeout, 2_000],
      [delivered, 5],
    ]);
    await scene.deliver();
    expect(scene.circuitCalls().writes).toBe(0);
  });

  it('of a failure how long to watch: 15 min past the next delivery', async () => {
    const answers = Array.from({ length: 5 }, () => [status(503), 0] as const);
    const scene = makeDeliveryScene(answers);
    await scene.deliver();
    expect(await scene.readCircuit()).toMatchObject({
      // Told at the second failure, 225 ms after the first.
      watchUntil: start + 225 + (264 + 900) * 1_000,
    });
  });

  it('of a failure how long to watch also where the WMS asks for longer', async () => {
    const scene = makeDeliveryScene([[status(503, 1_800), 0]]);
    await scene.deliver();
    expect(await scene.readCircuit()).toMatchObject({ watchUntil: start + 2_700_000 });
  });

  it.each([
    ['delivered', delivered],
    ['superseded', { kind: 'superseded', currentVersion: '2026-11-22T10:00:09Z' }],
    ['rejected', { kind: 'rejected', status: 422 }],
  ] as const)('of a WMS that answers: %s closes it', async (_, outcome) => {
    const scene = makeDeliveryScene([[outcome, 20]]);
    await scene.putCircuit(open(60));
    await scene.deliver();
    expect(scene.changes).toEqual([{ kind: 'closed', by: 'success', seconds: 60 }]);
    expect(await scene.readCircuit()).toMatchObject({ servedOrder: orderKey, failures: [] });
  });

  it('of a third order that fails with no success between, and opens', async () => {
    const scene = makeDeliveryScene(Array.from({ length: 5 }, () => [timeout, 2_000]));
    await scene.putCircuit({
      watchUntil: start + 900_000,
      failures: [failure('demo.myshopify.com/1'), failure('demo.myshopify.com/2')],
    });
    // The second failure opens it, so there is no third.
    expect(await scene.deliver()).toMatchObject({ kind: 'deferred', reason: 'circuit_open' });
    expect(scene.calls).toHaveLength(2);
    expect(scene.changes).toEqual([{ kind: 'opened', by: 'orders', orders: 3 }]);
  });

  it('or does not, and what the WMS has said stands', async () => {
    const scene = makeDeliveryScene([[delivered, 20]]);
    await scene.putCircuit(open(60));
    scene.during(1, () => scene.goAway());
    expect(await scene.deliver()).toMatchObject({ kind: 'delivered' });
  });
});
