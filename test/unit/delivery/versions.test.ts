import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Arrival,
  type AttemptFault,
  attemptFaults,
  type BatchFault,
  batchFaults,
  makeDeliveryWorld,
} from './delivery-world.ts';

type Step =
  /** The next version that has not come yet, in the order of their making. */
  | { readonly kind: 'arrive-next' }
  /** Any version, for the first time or once more. */
  | { readonly kind: 'arrive-any'; readonly pick: number }
  | { readonly kind: 'invoke'; readonly batch: BatchFault; readonly attempts: AttemptFault[] }
  | { readonly kind: 'pass'; readonly seconds: number };

const startMillis = Date.UTC(2026, 10, 22, 9);
const versionAt = (second: number): string =>
  new Date(startMillis + second * 1_000).toISOString().replace('.000Z', 'Z');

/** The life of an order: contents by version, few, so that A → B → A is frequent. */
const life = fc.array(fc.constantFrom('A', 'A', 'B', 'C'), { minLength: 1, maxLength: 5 });
const lives = fc.array(life, { minLength: 1, maxLength: 2 });

const step = (faulty: boolean): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constant({ kind: 'arrive-next' as const }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('arrive-any' as const), pick: fc.nat(100) }),
    },
    fc.record({
      kind: fc.constant('invoke' as const),
      batch: faulty
        ? fc.oneof(
            { weight: 4, arbitrary: fc.constant('none' as const) },
            { weight: 1, arbitrary: fc.constantFrom(...batchFaults) },
          )
        : fc.constant('none' as const),
      attempts: faulty
        ? fc.array(fc.constantFrom(...attemptFaults), { maxLength: 4 })
        : fc.constant<AttemptFault[]>([]),
    }),
    fc.record({ kind: fc.constant('pass' as const), seconds: fc.constantFrom(1, 35, 100, 300) }),
  );

/** @param faulty - whether attempts and batches meet faults while the steps last. */
const scenario = (faulty: boolean) =>
  fc.record({
    lives,
    perGroup: fc.constantFrom('one' as const, 'several' as const),
    steps: fc.array(step(faulty), { minLength: 4, maxLength: 30 }),
  });
type Scenario = {
  readonly lives: readonly (readonly string[])[];
  readonly perGroup: 'one' | 'several';
  readonly steps: readonly Step[];
};

const arrivalsOf = (all: Scenario['lives']): Arrival[] =>
  all.flatMap((notes, order) =>
    notes.map((note, second) => ({
      orderId: String(order + 1),
      version: versionAt(second),
      note,
    })),
  );

/** Webhooks come in any order and many times over; each at least once. */
const play = async ({ lives: given, perGroup, steps }: Scenario) => {
  const world = makeDeliveryWorld(perGroup);
  const all = arrivalsOf(given);
  const missing = new Set(all);
  for (const one of steps) {
    if (one.kind === 'pass') world.pass(one.seconds);
    else if (one.kind === 'invoke') await world.invoke(one.batch, [...one.attempts]);
    else {
      const [next] = missing;
      const arrival = one.kind === 'arrive-next' ? next : all[one.pick % all.length];
      if (arrival === undefined) continue;
      missing.delete(arrival);
      await world.arrive(arrival);
    }
  }
  for (const arrival of missing) await world.arrive(arrival);
  return { world, drained: await world.drain() };
};

const isNonDecreasing = (instants: readonly number[]): boolean =>
  instants.every((instant, index) => index === 0 || instant >= (instants[index - 1] ?? 0));

/** For two thousand lives of orders on a machine that has other work: seconds on a free one. */
const livesTimeoutMillis = 60_000;

describe('whatever comes, in whatever order, how often and in whichever batches', () => {
  it(
    'the WMS never goes back, ends in the newest content, with one effect per key',
    async () => {
      await fc.assert(
        fc.asyncProperty(scenario(true), async (given) => {
          const { world, drained } = await play(given);
          expect(drained).toBe(true);
          for (const [order, notes] of given.lives.entries()) {
            const orderId = String(order + 1);
            // Only where nobody could write down what was sent may an older version be tried, in vain.
            const tried = world.wms.seen.get(orderId) ?? [];
            expect(isNonDecreasing(tried) || world.unrecorded.has(orderId)).toBe(true);
            expect(isNonDecreasing(world.wms.applied.get(orderId) ?? [])).toBe(true);
            const { parked, waitingSince } = await world.recordOf(orderId);
            expect(waitingSince).toBeUndefined();
            if (parked === undefined) expect(world.wms.noteOf(orderId)).toBe(notes.at(-1));
            else expect(parked.version).toBe(versionAt(notes.length - 1));
          }
          expect([...world.wms.effects.values()].every((effects) => effects === 1)).toBe(true);
        }),
        { numRuns: 2_000 },
      );
    },
    livesTimeoutMillis,
  );

  it('a healthy WMS is asked once per version at most, and nothing is parked', async () => {
    await fc.assert(
      fc.asyncProperty(scenario(false), async (given) => {
        const { world } = await play(given);
        for (const [order, notes] of given.lives.entries()) {
          const orderId = String(order + 1);
          const seen = world.wms.seen.get(orderId) ?? [];
          expect(new Set(seen).size).toBe(seen.length);
          expect(world.wms.noteOf(orderId)).toBe(notes.at(-1));
        }
        expect(world.letters.bodies()).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('every refused version that nothing newer replaced lies in the dead letters', async () => {
    const world = makeDeliveryWorld('several');
    const first = { orderId: '1', version: versionAt(0), note: 'A' };
    await world.arrive(first);
    await world.invoke('parking-fails', ['rejected']);
    world.pass(100);
    await world.invoke('writes-fail', ['rejected']);
    world.pass(100);
    await world.invoke('none', ['rejected']);
    expect(world.letters.bodies()).toHaveLength(1);
    expect((await world.recordOf('1')).parked?.version).toBe(versionAt(0));
  });
});

/** Faults after which the order is a person's. */
const parking: readonly AttemptFault[] = ['rejected', 'forbidden'];

describe('two contents of one version', () => {
  it('end in the later arrival, whatever became of the earlier one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('one' as const, 'several' as const),
        fc.array(fc.constantFrom(...attemptFaults.filter((fault) => !parking.includes(fault))), {
          maxLength: 6,
        }),
        async (perGroup, faults) => {
          const world = makeDeliveryWorld(perGroup);
          const script = [...faults];
          for (const note of ['A', 'B', 'C']) {
            await world.arrive({ orderId: '1', version: versionAt(0), note });
            await world.invoke('none', script.splice(0, 2));
          }
          expect(await world.drain()).toBe(true);
          expect(world.wms.noteOf('1')).toBe('C');
        },
      ),
      { numRuns: 200 },
    );
  });
});
