import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { circuitSchema } from '../../../lib/config/circuit-policy.ts';
import { deliverySchema } from '../../../lib/config/policy.ts';
import {
  afterFailed,
  type Chance,
  chanceOf,
  type Failed,
  limitsOf,
} from '../../../lib/delivery/counting.ts';
import type { Failing } from '../../../lib/order/order-record.ts';

const settings = { ...deliverySchema.parse({}), circuit: circuitSchema.parse({}) };
const now = Date.UTC(2026, 10, 22, 10);
const us = 'demo.myshopify.com/1';
const others = 'demo.myshopify.com/2';
const never = () => 0;
const almostOne = () => 1 - Number.EPSILON;
const failing = (given: Partial<Failing> = {}): Failing => ({
  messageId: 'm1',
  since: now,
  counted: 0,
  served: 100,
  ...given,
});
const failed = (chance: Chance, given: Partial<Failed> = {}): Failed => ({
  messageId: 'm1',
  failing: chance === 'first' ? undefined : failing(),
  chance,
  served: 200,
  ...given,
});

describe('a sign of life', () => {
  it.each<[Chance, string, Failing | undefined, number, string | undefined]>([
    ['first', 'this message has not failed yet', undefined, 200, others],
    ['signed', 'another order was served since', failing(), 101, others],
    ['unsigned', 'nobody was served since', failing(), 100, others],
    ['unsigned', 'somebody was served before', failing(), 99, others],
    ['unsigned', 'it was served itself', failing(), 101, us],
    ['unsigned', 'nobody was ever served, as after the item was lost', failing(), 101, undefined],
    ['unsigned', 'the item is missing', failing(), 0, undefined],
  ])('is %s where %s', (chance, _, known, served, servedOrder) => {
    const circuit = { served, ...(servedOrder === undefined ? {} : { servedOrder }) };
    expect(chanceOf(known, circuit, us)).toBe(chance);
  });
});

describe('a delivery', () => {
  it.each<[Chance, number]>([
    ['first', 5],
    ['signed', 5],
    ['unsigned', 1],
  ])('with the chance %s has %i attempts', (chance, attemptsMax) => {
    const known = chance === 'first' ? undefined : failing();
    expect(limitsOf(settings, known, chance, now)).toMatchObject({ attemptsMax });
  });

  it('is hidden afterwards for no longer than it said before', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Chance>('first', 'signed', 'unsigned'),
        fc.record({
          counted: fc.nat(3),
          since: fc.integer({ min: now - 86_400_000, max: now }),
        }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (chance, given, random) => {
          const known = chance === 'first' ? undefined : failing(given);
          const { spacingMaxSeconds } = limitsOf(settings, known, chance, now);
          const after = afterFailed(
            settings,
            failed(chance, { failing: known }),
            now,
            () => random,
          );
          const seconds = after.kind === 'back' ? after.seconds : 0;
          expect(seconds).toBeLessThanOrEqual(spacingMaxSeconds);
          expect(seconds).toBeGreaterThanOrEqual(spacingMaxSeconds * 0.9);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a failed delivery', () => {
  it('that is the first begins the counting and counts nothing', () => {
    expect(afterFailed(settings, failed('first'), now, never)).toEqual({
      kind: 'back',
      seconds: 5,
      failing: { messageId: 'm1', since: now, counted: 0, served: 200 },
    });
  });

  it('with a sign of life counts, and the next one needs its own', () => {
    expect(afterFailed(settings, failed('signed'), now, never)).toEqual({
      kind: 'back',
      seconds: 30,
      failing: { messageId: 'm1', since: now, counted: 1, served: 200 },
    });
  });

  it('is hidden for 30, 60, 120 and 240 s after it counted, and up to a tenth more', () => {
    const secondsOf = (random: () => number) =>
      [0, 1, 2, 3].map((counted) => {
        const next = failed('signed', { failing: failing({ counted }) });
        const after = afterFailed(settings, next, now, random);
        return after.kind === 'back' ? after.seconds : after;
      });
    expect(secondsOf(never)).toEqual([30, 60, 120, 240]);
    expect(secondsOf(almostOne)).toEqual(
      [33, 66, 132, 264].map((seconds) => expect.closeTo(seconds, 6)),
    );
  });

  it('that is the fifth to count is the last', () => {
    const fifth = failed('signed', { failing: failing({ counted: 4 }) });
    expect(afterFailed(settings, fifth, now, never)).toEqual({ kind: 'exhausted', counted: 5 });
  });

  it('without a sign of life changes nothing that is known', () => {
    const known = failing({ since: now - 60_000, counted: 3 });
    const after = afterFailed(settings, failed('unsigned', { failing: known }), now, never);
    // The very same: nothing is new, so nothing is written.
    expect(after.kind === 'back' && after.failing).toBe(known);
  });

  it.each([
    [0, 5],
    [30, 5],
    [100, 10],
    [599, 15],
    [600, 30],
    [3_600, 180],
    [86_400, 1_800],
  ])('without a sign of life for %i s is tried again after %i s, like a probe', (age, seconds) => {
    const known = failing({ since: now - age * 1_000 });
    const unsigned = failed('unsigned', { failing: known });
    const chances = [never, almostOne].map((random) => {
      const after = afterFailed(settings, unsigned, now, random);
      return after.kind === 'back' ? after.seconds : after;
    });
    expect(chances).toEqual([seconds, expect.closeTo(seconds * 0.9, 6)]);
  });

  it.each<Chance>(['first', 'signed', 'unsigned'])(
    'with the chance %s is hidden for as long as the WMS asked, if that is longer',
    (chance) => {
      const secondsFor = (retryAfterSeconds: number) => {
        const after = afterFailed(settings, failed(chance, { retryAfterSeconds }), now, never);
        return after.kind === 'back' ? after.seconds : after;
      };
      expect([secondsFor(1_800), secondsFor(1)]).toEqual([1_800, chance === 'signed' ? 30 : 5]);
    },
  );

  it.each<Chance>(['first', 'signed', 'unsigned'])(
    'that was a probe counts nothing, also with the chance %s, and waits for the next one',
    (chance) => {
      const known = chance === 'first' ? undefined : failing({ counted: 4 });
      const probe = failed(chance, { failing: known, probeSeconds: 12, retryAfterSeconds: 99 });
      const begun = { messageId: 'm1', since: now, counted: 0, served: 200 };
      expect(afterFailed(settings, probe, now, never)).toEqual({
        kind: 'back',
        seconds: 12,
        failing: known ?? begun,
      });
    },
  );
});
