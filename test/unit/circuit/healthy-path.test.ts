/** What the circuit costs while the WMS is well: nothing but the read that the batch makes anyway. */
import { expect, it } from 'vitest';
import { makeCircuitWorld } from './circuit-world.ts';
import { watched } from './circuits.ts';

const item = { id: 'circuit', ...watched({ watchUntil: 0 }), revision: 9 };

/** What a delivery asks of the circuit, from its batch to its end. */
const deliver = async (
  guard: ReturnType<ReturnType<typeof makeCircuitWorld>['environment']>,
  order: string,
): Promise<void> => {
  const standing = await guard.standing(order);
  const leave = await guard.enter(order);
  const passes = [await guard.mayPass('token'), await guard.mayPass('attempt')];
  await guard.learn({ kind: 'alive', order });
  expect([standing.kind, leave, passes]).toEqual([
    'go',
    { kind: 'go', single: false },
    [true, true],
  ]);
};

it.each([undefined, item])(
  'a batch within a second costs no read and no write of the circuit (%j)',
  async (read) => {
    const world = makeCircuitWorld();
    const guard = world.environment();
    for (let batch = 0; batch < 100; batch++) {
      guard.refresh(read);
      await Promise.all(['o1', 'o2', 'o3', 'o4'].map((order) => deliver(guard, order)));
      world.pass(batch % 2 === 0 ? 1 : 60);
    }
    expect(world.item.calls()).toEqual({ reads: 0, writes: 0 });
  },
);

it('a batch that takes its turns for longer costs one read a second, and no write', async () => {
  const world = makeCircuitWorld();
  const guard = world.environment();
  guard.refresh(item);
  for (let turn = 0; turn < 20; turn++) {
    await deliver(guard, `o${turn}`);
    world.pass(0.556);
  }
  const { reads, writes } = world.item.calls();
  expect(writes).toBe(0);
  expect(reads).toBeLessThanOrEqual(11);
});

it('single failures that a second attempt mends cost no write', async () => {
  const world = makeCircuitWorld();
  const guard = world.environment();
  for (let n = 0; n < 200; n++) {
    const order = `o${n}`;
    if (n % 5 === 0) {
      await guard.learn({ kind: 'failure', order, nextTryAt: world.now(), told: false });
    }
    await deliver(guard, order);
    world.pass(0.2);
  }
  expect(world.item.calls().writes).toBe(0);
});
