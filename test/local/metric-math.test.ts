/** Metric math: what it gives, and what is refused by name. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateExpression,
  kindOf,
  type Series,
} from '../../cdk/local/monitoring/math/evaluate-expression.ts';
import type { Expression } from '../../cdk/local/monitoring/math/expression.ts';
import { parseExpression } from '../../cdk/local/monitoring/math/parse-expression.ts';

const series: Readonly<Record<string, Series>> = {
  a: [1, 2, undefined, 4],
  b: [10, undefined, undefined, 0],
  c: [-1.5, 0, 2.5, 3],
};
const ids = {
  seriesOf: (id: string) => series[id] ?? [],
  metrics: () => Object.values(series),
  periods: 4,
};

const read = (text: string): Expression => {
  const parsed = parseExpression(text);
  if (parsed.kind === 'unreadable') throw new Error(parsed.fault);
  return parsed.expression;
};
const evaluate = (text: string) => evaluateExpression(read(text), ids);

const none = undefined;

describe('metric math', () => {
  it.each([
    ['a', [1, 2, none, 4]],
    ['a + b', [11, none, none, 4]],
    ['a / b', [0.1, none, none, none]],
    ['-a * 2 + 1', [-1, -3, none, -7]],
    ['(a + 1) * 2', [4, 6, none, 10]],
    ['2 ^ 3 ^ 0 - a', [1, 0, none, -2]],
    ['a > 1', [0, 1, none, 1]],
    ['a >= 1 AND b == 0', [0, none, none, 1]],
    ['a > 1 OR c > 0 && c < 3', [0, 1, none, 1]],
    ['a != 2 || c', [1, 0, none, 1]],
    ['FILL(b, 0)', [10, 0, 0, 0]],
    ['FILL(b, c)', [10, 0, 2.5, 0]],
    ['FILL(b, REPEAT)', [10, 10, 10, 0]],
    ['FILL(a, 0) + FILL(b, 0)', [11, 2, 0, 4]],
    ['IF(a > 1, b, 7)', [7, none, none, 0]],
    ['IF(FILL(a, 0) > 1, 1)', [none, 1, none, 1]],
    ['ABS(c)', [1.5, 0, 2.5, 3]],
    ['CEIL(c)', [-1, 0, 3, 3]],
    ['FLOOR(c)', [-2, 0, 2, 3]],
    ['SUM([a, b])', [11, 2, none, 4]],
    ['MAX([a, b, c])', [10, 2, 2.5, 4]],
    ['MIN(METRICS())', [-1.5, 0, 2.5, 0]],
    ['AVG([a, b])', [5.5, 2, none, 2]],
    ['SUM(FILL(METRICS(), 1))', [9.5, 3, 4.5, 7]],
    ['c - MAX(c)', [-4.5, -3, -0.5, 0]],
    ['TIME_SERIES(SUM(a))', [7, 7, 7, 7]],
    ['1e1 * .5', [5, 5, 5, 5]],
  ])('%s is %j', (text, values) => {
    expect(evaluate(text)).toEqual(values);
  });

  it.each([
    [
      'ANOMALY_DETECTION_BAND(a, 2)',
      'ANOMALY_DETECTION_BAND() is not supported by the local stack',
    ],
    ['RATE(a)', 'RATE() is not supported by the local stack'],
    ["SEARCH('{A,b}', 'Sum')", 'SEARCH() is not supported by the local stack'],
    ['FILL(a, LINEAR)', 'LINEAR is not supported by the local stack'],
    ['NOT a', 'NOT is not supported by the local stack'],
    ['FILL(a)', 'FILL() with 1 arguments is not supported'],
    ['a +', 'unexpected end'],
    ['a b', 'unexpected b'],
    ['(a', 'expected ), got the end'],
    ['a % b', 'unexpected  % b'],
    ['SELECT AVG(x) FROM y', 'SELECT is not supported by the local stack'],
  ])('%s is refused: %s', (text, fault) => {
    expect(parseExpression(text)).toEqual({ kind: 'unreadable', fault });
  });

  it('knows what an alarm cannot look at', () => {
    expect(
      ['a + 1', 'SUM(a)', 'METRICS()', '[a, b] * 2'].map((text) => kindOf(read(text), ids)),
    ).toEqual(['series', 'scalar', 'list', 'list']);
  });

  it('computes sums, products and signs as numbers do, for any such expression', () => {
    const leaf = fc.integer({ min: 0, max: 9 }).map((value) => ({ text: `${value}`, value }));
    type Made = { readonly text: string; readonly value: number };
    const { made } = fc.letrec<{ made: Made }>((tie) => ({
      made: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc
          .tuple(tie('made'), fc.constantFrom('+', '-', '*'), tie('made'))
          .map(([left, sign, right]) => ({
            text: `(${left.text}) ${sign} (${right.text})`,
            value:
              sign === '+'
                ? left.value + right.value
                : sign === '-'
                  ? left.value - right.value
                  : left.value * right.value,
          })),
        tie('made').map(({ text, value }) => ({ text: `-(${text})`, value: -value })),
      ),
    }));
    fc.assert(
      fc.property(
        made.filter(({ text, value }) => text.length < 1_000 && Number.isSafeInteger(value)),
        ({ text, value }) => {
          expect(evaluate(`${text} + 0 * c`)[0]).toBeCloseTo(value);
        },
      ),
    );
  });
});
