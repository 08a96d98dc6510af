/**
 * The long simulation: a thousand seeds that must meet everything that can go wrong, a naive bridge that
 * must fail, and mistakes in the shipped source that must not go unnoticed.
 */
import { expect, it } from 'vitest';
import { good, runCaptured } from '../simulation/cli/captured-run.ts';

it('a thousand seeds break no promise, and meet everything often enough', async () => {
  // Others than those of every test run.
  expect(await runCaptured('--seeds', '1000', '--from', '1001')).toEqual(good);
});

it('a naive bridge fails on nine seeds of ten', async () => {
  expect(await runCaptured('--naive', '--seeds', '50')).toEqual(good);
});

/** Sixty mistakes, some of which need a hundred seeds: five minutes where nothing else runs. */
const mistakesMillisMax = 1_200_000;

it(
  'every planted mistake is caught',
  async () => {
    expect(await runCaptured('--mistakes', '--seeds', '500', '--known')).toEqual(good);
  },
  mistakesMillisMax,
);
