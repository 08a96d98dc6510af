import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptFault, makeDeliveryWorld } from './delivery-world.ts';

const daySeconds = 86_400;
const version = '2026-11-22T09:00:00Z';
type World = ReturnType<typeof makeDeliveryWorld>;

const arriveAll = async (world: World, orderIds: readonly string[]) => {
  for (const orderId of orderIds) await world.arrive({ orderId, version, note: 'A' });
};
const parkedClassOf = async (world: World, orderId: string) =>
  (await world.recordOf(orderId)).parked?.class;
const failing = async (world: World, orderId: string) => (await world.recordOf(orderId)).failing;

/** So many rounds: somebody else's order is served while all that waits is hidden, then that is tried. */
const serveOthers = async (
  world: World,
  rounds: number,
  faultOf: (id: string) => AttemptFault,
  seconds = 270,
) => {
  for (let round = 0; round < rounds; round++) {
    served += 1;
    await world.arrive({ orderId: String(served), version, note: 'A' });
    await world.invoke('none', faultOf);
    world.pass(seconds);
    await world.invoke('none', faultOf);
  }
};
let served = 1_000;
const poisonIs =
  (orderId: string) =>
  (id: string): AttemptFault =>
    id === orderId ? 'unavailable' : 'none';

describe('an outage', () => {
  const faults = ['unavailable', 'throttled', 'unauthorized', 'accepted-then-lost'] as const;

  it('parks nothing, whatever it consists of and however long it lasts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(
          fc.record({
            fault: fc.constantFrom(...faults),
            seconds: fc.constantFrom(1, 5, 30, 300, 3_600, daySeconds / 2),
          }),
          { minLength: 1, maxLength: 40 },
        ),
        async (orders, rounds) => {
          const world = makeDeliveryWorld('one');
          const orderIds = Array.from({ length: orders }, (_, n) => String(n + 1));
          await arriveAll(world, orderIds);
          let lasted = 0;
          for (const { fault, seconds } of rounds) {
            lasted += seconds;
            if (lasted > 11 * daySeconds) break;
            world.pass(seconds);
            await world.invoke('none', () => fault);
          }
          expect(world.letters.bodies()).toEqual([]);
          expect(await world.drain()).toBe(true);
          expect(world.letters.bodies()).toEqual([]);
          expect(orderIds.map((id) => world.wms.noteOf(id))).toEqual(orderIds.map(() => 'A'));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('of more than twelve days parks what waited so long, as expired', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1']);
    await world.invoke('none', () => 'unavailable');
    world.pass(12 * daySeconds);
    await world.invoke('none', () => 'unavailable');
    expect(await parkedClassOf(world, '1')).toBe('expired');
    expect(world.queue.bodies()).toEqual([]);
  });

  it('ends for everybody with the first order that is served', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1', '2', '3', '4']);
    await world.invoke('none', () => 'unavailable');
    expect((await world.item.read()) as object).toMatchObject({ block: { kind: 'open' } });
    world.pass(60);
    await world.invoke('none', []);
    world.pass(10);
    await world.invoke('none', []);
    expect(world.queue.bodies()).toEqual([]);
    expect(await world.item.read()).not.toHaveProperty('block');
  });
});

