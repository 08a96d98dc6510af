/** Whole runs: the same again for the same seed, good for our bridge, and not for a naive one. */
import { describe, expect, it } from 'vitest';
import type { SeedResult } from './contracts.ts';
import { runSeed } from './run-seed.ts';
import { drawPlan } from './world/plan.ts';

const millisMax = 120_000;
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** One with an outage and faults by chance, of which there must be plenty. */
const eventful = seeds(100).find((seed) => {
  const { parts, rates, shape } = drawPlan(seed);
  const fits = shape.name === 'five-a-minute' && Object.keys(rates.aws).length > 3;
  return fits && parts.some(({ kind }) => kind === 'outage');
});
if (eventful === undefined) throw new Error('no seed up to a hundred is eventful');

describe('a run', () => {
  it(
    'is the same for the same seed, event by event',
    async () => {
      const [one, two] = [await runSeed(eventful), await runSeed(eventful)];

      expect(one.faults.length).toBeGreaterThan(5);
      expect(two).toEqual(one);
      expect((await runSeed(eventful + 1)).hash).not.toBe(one.hash);
    },
    millisMax,
  );

  it(
    'without its faults and parts has none of them, and its orders as before',
    async () => {
      const { planParts, orders } = await runSeed(eventful);
      const without = new Set(planParts.filter((name) => !name.startsWith('order/')));
      const quiet = await runSeed(eventful, { only: new Set(), without });

      expect(quiet.violations).toEqual([]);
      expect(quiet.faults).toEqual([]);
      expect(quiet.orders).toBe(orders);
      expect(Object.keys(quiet.occurred).filter((name) => /^(fault|circuit):/.test(name))).toEqual(
        [],
      );
    },
    millisMax,
  );

  it(
    'without an order is about the others only',
    async () => {
      const { planParts, orders } = await runSeed(eventful);
      const without = new Set(planParts.filter((name) => name === 'order/1'));

      expect((await runSeed(eventful, { without })).orders).toBe(orders - 1);
    },
    millisMax,
  );
});

describe('the control arm', () => {
  it(
    'breaks an invariant on nine seeds of ten',
    async () => {
      const results: SeedResult[] = [];
      for (const seed of seeds(60)) results.push(await runSeed(seed, { naive: true }));
      const failed = results.filter(({ violations }) => violations.length > 0);

      expect(failed.length).toBeGreaterThanOrEqual(54);
    },
    millisMax,
  );
});
