import { describe, expect, it } from 'vitest';
import { closeByHand, holdByHand } from '../../../lib/circuit/holds.ts';
import { makeCircuitWorld } from './circuit-world.ts';
import { onHold } from './circuits.ts';

/** Refused with the version v1; the first look at the secret is due. */
const heldWorld = async () => {
  const world = makeCircuitWorld();
  await world.environment().refuse('v1');
  world.pass(5);
  return world;
};

describe('refused credentials', () => {
  it('hold everything, told once however many are refused', async () => {
    const world = makeCircuitWorld();
    const all = Array.from({ length: 5 }, world.environment);
    await Promise.all(all.map((one) => one.refuse('v1')));
    expect(world.told).toEqual([{ kind: 'held', cause: 'credentials' }]);
  });

  it('are known by their version, and by no other', async () => {
    const world = await heldWorld();
    const guard = world.environment();
    await guard.standing('o9');
    expect(['v1', 'v2', undefined].map(guard.isRefused)).toEqual([true, false, false]);
  });
});

describe('the probe of a hold', () => {
  it('looks at the secret and sends nothing while it is the same', async () => {
    const world = await heldWorld();
    const guard = world.environment();
    expect(await guard.enter('o9')).toEqual({ kind: 'wait', reason: 'circuit_hold', seconds: 5 });
    expect(await guard.mayPass('token')).toBe(false);
    expect([world.secretReads(), guard.seen().block?.kind]).toEqual([1, 'hold']);
  });

  it('is one of many: the secret is read once for each interval', async () => {
    const world = await heldWorld();
    const all = Array.from({ length: 5 }, world.environment);
    for (let seconds = 0; seconds < 60; seconds++) {
      await Promise.all(all.map((one, n) => one.enter(`order-${n}`)));
      world.pass(1);
    }
    expect(world.secretReads()).toBeGreaterThanOrEqual(10);
    expect(world.secretReads()).toBeLessThanOrEqual(12);
  });

  it.each([
    [
      'is away',
      (world: ReturnType<typeof makeCircuitWorld>) =>
        world.whileSecretIsRead(() => Promise.reject(new Error('away'))),
    ],
    ['has no version', (world: ReturnType<typeof makeCircuitWorld>) => world.setSecret(undefined)],
  ])('sends nothing where the secret %s', async (_name, spoil) => {
    const world = await heldWorld();
    spoil(world);
    expect((await world.environment().enter('o9')).kind).toBe('wait');
    expect(world.kinds()).toEqual(['held']);
  });

  it('sends one request with a new version, and its success closes the circuit', async () => {
    const world = await heldWorld();
    world.setSecret('v2');
    const [prober, other] = [world.environment(), world.environment()];
    const [leave, waits] = [await prober.enter('o8'), await other.enter('o9')];
    expect(leave).toMatchObject({ kind: 'go', single: true, lease: {} });
    expect(waits).toMatchObject({ kind: 'wait', reason: 'probe_running' });
    await prober.learn({ kind: 'alive', order: 'o8' });
    expect(world.kinds()).toEqual(['held', 'hold-ended', 'closed']);
    expect(world.told[1]).toMatchObject({ by: 'secret', cause: 'credentials' });
  });

  it('begins a new hold where the new version is refused, too', async () => {
    const world = await heldWorld();
    world.setSecret('v2');
    const guard = world.environment();
    await guard.enter('o8');
    await guard.refuse('v2');
    expect(guard.seen()).toMatchObject({ refusedSecret: 'v2', block: { secretVersion: 'v2' } });
    expect(guard.seen().probe).toBeUndefined();
    world.pass(5);
    expect((await guard.enter('o9')).kind).toBe('wait');
  });

  it('ends no hold before its end, where it has one', async () => {
    const world = makeCircuitWorld();
    await world.item.put({ ...onHold({ until: world.now() + 60_000 }), revision: 1 });
    world.pass(5);
    expect((await world.environment().enter('o9')).kind).toBe('wait');
    expect([world.secretReads(), world.kinds()]).toEqual([1, []]);
  });

  it('is the same for a hold by 403', async () => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    expect(await guard.forbid('o1', 'v1')).toBe('park');
    expect(await guard.forbid('o1', 'v1')).toBe('park');
    expect(await guard.forbid('o2', 'v1')).toBe('hold');
    world.pass(5);
    expect((await guard.enter('o9')).kind).toBe('wait');
    world.setSecret('v2');
    world.pass(5);
    expect(await guard.enter('o9')).toMatchObject({ kind: 'go', single: true });
  });
});

describe('what an operator does while a probe looks at the secret', () => {
  const byHand = { reason: 'stocktaking' };

  it('stays: a hold that he began is not ended by it', async () => {
    const world = await heldWorld();
    const { change } = world.shared();
    world.setSecret('v2');
    world.whileSecretIsRead(() =>
      change((circuit) => holdByHand(world.settings, circuit, byHand, world.now())),
    );
    expect((await world.environment().enter('o9')).kind).toBe('wait');
    expect(world.told).toMatchObject([{ kind: 'held' }, { kind: 'held', cause: 'operator' }]);
  });

  it('stays: where he closed the circuit nobody has a lease of it any more', async () => {
    const world = await heldWorld();
    const { change } = world.shared();
    world.setSecret('v2');
    world.whileSecretIsRead(() => change((circuit) => closeByHand(circuit, world.now())));
    const guard = world.environment();
    expect((await guard.enter('o9')).kind).toBe('wait');
    expect(await guard.enter('o9')).toEqual({ kind: 'go', single: false });
    expect(world.kinds()).toEqual(['held', 'hold-ended']);
  });
});

describe('a hold by an operator', () => {
  const byHand = async (until?: number) => {
    const world = makeCircuitWorld();
    const reason = { reason: 'stocktaking', ...(until === undefined ? {} : { until }) };
    await world
      .shared()
      .change((circuit) => holdByHand(world.settings, circuit, reason, world.now()));
    return world;
  };

  it('without an end goes on, and nobody looks at the secret', async () => {
    const world = await byHand();
    world.setSecret('v2');
    for (let hours = 0; hours < 48; hours++) {
      world.pass(3_600);
      expect((await world.environment().enter('o9')).kind).toBe('wait');
    }
    expect(world.secretReads()).toBe(0);
  });

  it('ends at its end, by one request that goes first', async () => {
    const world = await byHand(makeCircuitWorld().now() + 3_600_000);
    world.pass(3_599);
    expect((await world.environment().enter('o9')).kind).toBe('wait');
    world.pass(1);
    const [prober, other] = [world.environment(), world.environment()];
    expect(await prober.enter('o8')).toMatchObject({ kind: 'go', single: true, lease: {} });
    expect(await other.enter('o9')).toMatchObject({ kind: 'wait', reason: 'probe_running' });
    expect(world.told.at(-1)).toMatchObject({ kind: 'hold-ended', by: 'end-time' });
    expect(world.secretReads()).toBe(0);
  });
});
