/** The state that datapoints mean: the tables of CloudWatch's documentation, and an evaluator by hand. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlarmState,
  type Datapoint,
  judge,
  type MissingData,
} from '../../cdk/local/monitoring/alarms/judge.ts';

const treatments: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const values = { '0': 0, X: 1, '-': undefined } as const;
type Sign = keyof typeof values;

const pointsOf = (signs: string): readonly Datapoint[] =>
  signs.split(' ').map((sign) => ({ value: values[sign as Sign] }));

const judgeAs = (
  datapoints: readonly Datapoint[],
  m: number,
  n: number,
  missingData: MissingData,
  current: AlarmState = 'OK',
) =>
  judge(
    datapoints,
    {
      ...{ comparison: 'GreaterThanThreshold', threshold: 0, missingData },
      ...{ evaluationPeriods: n, datapointsToAlarm: m },
    },
    current,
  );

/** What stays in its state is told by a state that no datapoints lead to. */
const row = (signs: string, m: number) =>
  treatments.map((missingData) => {
    const states = (['OK', 'ALARM'] as const).map((current) =>
      judgeAs(pointsOf(signs), m, 3, missingData, current),
    );
    return states[0] === states[1] ? states[0] : 'retained';
  });

const insufficient = 'INSUFFICIENT_DATA';

describe('an alarm', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', [insufficient, 'retained', 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', 'retained', 'ALARM', 'OK']],
    ['- - - X -', [insufficient, 'retained', 'ALARM', 'OK']],
    ['- - - - X', [insufficient, 'retained', 'ALARM', 'OK']],
  ])('on 3 of 3 datapoints %s is %j', (signs, states) => {
    expect(row(signs, 3)).toEqual(states);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', 'retained', 'ALARM', 'OK']],
    ['X X 0 0 0', ['OK', 'OK', 'OK', 'OK']],
  ])('on 2 of 3 datapoints %s is %j', (signs, states) => {
    expect(row(signs, 2)).toEqual(states);
  });

  it('stays as it is while a percentile has too few values, if it waits for them', () => {
    const points = [{ value: 0 }, { value: 9, tooFew: true }];

    expect(judgeAs(points, 1, 1, 'missing', 'OK')).toBe('OK');
    expect(judgeAs([...points, { value: 9 }], 1, 1, 'missing', 'OK')).toBe('ALARM');
  });

  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('compares by %s', (comparison, alarms) => {
    const rest = { threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 };
    const states = [4, 5, 6].map((value) =>
      judge([{ value }], { comparison, missingData: 'missing', ...rest }, 'OK'),
    );

    expect(states).toEqual(alarms.map((is) => (is ? 'ALARM' : 'OK')));
  });
});

/** Tries every way to fill what is missing, and asks whether all ways that the treatment allows agree. */
const byHand = (signs: readonly Sign[], m: number, n: number, missing: MissingData) => {
  const real = signs.filter((sign) => sign !== '-').slice(-n);
  const count = (list: readonly Sign[]) => list.filter((sign) => sign === 'X').length;
  const fillings = n - real.length;
  const filledWith = (sign: Sign): readonly Sign[] => [
    ...real,
    ...Array.from({ length: fillings }, () => sign),
  ];
  const alarmsIf = (sign: Sign): boolean => count(filledWith(sign)) >= m;
  if (missing === 'breaching') return alarmsIf('X') ? 'ALARM' : 'OK';
  if (missing === 'notBreaching' || alarmsIf('0') || fillings === 0)
    return alarmsIf('0') ? 'ALARM' : 'OK';
  if (signs.includes('0')) return 'OK';
  if (missing === 'ignore') return 'retained';
  const firstX = signs.indexOf('X');
  return firstX >= 0 && signs.length - firstX >= m ? 'ALARM' : insufficient;
};

it('is what counting by hand says, for any datapoints, M, N and treatment', () => {
  const shape = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      m: fc.integer({ min: 1, max: n }),
      signs: fc.array(fc.constantFrom<Sign>('0', 'X', '-'), { minLength: n + 2, maxLength: n + 2 }),
      missing: fc.constantFrom(...treatments),
      current: fc.constantFrom<AlarmState>('OK', 'ALARM', insufficient),
    }),
  );
  fc.assert(
    fc.property(shape, ({ n, m, signs, missing, current }) => {
      const expected = byHand(signs, m, n, missing);
      const got = judgeAs(pointsOf(signs.join(' ')), m, n, missing, current);
      expect(got).toBe(expected === 'retained' ? current : expected);
    }),
    { numRuns: 2_000 },
  );
});
