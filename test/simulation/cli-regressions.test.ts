/** The seeds that have failed before: readable, and each with its reason. */
import { expect, it } from 'vitest';
import { parseRegressions, readRegressions } from './cli/regressions.ts';

it('the file is what it should be', () => {
  for (const { why, replay } of readRegressions()) {
    expect(why).toMatch(/^[A-Z].{15,}\.$/);
    expect(replay.naive ?? replay.mistake).toBeUndefined();
  }
  expect(Array.isArray(readRegressions())).toBe(true);
});

it('one has a reason and what is replayed', () => {
  const why = 'A lost answer was taken for a refusal.';
  expect(parseRegressions(JSON.stringify([{ why, seed: 7, only: ['a'] }]))).toEqual([
    { why, replay: { seed: 7, only: ['a'] } },
  ]);
});

it.each([
  ['no reason', [{ seed: 7 }]],
  ['an empty reason', [{ seed: 7, why: ' ' }]],
  ['no seed', [{ why: 'A lost answer was taken for a refusal.' }]],
  ['a word that nobody knows', [{ seed: 7, why: 'A lost answer was lost.', onyl: [] }]],
])('%s is refused', (_, regressions) => {
  expect(() => parseRegressions(JSON.stringify(regressions))).toThrow();
});
