import { describe, expect, it } from 'vitest';
import type { Leave } from '../../../lib/circuit/guard.ts';
import { type Environment, makeCircuitWorld, openCircuit } from './circuit-world.ts';

const leaseOf = (leave: Leave) => (leave.kind === 'go' ? leave.lease : undefined);
/** The circuit is open, its first probe is due, and environments know it or not. */
const openWorld = async () => {
  const world = makeCircuitWorld();
  await openCircuit(world);
  world.pass(5);
  return world;
};
const enterAll = (environments: readonly Environment[]): Promise<Leave[]> =>
  Promise.all(environments.map((one, n) => one.enter(`order-${n}`)));

describe('while nothing stands in the way', () => {
  it('every order goes, without a lease, with all its attempts', async () => {
    const world = makeCircuitWorld();
    const leaves = await enterAll([world.environment(), world.environment()]);
    expect(leaves).toEqual(Array(2).fill({ kind: 'go', single: false }));
  });

  it('requests pass', async () => {
    const guard = makeCircuitWorld().environment();
    expect([await guard.mayPass('attempt'), await guard.mayPass('token')]).toEqual([true, true]);
  });

  it('an order that waits for its turn is stopped at the last moment', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    expect((await guard.enter('o9')).kind).toBe('go');
    await openCircuit(world);
    world.pass(1.001);
    expect(await guard.mayPass('attempt')).toBe(false);
  });

  it('an opened circuit is seen a second later at the latest', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    await guard.enter('o9');
    await openCircuit(world);
    world.pass(1);
    expect((await guard.enter('o9')).kind).toBe('go');
    world.pass(0.001);
    expect((await guard.enter('o9')).kind).toBe('wait');
  });
});

describe('when a probe is due', () => {
  it('one of many environments gets the lease, for one attempt', async () => {
    const world = await openWorld();
    const leaves = await enterAll(Array.from({ length: 6 }, world.environment));
    const going = leaves.filter(({ kind }) => kind === 'go');
    const waiting = { kind: 'wait', reason: 'probe_running', seconds: 3 };
    expect(going).toEqual([
      {
        kind: 'go',
        single: true,
        lease: { holder: expect.any(String), until: world.now() + 3_000 },
      },
    ]);
    expect(leaves.filter(({ kind }) => kind === 'wait')).toEqual(Array(5).fill(waiting));
  });

  it('one of many orders of one environment gets it', async () => {
    const world = await openWorld();
    const guard = world.environment();
    const leaves = await Promise.all(['o7', 'o8', 'o9'].map((order) => guard.enter(order)));
    expect(leaves.filter(({ kind }) => kind === 'go')).toHaveLength(1);
  });

  it('its lease ends by itself after three seconds, if its function was killed', async () => {
    const world = await openWorld();
    const [killed, next] = [world.environment(), world.environment()];
    await killed.enter('o8');
    world.pass(2.999);
    expect((await next.enter('o9')).kind).toBe('wait');
    world.pass(0.001);
    expect(leaseOf(await next.enter('o9'))).toBeDefined();
  });

  it('after a pause it goes with all its attempts: the WMS was well and busy', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    await guard.learn({ kind: 'throttled', order: 'o1', until: world.now() + 30_000 });
    world.pass(30);
    expect(await guard.enter('o9')).toMatchObject({ kind: 'go', single: false, lease: {} });
  });

  it.each(['lost', 'sent-again'] as const)(
    'a lease whose answer was %s belongs to nobody else',
    async (fault) => {
      const world = await openWorld();
      const [one, other] = [world.environment(), world.environment()];
      world.faults(fault);
      const first = await one.enter('o8').catch(() => 'the table is out of reach');
      const second = await other.enter('o9');
      expect(first).toEqual(
        fault === 'lost' ? 'the table is out of reach' : expect.objectContaining({ kind: 'go' }),
      );
      expect(second).toMatchObject({ kind: 'wait', reason: 'probe_running' });
    },
  );

  it('nobody goes where the table is out of reach', async () => {
    const world = await openWorld();
    world.setReadsAway(true);
    await expect(world.environment().enter('o9')).rejects.toThrow('away');
    await expect(world.environment().mayPass('attempt')).rejects.toThrow('away');
  });
});

describe('while a probe runs', () => {
  const probing = async () => {
    const world = await openWorld();
    const [prober, other] = [world.environment(), world.environment()];
    const lease = leaseOf(await prober.enter('o8'));
    if (!lease) throw new Error('the probe is due');
    return { world, prober, other, lease };
  };

  it('its request passes, and the token that it needs', async () => {
    const { prober, lease } = await probing();
    expect([await prober.mayPass(lease), await prober.mayPass('token')]).toEqual([true, true]);
  });

  it('no other request passes, neither of its environment nor of another', async () => {
    const { prober, other } = await probing();
    const passes = [prober.mayPass('attempt'), other.mayPass('attempt'), other.mayPass('token')];
    expect(await Promise.all(passes)).toEqual([false, false, false]);
  });

  it('nothing passes under a lease that has ended', async () => {
    const { world, prober, lease } = await probing();
    world.pass(2.999);
    expect(await prober.mayPass(lease)).toBe(true);
    world.pass(0.001);
    expect([await prober.mayPass(lease), await prober.mayPass('token')]).toEqual([false, false]);
  });

  it('everything passes once it has closed the circuit', async () => {
    const { world, prober, other, lease } = await probing();
    await prober.learn({ kind: 'alive', order: 'o8' });
    world.pass(1.001);
    expect([await prober.mayPass(lease), await other.mayPass('attempt')]).toEqual([true, true]);
    expect(await other.enter('o9')).toEqual({ kind: 'go', single: false });
  });

  it('what met it waits on as in any outage once it has failed', async () => {
    const { world, prober, other, lease } = await probing();
    const news = { kind: 'failure', order: 'o8', nextTryAt: world.now(), told: true } as const;
    await prober.learn({ ...news, lease });
    expect(await other.enter('o9')).toEqual({ kind: 'wait', reason: 'circuit_open', seconds: 5 });
  });
});
