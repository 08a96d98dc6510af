import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deferSeconds, lessJitter, probeIntervalSeconds } from '../../../lib/circuit/spacing.ts';
import { deliverySchema } from '../../../lib/config/policy.ts';
import { afterFailed } from '../../../lib/delivery/counting.ts';
import { almostOne, never, rounding, settings, start } from './circuits.ts';

const day = 86_400;
const ages = fc.integer({ min: 0, max: 13 * day * 1_000 });
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const probe = (seconds: number) => probeIntervalSeconds(settings, seconds * 1_000);
const defer = (seconds: number, random = never) => deferSeconds(settings, seconds * 1_000, random);

const toHundredth = (seconds: number): number => Math.round(seconds * 100) / 100;

describe('the interval of probes', () => {
  it('is a tenth of the age between 5 and 15 s at first, then a twentieth up to 30 minutes', () => {
    const ageOf = [0, 1, 49, 50, 51, 100, 150, 151, 599.999, 600, 1_200, 36_000, day, 13 * day];
    expect(ageOf.map(probe).map(toHundredth)).toEqual([
      5, 5, 5, 5, 5.1, 10, 15, 15, 15, 30, 60, 1_800, 1_800, 1_800,
    ]);
  });

  it('is the least one where the clock was set back behind the outage', () => {
    expect(probe(-3_600)).toBe(5);
  });

  it('lies between 5 s and 30 minutes at any age, and never shrinks', () => {
    fc.assert(
      fc.property(ages, ages, (one, other) => {
        const [younger, older] = [Math.min(one, other), Math.max(one, other)];
        const interval = probeIntervalSeconds(settings, younger);
        expect(interval).toBeGreaterThanOrEqual(5);
        expect(interval).toBeLessThanOrEqual(probeIntervalSeconds(settings, older));
        expect(probeIntervalSeconds(settings, older)).toBeLessThanOrEqual(1_800);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a deferral', () => {
  it('is a twentieth of the age, between 5 s and 30 minutes', () => {
    const ageOf = [0, 99, 100, 101, 300, 600, 3_600, 36_000, 36_001, 13 * day];
    expect(ageOf.map((age) => toHundredth(defer(age)))).toEqual([
      5, 5, 5, 5.05, 15, 30, 180, 1_800, 1_800, 1_800,
    ]);
  });

  it('is less by up to a tenth, never more', () => {
    expect([0, 300, 36_000].map((age) => defer(age, almostOne))).toEqual([
      expect.closeTo(4.5, 5),
      expect.closeTo(13.5, 5),
      expect.closeTo(1_620, 5),
    ]);
  });

  it('is between nine tenths and all of the deferral without chance, at any age', () => {
    fc.assert(
      fc.property(ages, chance, (age, random) => {
        const all = deferSeconds(settings, age, never);
        const seconds = deferSeconds(settings, age, () => random);
        expect(seconds).toBeLessThanOrEqual(all);
        expect(seconds).toBeGreaterThanOrEqual(all * 0.9 - rounding);
        expect(lessJitter(settings, all, () => random)).toBe(seconds);
      }),
      { numRuns: 300 },
    );
  });
});

/** SQS hides a message for whole seconds: what is asked for, rounded up. */
const receives = (secondsAt: (age: number) => number, span: number): number => {
  let count = 0;
  for (let age = 0; age < span; age += Math.ceil(secondsAt(age))) count += 1;
  return count;
};

/** A lone order without a sign of life: tried like a probe. */
const lone = (random: () => number) => (age: number) => {
  const failing = { messageId: 'm1', since: start, counted: 0, served: start };
  const failed = { messageId: 'm1', failing, chance: 'unsigned', served: start } as const;
  const all = { ...deliverySchema.parse({}), circuit: settings };
  return afterFailed(all, failed, start + age * 1_000, random);
};
const loneSeconds = (random: () => number) => (age: number) => {
  const after = lone(random)(age);
  if (after.kind !== 'back') throw new Error('a lone order is never exhausted');
  return after.seconds;
};

describe.each([
  ['a deferred message', (random: () => number) => (age: number) => defer(age, random)],
  ['a lone order that fails', loneSeconds],
])('%s', (_name, secondsAt) => {
  it('is received at most 110 times within an hour, however chance falls', () => {
    const counts = [never, almostOne].map((random) => receives(secondsAt(random), 3_600));
    expect(Math.max(...counts)).toBeLessThanOrEqual(110);
    expect(Math.min(...counts)).toBeGreaterThan(60);
  });

  it('is received less than 1,000 times within twelve days, however chance falls', () => {
    expect(receives(secondsAt(almostOne), 12 * day)).toBeLessThan(1_000);
  });

  it('is received again within a tenth of its age and six seconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_600 }), chance, (age, random) => {
        const seconds = secondsAt(() => random)(age);
        expect(seconds).toBeLessThanOrEqual(Math.max(6, age / 10) + rounding);
      }),
      { numRuns: 300 },
    );
  });
});
