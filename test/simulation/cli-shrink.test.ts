/** Shrinking: what is to blame stays, all else goes, within bounds. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunOne, shrink } from './cli/shrink.ts';
import type { RunOptions, SeedResult, Violation } from './contracts.ts';

const violation: Violation = { invariant: 'one effect', detail: 'two', at: 5 };
const bounds = { runsMax: 10_000, millisMax: 1_000 };
const clock = () => 0;

type Cause = {
  readonly faults: readonly string[];
  readonly parts: readonly string[];
  readonly blamedFaults: readonly string[];
  readonly blamedParts: readonly string[];
};

/** Breaks the invariant exactly if all that is to blame happens; another one where anything else does. */
const worldOf =
  ({ faults, parts, blamedFaults, blamedParts }: Cause) =>
  ({ only, without }: RunOptions): SeedResult => {
    const left = parts.filter((part) => !without?.has(part));
    const met = faults.filter((id) => only === undefined || only.has(id));
    const breaks =
      blamedFaults.every((id) => met.includes(id)) && blamedParts.every((id) => left.includes(id));
    const other = { ...violation, invariant: 'another one' };
    return {
      ...{ seed: 1, hash: '', orders: 1, events: 1, occurred: {}, story: [], planParts: parts },
      faults: met.map((id) => ({ id, kind: 'lost', at: 0 })),
      violations: breaks ? [violation] : met.length > 0 ? [other] : [],
    };
  };

const shrinkCause = (cause: Cause, limits = bounds) => {
  const world = worldOf(cause);
  let runs = 0;
  const runOne: RunOne = async (options) => {
    runs += 1;
    return world(options);
  };
  return shrink(world({}), runOne, limits, clock).then((shrunk) => ({ ...shrunk, counted: runs }));
};

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, nth) => `${prefix}/${nth}`);

const anyCause = fc
  .record({ faultCount: fc.nat({ max: 40 }), partCount: fc.nat({ max: 12 }) })
  .chain(({ faultCount, partCount }) => {
    const [faults, parts] = [names('fault', faultCount), names('part', partCount)];
    return fc.record({
      ...{ faults: fc.constant(faults), parts: fc.constant(parts) },
      blamedFaults: fc.subarray(faults, { maxLength: Math.min(4, faultCount) }),
      blamedParts: fc.subarray(parts, { maxLength: Math.min(3, partCount) }),
    });
  });

it('leaves exactly what is to blame, whatever that is', async () => {
  await fc.assert(
    fc.asyncProperty(anyCause, async (cause) => {
      const shrunk = await shrinkCause(cause);
      expect(shrunk.faults).toEqual(cause.blamedFaults);
      expect(shrunk.parts).toEqual(cause.blamedParts);
      expect(shrunk.violation).toEqual(violation);
      expect([...shrunk.parts, ...shrunk.without].sort()).toEqual([...cause.parts].sort());
      expect(shrunk.runs).toBe(shrunk.counted);
      expect(shrunk.complete).toBe(true);
    }),
    { seed: 4, numRuns: 300 },
  );
});

it('finds two of a thousand faults within a hundred runs', async () => {
  const shrunk = await shrinkCause({
    ...{ faults: names('fault', 1_000), parts: names('part', 10) },
    ...{ blamedFaults: ['fault/17', 'fault/901'], blamedParts: ['part/3'] },
  });
  expect(shrunk.faults).toEqual(['fault/17', 'fault/901']);
  expect(shrunk.before).toEqual({ faults: 1_000, parts: 10 });
  expect(shrunk.runs).toBeLessThan(100);
});

describe('a bound', () => {
  const cause = {
    ...{ faults: names('fault', 100), parts: names('part', 10) },
    ...{ blamedFaults: ['fault/17', 'fault/90'], blamedParts: [] },
  };

  it('of runs ends the search with what still fails', async () => {
    const shrunk = await shrinkCause(cause, { ...bounds, runsMax: 5 });
    expect(shrunk.complete).toBe(false);
    expect(shrunk.counted).toBe(6);
    expect(shrunk.faults).toEqual(expect.arrayContaining(cause.blamedFaults));
    expect(shrunk.faults.length).toBeLessThan(100);
  });

  it('of time does, too', async () => {
    let millis = 0;
    const world = worldOf(cause);
    const runOne: RunOne = async (options) => {
      millis += 400;
      return world(options);
    };
    const shrunk = await shrink(world({}), runOne, bounds, () => millis);
    expect(shrunk.complete).toBe(false);
    expect(shrunk.runs).toBe(4);
    expect(shrunk.violation).toEqual(violation);
  });
});

it('a failure that happens only once is no failure of a seed', async () => {
  const good: SeedResult = {
    ...{ seed: 9, hash: '', orders: 1, events: 1, occurred: {}, story: [] },
    ...{ planParts: ['part/1'], faults: [], violations: [] },
  };
  const failed = { ...good, violations: [violation] };
  await expect(shrink(failed, async () => good, bounds, clock)).rejects.toThrow(
    'seed 9 broke one effect, but not every time',
  );
});