describe('an order that fails while others are served', () => {
  it('is parked as exhausted after five counted deliveries, each with a sign of life', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1']);
    await world.invoke('none', poisonIs('1'));
    const counted = [(await failing(world, '1'))?.counted];
    for (let round = 0; round < 5; round++) {
      await serveOthers(world, 1, poisonIs('1'));
      counted.push((await failing(world, '1'))?.counted);
    }
    // The first failure only begins the counting: nobody had been served since.
    expect(counted).toEqual([0, 1, 2, 3, 4, undefined]);
    expect(await parkedClassOf(world, '1')).toBe('exhausted');
    const [letter = '{}'] = world.letters.bodies();
    expect(JSON.parse(letter).letter).toMatchObject({ deliveries: 5, status: 503 });
  });

  it('is never parked where it is alone', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1']);
    for (let round = 0; round < 200; round++) {
      world.pass(1_800);
      await world.invoke('none', () => 'unavailable');
    }
    expect([await parkedClassOf(world, '1'), (await failing(world, '1'))?.counted]).toEqual([
      undefined,
      0,
    ]);
    await serveOthers(world, 5, poisonIs('1'), 1_800);
    expect(await parkedClassOf(world, '1')).toBe('exhausted');
  });

  it('has its sign of life from whoever is served before its next try, however late that is', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1']);
    for (let round = 0; round < 50; round++) {
      await world.invoke('none', () => 'unavailable');
      world.pass(1_800);
    }
    await world.invoke('none', () => 'unavailable');
    world.pass(1_200);
    await serveOthers(world, 1, poisonIs('1'), 600);
    expect((await failing(world, '1'))?.counted).toBe(1);
  });

  it('counts nothing while nobody else is served in between', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1']);
    await world.invoke('none', poisonIs('1'));
    await serveOthers(world, 1, poisonIs('1'));
    expect((await failing(world, '1'))?.counted).toBe(1);
    for (let round = 0; round < 20; round++) {
      world.pass(300);
      await world.invoke('none', () => 'unavailable');
    }
    expect((await failing(world, '1'))?.counted).toBe(1);
  });

  it('begins anew with a newer version', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1']);
    await world.invoke('none', poisonIs('1'));
    await serveOthers(world, 3, poisonIs('1'));
    expect((await failing(world, '1'))?.counted).toBe(3);
    await world.arrive({ orderId: '1', version: '2026-11-22T09:00:05Z', note: 'B' });
    world.pass(270);
    await world.invoke('none', []);
    world.pass(1);
    await world.invoke('none', []);
    expect([world.wms.noteOf('1'), await failing(world, '1')]).toEqual(['B', undefined]);
  });
});

describe('an order that is answered 403', () => {
  it('is parked, it alone, while others are served', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1', '2']);
    await world.invoke('none', (id) => (id === '1' ? 'forbidden' : 'none'));
    await serveOthers(world, 3, () => 'none');
    expect([await parkedClassOf(world, '1'), world.letters.bodies().length]).toEqual([
      'forbidden',
      1,
    ]);
    expect(world.queue.bodies()).toEqual([]);
  });

  it('with another one and no success between holds all, until the secret has changed', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1', '2', '3']);
    await world.invoke('none', () => 'forbidden');
    expect(world.letters.bodies()).toHaveLength(1);
    for (let round = 0; round < 50; round++) {
      world.pass(600);
      await world.invoke('none', () => 'forbidden');
    }
    expect([world.letters.bodies().length, world.queue.bodies().length]).toEqual([1, 2]);
    expect(await world.drain()).toBe(true);
    expect(['2', '3'].map((id) => world.wms.noteOf(id))).toEqual(['A', 'A']);
    expect(world.letters.bodies()).toHaveLength(1);
  });
});

describe('refused credentials', () => {
  it('are sent once, and never again until the secret has changed', async () => {
    const world = makeDeliveryWorld('one');
    let attempts = 0;
    const refuse = (): AttemptFault => {
      attempts += 1;
      return 'unauthorized';
    };
    await arriveAll(world, ['1']);
    await world.invoke('none', refuse);
    await arriveAll(world, ['2', '3']);
    for (let round = 0; round < 100; round++) {
      await world.invoke('none', refuse);
      world.pass(1_800);
    }
    expect(attempts).toBe(1);
    expect([world.letters.bodies(), world.queue.bodies().length]).toEqual([[], 3]);
    expect(await world.drain()).toBe(true);
  });
});

describe('an order that ends the process', () => {
  it('is parked as poison after ten deliveries that began, and takes no other with it', async () => {
    const world = makeDeliveryWorld('one');
    await arriveAll(world, ['1', '2', '3', '4']);
    const kills = (id: string): AttemptFault => (id === '1' ? 'killed-before' : 'none');
    const notes: unknown[] = [];
    for (let round = 1; round <= 14; round++) {
      expect(await parkedClassOf(world, '1')).toBeUndefined();
      world.pass(100);
      await world.invoke('none', kills);
      notes.push(world.wms.noteOf('4'));
    }
    // Three receives before it is suspected, ten deliveries that began, and the one that parks it.
    expect(await parkedClassOf(world, '1')).toBe('poison');
    // After two that were written down as begun all four are suspected, and come one by one; after the
    // third, which only the killer had, it comes last. Each round takes the visibility's 90 s at most.
    expect(notes.indexOf('A')).toBe(6);
  });
});
