/** Repairs in a world in which everything fails: a WMS that loses orders ends with what Shopify has. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairGeneration } from '../../../lib/reconciliation/send-repair.ts';
import {
  type Arrival,
  type AttemptFault,
  attemptFaults,
  type BatchFault,
  batchFaults,
  makeDeliveryWorld,
} from './delivery-world.ts';

type Step =
  /** Shopify makes the next version, and its webhook comes. */
  | { readonly kind: 'change' }
  /** The webhook of some version comes once more. */
  | { readonly kind: 'again'; readonly pick: number }
  /** The WMS loses the order. */
  | { readonly kind: 'forget' }
  /** Somebody sees that, and has the order sent; twice where two see it at once. */
  | { readonly kind: 'repair'; readonly copies: number }
  | { readonly kind: 'invoke'; readonly batch: BatchFault; readonly attempts: AttemptFault[] }
  | { readonly kind: 'pass'; readonly seconds: number };

const orderId = '1';
const startMillis = Date.UTC(2026, 10, 22, 9);
const versionAt = (second: number): string =>
  new Date(startMillis + second * 1_000).toISOString().replace('.000Z', 'Z');

const stepOf = (faulty: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant({ kind: 'change' as const }) },
    fc.record({ kind: fc.constant('again' as const), pick: fc.nat(9) }),
    fc.constant({ kind: 'forget' as const }),
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('repair' as const),
        copies: fc.integer({ min: 1, max: 2 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('invoke' as const),
        batch: faulty ? fc.constantFrom('none', 'none', ...batchFaults) : fc.constant('none'),
        attempts: faulty
          ? fc.array(fc.constantFrom(...attemptFaults), { maxLength: 4 })
          : fc.constant<AttemptFault[]>([]),
      }),
    },
    fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 35, 100, 300) }),
  );
type History = {
  readonly notes: readonly string[];
  readonly perGroup: 'one' | 'several';
  readonly steps: readonly Step[];
};
const historyOf = (faulty: boolean): fc.Arbitrary<History> =>
  fc.record({
    notes: fc.array(fc.constantFrom('A', 'A', 'B'), { minLength: 1, maxLength: 4 }),
    perGroup: fc.constantFrom('one' as const, 'several' as const),
    steps: fc.array(stepOf(faulty), { maxLength: 25 }),
  });

const play = async ({ notes, perGroup, steps }: History) => {
  const world = makeDeliveryWorld(perGroup);
  const versions = notes.map((note, nth): Arrival => ({ orderId, version: versionAt(nth), note }));
  const made: Arrival[] = [];
  let isForgotten = false;
  let isDoubtful = false;
  let repairs = 0;
  const change = async () => {
    const next = versions[made.length];
    if (next === undefined) return;
    made.push(next);
    await world.arrive(next);
  };
  const again = async (pick: number) => {
    const one = made[pick % made.length];
    if (one !== undefined) await world.arrive(one);
  };
  const repair = async (copies: number) => {
    const newest = made.at(-1);
    if (newest === undefined) return;
    const generation = repairGeneration(newest.version, await world.recordOf(orderId));
    for (let copy = 0; copy < copies; copy++) await world.arrive({ ...newest, generation });
    repairs += 1;
    isForgotten = false;
  };
  await change();
  for (const step of steps) {
    if (step.kind === 'change') await change();
    else if (step.kind === 'again') await again(step.pick);
    else if (step.kind === 'repair') await repair(step.copies);
    else if (step.kind === 'invoke') await world.invoke(step.batch, [...step.attempts]);
    else if (step.kind === 'pass') world.pass(step.seconds);
    else {
      world.wms.forget(orderId);
      isForgotten = true;
      // Its newest key may have been used by a delivery that nobody has recorded yet.
      isDoubtful ||= world.queue.bodies().length > 0;
    }
  }
  return { world, newest: made.at(-1), repairs, isForgotten, isDoubtful, repair };
};

const isNonDecreasing = (instants: readonly number[]): boolean =>
  instants.every((instant, index) => index === 0 || instant >= (instants[index - 1] ?? 0));

const livesTimeoutMillis = 60_000;

describe('a WMS that loses orders, whatever else fails', () => {
  it(
    'ends with what Shopify has, once somebody has repaired it, and never goes back',
    async () => {
      const property = fc.asyncProperty(historyOf(true), async (history) => {
        const { world, newest, isForgotten, isDoubtful, repair } = await play(history);
        if (isDoubtful) expect(await world.drain()).toBe(true);
        if (isForgotten || isDoubtful) await repair(1);
        expect(await world.drain()).toBe(true);
        expect(isNonDecreasing(world.wms.applied.get(orderId) ?? [])).toBe(true);
        const { parked, waitingSince, decided } = await world.recordOf(orderId);
        expect(waitingSince).toBeUndefined();
        if (parked === undefined) expect(world.wms.noteOf(orderId)).toBe(newest?.note);
        if (parked === undefined) expect(decided?.version).toBe(newest?.version);
      });
      await fc.assert(property, { numRuns: 2_000 });
    },
    livesTimeoutMillis,
  );

  it('is asked once for each version and each repair where nothing else fails, and has the newest', async () => {
    const property = fc.asyncProperty(historyOf(false), async (history) => {
      const { world, repairs, newest, isForgotten } = await play(history);
      expect(await world.drain()).toBe(true);
      if (!isForgotten) expect(world.wms.noteOf(orderId)).toBe(newest?.note);
      const asked = world.wms.keys;
      expect(new Set(asked).size).toBe(asked.length);
      expect(asked.length).toBeLessThanOrEqual(history.notes.length + repairs);
      expect(world.letters.bodies()).toEqual([]);
    });
    await fc.assert(property, { numRuns: 2_000 });
  });

  it('is given the order back under a new key, and once, however many see that it is lost', async () => {
    const world = makeDeliveryWorld('one');
    const order = { orderId, version: versionAt(0), note: 'A' };
    await world.arrive(order);
    await world.invoke('none', []);
    world.wms.forget(orderId);
    const generation = repairGeneration(order.version, await world.recordOf(orderId));
    await world.arrive({ ...order, generation });
    await world.arrive({ ...order, generation });
    expect(await world.drain()).toBe(true);
    expect(world.wms.noteOf(orderId)).toBe('A');
    expect(world.wms.keys.map((key) => key.slice(-2))).toEqual(['g0', 'g1']);
  });

  it('is given it once where the function is killed between the answer and the record', async () => {
    const world = makeDeliveryWorld('one');
    const order = { orderId, version: versionAt(0), note: 'A' };
    await world.arrive(order);
    await world.invoke('none', []);
    await world.arrive({ ...order, generation: 1 });
    await world.invoke('none', ['killed-after']);
    expect(await world.drain()).toBe(true);
    expect(world.wms.keys.map((key) => key.slice(-2))).toEqual(['g0', 'g1', 'g1']);
    expect((await world.recordOf(orderId)).decided?.generation).toBe(1);
  });
});
