/** What must occur, and how often: everything that the world can do, in proportion to the seeds. */
import { describe, expect, it } from 'vitest';
import { parkClasses } from '../../lib/order/order-record.ts';
import { expectedOccurrences } from './cli/expected-occurrences.ts';
import { makeTally, tooRare } from './cli/occurrences.ts';
import { callFaults } from './engine/call-faults.ts';
import { outageKinds, services, troubles } from './world/plan-parts.ts';
import { wmsFaults } from './world/plan-rates.ts';

const { names } = expectedOccurrences;

it.each([
  ['call to AWS', callFaults.map((kind) => `fault:${kind}`)],
  ['request to the WMS', wmsFaults.map((kind) => `fault:${kind}`)],
  ['outage', outageKinds.map((kind) => `fault:outage-${kind}`)],
  ['absence of a service', services.map((service) => `fault:${service}-away`)],
  ['trouble of one order', troubles.map((trouble) => `fault:order-${trouble}`)],
  ['dead letter', parkClasses.map((parkClass) => `parked:${parkClass}`)],
])('no kind of %s may be missing from the list', (_, kinds) => {
  expect(kinds.length).toBeGreaterThan(2);
  expect(kinds.filter((kind) => !names.includes(kind))).toEqual([]);
});

it('every name is on the list once', () => {
  expect(new Set(names).size).toBe(names.length);
});

describe('a run', () => {
  const rule = { names: ['fault:a', 'fault:b'], timesMin: 20, perSeeds: 2_000, seedsMin: 1_000 };
  const rareAfter = (seeds: number, times: number) => {
    const tally = makeTally(rule);
    for (let seed = 0; seed < seeds; seed++) {
      tally.add({ 'fault:a': seed < times ? 1 : 0, 'fault:b': 1, 'fault:other': 1 });
    }
    return tooRare(tally.table()).map(({ name }) => name);
  };

  it.each([
    [2_000, 20, []],
    [2_000, 19, ['fault:a']],
    [4_000, 39, ['fault:a']],
    [1_000, 10, []],
    [1_000, 9, ['fault:a']],
    [999, 0, []],
  ])('of %i seeds with %i of them', (seeds, times, rare) => {
    expect(rareAfter(seeds, times)).toEqual(rare);
  });

  it('counts times and seeds, and shows what nobody asked for as well', () => {
    const tally = makeTally({ ...rule, seedsMin: 1 });
    tally.add({ 'fault:b': 3, 'fault:other': 1 });
    tally.add({ 'fault:b': 2 });
    expect(tally.table()).toEqual([
      { name: 'fault:a', times: 0, seeds: 0, timesMin: 0 },
      { name: 'fault:b', times: 5, seeds: 2, timesMin: 0 },
      { name: 'fault:other', times: 1, seeds: 1 },
    ]);
  });
});
