import { describe, expect, it } from 'vitest';
import { delivered, makeDeliveryScene, start, status, throttled } from './delivery-scene.ts';

const open = (age: number, nextProbeAt = 0) =>
  ({
    served: start - 1_000_000,
    watchUntil: start + 900_000,
    block: { kind: 'open', since: start - age * 1_000, nextProbeAt: start + nextProbeAt * 1_000 },
  }) as const;
const failure = (order: string) => ({ order, at: start - 1_000, served: start - 1_000_000 });

describe('a probe that fails', () => {
  it('says when it comes back, and puts the next one off', async () => {
    const scene = makeDeliveryScene([[status(503), 10]]);
    await scene.putCircuit(open(100));
    const outcome = await scene.deliver();
    expect(outcome).toMatchObject({ kind: 'failed', attempts: 1 });
    const probeSeconds = outcome.kind === 'failed' ? (outcome.probeSeconds ?? 0) : 0;
    expect(probeSeconds).toBeGreaterThanOrEqual(4.5);
    expect(await scene.readCircuit()).toMatchObject({
      block: { kind: 'open', nextProbeAt: start + 10 + 10_001 },
    });
    expect(scene.changes).toEqual([{ kind: 'probe-failed', seconds: 100 }]);
  });

  it('is a probe also where nobody can write that down', async () => {
    const scene = makeDeliveryScene([[status(503), 10]]);
    await scene.putCircuit(open(100));
    scene.during(1, () => scene.goAway());
    expect(await scene.deliver()).toMatchObject({
      kind: 'failed',
      probeSeconds: expect.any(Number),
    });
  });

  it('after a pause is a failure like any other, and may be tried again', async () => {
    const scene = makeDeliveryScene([
      [status(503), 10],
      [delivered, 10],
    ]);
    await scene.putCircuit({
      watchUntil: start + 900_000,
      block: { kind: 'paused', since: start - 30_000, nextProbeAt: start },
    });
    expect(await scene.deliver()).toMatchObject({ kind: 'delivered', attempts: 2 });
    expect(scene.changes).toEqual([{ kind: 'pause-ended', seconds: 30 }]);
  });
});

describe('429', () => {
  it('that lets a retry fit pauses everybody, and the retry goes first', async () => {
    const scene = makeDeliveryScene([
      [throttled(2), 10],
      [delivered, 10],
    ]);
    expect(await scene.deliver()).toMatchObject({ kind: 'delivered', attempts: 2 });
    expect(scene.waits).toEqual([2_000]);
    expect(scene.calls.map(({ lease }) => lease !== undefined)).toEqual([false, true]);
    expect(scene.changes.map(({ kind }) => kind)).toEqual(['paused', 'pause-ended']);
  });

  it('with a longer Retry-After defers until then, and up to 3 s more', async () => {
    const scene = makeDeliveryScene([[throttled(60), 10]]);
    expect(await scene.deliver()).toEqual({
      kind: 'deferred',
      reason: 'throttled',
      seconds: 61.5,
      attempts: 1,
    });
    expect(await scene.readCircuit()).toMatchObject({
      failures: [],
      block: { kind: 'paused', nextProbeAt: start + 10 + 60_000 },
    });
  });

  it('still makes the order wait where nobody can write the pause', async () => {
    const scene = makeDeliveryScene([[throttled(60), 10]]);
    scene.during(1, () => scene.goAway());
    expect(await scene.deliver()).toMatchObject({
      kind: 'deferred',
      reason: 'throttled',
      seconds: 60,
    });
  });
});

describe('refused credentials', () => {
  const refused = {
    kind: 'unauthorized',
    reason: 'refused',
    status: 401,
    secretVersion: 'v1',
  } as const;

  it('become a hold, and the order waits as long as in any outage', async () => {
    const scene = makeDeliveryScene([[refused, 10]], { secretVersion: 'v1' });
    expect(await scene.deliver()).toEqual({
      kind: 'deferred',
      reason: 'credentials_refused',
      seconds: 4.75,
      attempts: 1,
    });
    expect(scene.changes).toEqual([{ kind: 'held', cause: 'credentials' }]);
    expect(await scene.readCircuit()).toMatchObject({
      block: { kind: 'hold', cause: 'credentials', secretVersion: 'v1' },
    });
  });

  it('that nobody has set become a hold, too', async () => {
    const unset = { kind: 'unauthorized', reason: 'not_configured', secretVersion: 'v1' } as const;
    const scene = makeDeliveryScene([[unset, 0]]);
    expect(await scene.deliver()).toMatchObject({ reason: 'credentials_not_set', seconds: 4.75 });
    expect(scene.changes).toMatchObject([{ kind: 'held' }]);
  });

  it('are looked after by whoever has the lease, which sends nothing while they are the same', async () => {
    const scene = makeDeliveryScene([[refused, 10]], { secretVersion: 'v1' });
    await scene.deliver();
    scene.pass(5_000);
    expect(await scene.deliver()).toMatchObject({ kind: 'deferred', reason: 'circuit_hold' });
    expect(scene.calls).toHaveLength(1);
  });

  it('end the hold once there are others, and the order is the probe', async () => {
    const scene = makeDeliveryScene(
      [
        [refused, 10],
        [delivered, 10],
      ],
      { secretVersion: 'v2' },
    );
    await scene.deliver();
    scene.pass(5_000);
    expect(await scene.deliver()).toMatchObject({ kind: 'delivered', attempts: 1 });
    expect(scene.changes.map(({ kind }) => kind)).toEqual(['held', 'hold-ended', 'closed']);
  });

  it('wait for the table where the hold cannot be written', async () => {
    const scene = makeDeliveryScene([[refused, 10]]);
    scene.during(1, () => scene.goAway());
    expect(await scene.deliver()).toMatchObject({
      kind: 'deferred',
      reason: 'credentials_refused',
    });
  });
});

describe('403', () => {
  const forbidden = { kind: 'forbidden', status: 403, secretVersion: 'v1' } as const;

  it('of one order is its own trouble', async () => {
    const scene = makeDeliveryScene([[forbidden, 10]]);
    expect(await scene.deliver()).toMatchObject({
      kind: 'refused',
      class: 'forbidden',
      status: 403,
    });
    expect(scene.changes).toEqual([]);
  });

  it('of a second one with no success between is ours: a hold, and this one waits', async () => {
    const scene = makeDeliveryScene([[forbidden, 10]]);
    await scene.putCircuit({
      watchUntil: start + 900_000,
      forbidden: [failure('demo.myshopify.com/1')],
    });
    expect(await scene.deliver()).toMatchObject({ kind: 'deferred', reason: 'forbidden' });
    expect(scene.changes).toEqual([{ kind: 'held', cause: 'forbidden' }]);
  });

  it('is not parked where nobody can tell which of the two it is', async () => {
    const scene = makeDeliveryScene([[forbidden, 10]]);
    scene.during(1, () => scene.goAway());
    expect(await scene.deliver()).toEqual({ kind: 'state-unreachable' });
  });
});
