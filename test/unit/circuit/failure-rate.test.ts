import { describe, expect, it } from 'vitest';
import { makeFailureRate } from '../../../lib/circuit/failure-rate.ts';
import { second, settings, start } from './circuits.ts';

/** Each letter is an attempt, half a second apart: a capital one of that order fails. */
const makeSeen = () => {
  const rate = makeFailureRate(settings);
  let now = start;
  return (attempts: string, millis = 500): boolean[] =>
    [...attempts].map((order) => {
      now += millis;
      return rate({ order: order.toLowerCase(), failed: order !== order.toLowerCase() }, now);
    });
};
const last = (answers: readonly boolean[]): boolean | undefined => answers.at(-1);

describe('the share of failures in half a minute', () => {
  it('is too large with half of ten attempts, of three orders', () => {
    expect(makeSeen()('abcdeABCAB')).toEqual([...Array(9).fill(false), true]);
  });

  it.each([
    ['nine attempts', 'ABCDEFGHI'],
    ['less than half of them', 'abcdefABCDA'],
    ['two orders, however often they fail', 'ABABABABABABABABABAB'],
    ['one poison order among served ones', 'aBcBdBeBfBgBhBiB'],
  ])('is not too large with %s', (_name, attempts) => {
    expect(makeSeen()(attempts)).not.toContain(true);
  });

  it('forgets an attempt after half a minute', () => {
    const answerAfter = (millis: number) => {
      const seen = makeSeen();
      seen('ABCDEFGHI', 0);
      return last(seen('J', millis));
    };
    expect([30 * second - 1, 30 * second].map(answerAfter)).toEqual([true, false]);
  });

  it('is too large once, not again for the same attempts', () => {
    const seen = makeSeen();
    expect(last(seen('ABCDEFGHIJ'))).toBe(true);
    expect(seen('KLMNOPQRS')).not.toContain(true);
    expect(last(seen('T'))).toBe(true);
  });
});
