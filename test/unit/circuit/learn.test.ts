import { describe, expect, it } from 'vitest';
import type { News } from '../../../lib/circuit/learn.ts';
import { makeCircuitWorld, openCircuit } from './circuit-world.ts';
import { start } from './circuits.ts';

const alive = (order = 'o9'): News => ({ kind: 'alive', order });
const failure = (order: string, told = true, nextTryAt = start): News => ({
  kind: 'failure',
  order,
  told,
  nextTryAt,
});
/** Changes of the item since the last time this was asked. */
const makeChangesSince = ({ item }: ReturnType<typeof makeCircuitWorld>) => {
  let before = 0;
  return async (): Promise<number> => {
    const read = await item.read();
    const revision = read && typeof read === 'object' && 'revision' in read ? read.revision : 0;
    const since = Number(revision) - before;
    before = Number(revision);
    return since;
  };
};

describe('a success', () => {
  it('is not written while nobody watches', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    for (let n = 0; n < 50; n++) await guard.learn(alive(`o${n}`));
    expect(world.item.calls()).toEqual({ reads: 0, writes: 0 });
  });

  it('is written at most once a second by an environment while somebody watches', async () => {
    const world = makeCircuitWorld();
    const changes = makeChangesSince(world);
    const [one, other] = [world.environment(), world.environment()];
    await one.learn(failure('o1'));
    await other.standing('o9');
    expect(await changes()).toBe(1);
    for (let n = 0; n < 10; n++) {
      await one.learn(alive());
      world.pass(0.1);
    }
    expect(await changes()).toBe(1);
    await other.learn(alive());
    await one.learn(alive());
    await one.learn(alive());
    expect(await changes()).toBe(2);
  });

  it('is not written any more once the watch has lapsed', async () => {
    const world = makeCircuitWorld();
    const changes = makeChangesSince(world);
    const guard = world.environment();
    await guard.learn(failure('o1', true, world.now()));
    world.pass(15 * 60);
    await guard.learn(alive());
    expect(await changes()).toBe(2);
    world.pass(2);
    await guard.learn(alive());
    expect(await changes()).toBe(0);
  });

  it('is always written where something stands in the way', async () => {
    const world = makeCircuitWorld();
    await openCircuit(world);
    const guard = world.environment();
    await guard.standing('o9');
    await guard.learn(alive());
    expect([guard.seen().block, world.kinds()]).toEqual([undefined, ['opened', 'closed']]);
  });

  it('that could not be written is nobody failure: the next one is', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    await guard.learn(failure('o1'));
    world.faults('away');
    await expect(guard.learn(alive())).rejects.toThrow('away');
    world.pass(1);
    expect((await guard.learn(alive())).failures).toEqual([]);
  });
});

describe('a failure', () => {
  it('that is not told writes nothing', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    await guard.learn(failure('o1', false));
    expect(world.item.calls()).toEqual({ reads: 0, writes: 0 });
  });

  it('that is told is entered for its order, and begins a watch past its next try', async () => {
    const world = makeCircuitWorld();
    const nextTryAt = world.now() + 30_000;
    const { failures, watchUntil } = await world
      .environment()
      .learn(failure('o1', true, nextTryAt));
    expect(failures).toEqual([{ order: 'o1', at: world.now(), served: world.now() }]);
    expect(watchUntil).toBe(nextTryAt + 900_000);
  });

  it('of a third order opens the circuit, whichever environment saw it, and is told once', async () => {
    const world = makeCircuitWorld();
    for (const order of ['o1', 'o1', 'o2', 'o3', 'o4']) {
      await world.environment().learn(failure(order));
    }
    expect(world.told).toEqual([{ kind: 'opened', by: 'orders', orders: 3 }]);
  });

  it('among ten attempts of one environment, half of them failed, opens it without being told', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    const attempts = ['o1', 'o2', 'o3', 'o1', 'o2'];
    for (const order of attempts) {
      await guard.learn(alive());
      await guard.learn(failure(order, false));
    }
    expect(world.told).toMatchObject([{ kind: 'opened', by: 'rate' }]);
    expect(world.item.calls().writes).toBe(1);
  });
});

describe('a request to wait', () => {
  it('is written for everybody, once', async () => {
    const world = makeCircuitWorld();
    const [one, other] = [world.environment(), world.environment()];
    const until = world.now() + 30_000;
    await one.learn({ kind: 'throttled', order: 'o1', until });
    await other.learn({ kind: 'throttled', order: 'o2', until });
    expect(world.told).toEqual([{ kind: 'paused', seconds: 30 }]);
    expect((await other.standing('o3')).kind).toBe('wait');
  });
});

describe('the failure of a probe', () => {
  it('ends its lease where it still has it', async () => {
    const world = makeCircuitWorld();
    await openCircuit(world);
    world.pass(5);
    const guard = world.environment();
    const leave = await guard.enter('o9');
    if (leave.kind !== 'go' || !leave.lease) throw new Error('the probe is due');
    const circuit = await guard.learn({ ...failure('o9', false), lease: leave.lease });
    expect(circuit.probe).toBeUndefined();
    expect(circuit.block?.nextProbeAt).toBe(world.now() + 5_000);
    expect(world.kinds()).toEqual(['opened', 'probe-failed']);
  });

  it('that comes too late does not end the lease of the next one', async () => {
    const world = makeCircuitWorld();
    await openCircuit(world);
    world.pass(5);
    const [slow, next] = [world.environment(), world.environment()];
    const leave = await slow.enter('o9');
    if (leave.kind !== 'go' || !leave.lease) throw new Error('the probe is due');
    world.pass(3);
    const after = await next.enter('o8');
    if (after.kind !== 'go') throw new Error('the lease has ended');
    await slow.learn({ ...failure('o9'), lease: leave.lease });
    expect((await slow.standing('o7')).kind).toBe('wait');
    expect(slow.seen().probe).toEqual(after.lease);
  });
});
