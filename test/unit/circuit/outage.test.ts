/** What the circuit promises of an outage, measured: who waits how long, who is asked how often. */
import { describe, expect, it } from 'vitest';
import { type Outage, runOutage } from './outage-world.ts';

const day = 86_400;
/** Virtual time is quick; a busy machine is not. */
const limitMillis = 60_000;
/** After the WMS's return no order waits longer. */
const boundOf = (seconds: number): number => Math.max(60, seconds / 8);
const atOnce = (orders: number): number[] => Array.from({ length: orders }, (_, n) => n * 0.3);
/** Fifty orders a minute, also after the return. */
const busy = Array.from({ length: 270 }, (_, n) => n * 1.2);

type Run = Awaited<ReturnType<typeof runOutage>> & { readonly shareOfBound: number };

const worstOf = async (seeds: number, outageOf: (seed: number) => Outage) => {
  const runs: Run[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const outage = outageOf(seed);
    const run = await runOutage(outage);
    runs.push({ ...run, shareOfBound: run.waitSecondsMax / boundOf(outage.seconds) });
  }
  const most = (read: (run: Run) => number) => Math.max(...runs.map(read));
  return {
    undelivered: most(({ delivered }) => outageOf(1).arrivals.length - delivered),
    shareOfBound: most(({ shareOfBound }) => shareOfBound),
    receivesInAnHour: most(({ receivesInAnHourMax }) => receivesInAnHourMax),
    receives: most(({ receivesMax }) => receivesMax),
    whileAway: most(({ whileAway }) => whileAway),
  };
};

describe.each(['hang', 'refuse'] as const)('while the WMS is away (%s)', (as) => {
  it.each([3, 10, 30])(
    'each of %i orders is received at most 110 times an hour, and waits no longer than it must',
    async (orders) => {
      const arrivals = atOnce(orders);
      // From half a minute to five hours, each half as long again as the one before.
      const worst = await worstOf(16, (seed) => ({
        seed,
        seconds: 30 * 1.5 ** seed,
        arrivals,
        as,
      }));
      expect(worst.undelivered).toBe(0);
      expect(worst.shareOfBound).toBeLessThanOrEqual(1);
      expect(worst.receivesInAnHour).toBeLessThanOrEqual(110);
    },
    limitMillis,
  );

  it(
    'for five minutes with fifty orders a minute, it gets less than sixty calls',
    async () => {
      const worst = await worstOf(3, (seed) => ({ seed, seconds: 300, arrivals: busy, as }));
      expect(worst.undelivered).toBe(0);
      expect(worst.shareOfBound).toBeLessThanOrEqual(1);
      expect(worst.whileAway).toBeLessThan(60);
    },
    limitMillis,
  );

  it(
    'for twelve days, no message is received a thousand times',
    async () => {
      const seconds = 12 * day;
      const worst = await worstOf(2, (seed) => ({ seed, seconds, arrivals: atOnce(4), as }));
      expect(worst.undelivered).toBe(0);
      expect(worst.receives).toBeLessThan(1_000);
    },
    limitMillis,
  );
});

it.each([0, 1, 5, 30])(
  'a WMS that answers 429 for five minutes, with Retry-After %i, gets less than sixty calls',
  async (retryAfterSeconds) => {
    const as = { retryAfterSeconds };
    const worst = await worstOf(3, (seed) => ({ seed, seconds: 300, arrivals: busy, as }));
    expect(worst.undelivered).toBe(0);
    expect(worst.shareOfBound).toBeLessThanOrEqual(1);
    expect(worst.whileAway).toBeLessThan(60);
    expect(worst.receivesInAnHour).toBeLessThanOrEqual(110);
  },
  limitMillis,
);

it.each([3, 4, 10])(
  'one poison order among %i delays the others by at most one more probe',
  async (orders) => {
    const arrivals = atOnce(orders);
    const worst = await worstOf(16, (seed) => ({
      seed,
      seconds: 60 * 1.3 ** seed,
      arrivals,
      as: 'refuse',
      poison: true,
    }));
    expect(worst.undelivered).toBe(1);
    // An eighth of the outage, and a twentieth for the probe that the poison order took.
    expect(worst.shareOfBound).toBeLessThanOrEqual(1.4);
  },
  limitMillis,
);
