import { describe, expect, it } from 'vitest';
import { type Circuit, closedCircuit, parseCircuit } from '../../../lib/circuit/circuit.ts';
import { makeCircuitWorld } from './circuit-world.ts';
import { onHold, open, paused, watched } from './circuits.ts';

const serve = (circuit: Circuit) => ({ circuit: { ...circuit, served: circuit.served + 1 } });
const told = { kind: 'paused', seconds: 1 } as const;

describe('looking at the circuit', () => {
  it('reads it once a second', async () => {
    const world = makeCircuitWorld();
    const { look } = world.shared();
    await look();
    world.pass(1);
    await look();
    expect(world.item.calls().reads).toBe(1);
    world.pass(0.001);
    await look();
    expect(world.item.calls().reads).toBe(2);
  });

  it('reads nothing within a second of what somebody else has read', async () => {
    const world = makeCircuitWorld();
    const { look, refresh, seen } = world.shared();
    refresh({ id: 'circuit', ...open(), revision: 7 });
    expect(await look()).toEqual(open());
    expect([seen(), world.item.calls().reads]).toEqual([open(), 0]);
  });

  it('reads it again where the clock was set back', async () => {
    const world = makeCircuitWorld();
    const { look } = world.shared();
    await look();
    world.pass(-3_600);
    await look();
    expect(world.item.calls().reads).toBe(2);
  });

  it('rejects where it cannot be read, and answers again when it can', async () => {
    const world = makeCircuitWorld();
    const { look } = world.shared();
    world.setReadsAway(true);
    await expect(look()).rejects.toThrow('away');
    world.setReadsAway(false);
    expect(await look()).toEqual(closedCircuit);
  });
});

describe('an item that nobody can read', () => {
  it.each([
    undefined,
    null,
    'open',
    { revision: 3 },
    { ...open(), served: 'many', revision: 3 },
    { ...open(), block: { kind: 'ajar', since: 0, nextProbeAt: 0 }, revision: 3 },
    { ...open(), failures: [{ order: 7 }], revision: 'three' },
  ])('is a closed circuit: %j', (item) => {
    expect(parseCircuit(item)).toEqual(closedCircuit);
  });

  it.each([
    { id: 'circuit', served: 'many', revision: 3 },
    { id: 'circuit', served: 'many', revision: 'three' },
    { id: 'circuit', served: 'many' },
  ])('is replaced by the next change: %j', async (item) => {
    const world = makeCircuitWorld();
    await world.item.put(item);
    await world.shared().change(serve);
    expect(parseCircuit(await world.item.read())).toEqual({ ...closedCircuit, served: 1 });
  });

  it('is understood with parts that a newer release has added', () => {
    expect(parseCircuit({ ...onHold(), id: 'circuit', revision: 3, mood: 'new' })).toEqual(
      onHold(),
    );
    expect(parseCircuit({ ...paused(3), revision: 3 })).toEqual(paused(3));
  });
});

describe('a change', () => {
  it('is written on the revision that was read, told, and known at once', async () => {
    const world = makeCircuitWorld();
    const shared = world.shared();
    await shared.change(() => ({ circuit: watched(), change: told }));
    expect(await world.item.read()).toEqual({ id: 'circuit', ...watched(), revision: 1 });
    expect([world.told, shared.seen()]).toEqual([[told], watched()]);
  });

  it('that changes nothing writes nothing and tells nothing', async () => {
    const world = makeCircuitWorld();
    await world.shared().change((circuit) => ({ circuit, change: told }));
    expect([world.item.calls().writes, world.told]).toEqual([0, []]);
  });

  it('is decided anew on what somebody else has written meanwhile', async () => {
    const world = makeCircuitWorld();
    const [one, other] = [world.shared(), world.shared()];
    await Promise.all([one.look(), other.look()]);
    await one.change(serve);
    const seen: number[] = [];
    const after = await other.change((circuit) => {
      seen.push(circuit.served);
      return serve(circuit);
    });
    expect([seen, after.served]).toEqual([[0, 1], 2]);
  });

  it('of one environment follows the one before, and never overtakes it', async () => {
    const world = makeCircuitWorld();
    const shared = world.shared();
    await Promise.all(Array.from({ length: 8 }, () => shared.change(serve)));
    expect([shared.seen().served, world.item.calls().writes]).toEqual([8, 8]);
  });

  it('of many environments at once is lost by none of five', async () => {
    const world = makeCircuitWorld();
    const all = Array.from({ length: 5 }, () => world.shared());
    await Promise.all(all.map(({ change }) => change(serve)));
    expect(parseCircuit(await world.item.read()).served).toBe(5);
  });

  it('gives up after six tries, writes nothing, and the next one is made', async () => {
    const world = makeCircuitWorld();
    let tries = 0;
    const others = { replace: async () => 'overtaken' as const, read: world.item.read };
    const shared = world.shared({
      ...others,
      replace: (...write) => (++tries <= 6 ? others.replace() : world.item.replace(...write)),
    });
    await expect(shared.change(serve)).rejects.toThrow('changed by others 6 times');
    expect((await shared.change(serve)).served).toBe(1);
  });

  it('that fails does not keep the next one from being made', async () => {
    const world = makeCircuitWorld();
    const shared = world.shared();
    world.faults('away');
    const failed = shared.change(serve);
    const next = shared.change(serve);
    await expect(failed).rejects.toThrow('away');
    expect((await next).served).toBe(1);
  });

  it.each(['lost', 'sent-again'] as const)(
    'whose answer was %s is decided anew on itself: the same order fails no second time',
    async (fault) => {
      const world = makeCircuitWorld();
      const guard = world.environment();
      const failure = (order: string) =>
        ({ kind: 'failure', order, nextTryAt: world.now(), told: true }) as const;
      await guard.learn(failure('o1'));
      world.faults(fault);
      await guard.learn(failure('o2')).catch(() => undefined);
      const { failures, block } = await guard.learn(failure('o2'));
      expect([failures.map(({ order }) => order), block]).toEqual([['o1', 'o2'], undefined]);
    },
  );
});
