/** Times as an operator types and reads them. */
import { describe, expect, it } from 'vitest';
import { parseDuration, parseInstant } from '../../cdk/bridge/time-arguments.ts';
import { fromNowText, instantText, spanText } from '../../cdk/bridge/time-text.ts';

const now = Date.parse('2026-11-22T10:00:00Z');

it.each([
  ['2h', 7_200],
  ['90m', 5_400],
  ['1h30m', 5_400],
  ['1d2h3m4s', 93_784],
  ['45s', 45],
  ['7d', 604_800],
  ['168h', 604_800],
])('%s is %i seconds', (text, seconds) => {
  expect(parseDuration(text, 7)).toEqual({ kind: 'time', millis: seconds * 1_000 });
});

it.each(['2H', '2 h', '1.5h', 'h', '2h2h', '99999h', '2h\n', '٢h', '1e3s'])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text, 7).kind).toBe('wrong');
  },
);

it.each([
  ['2026-11-22T10:00:01Z', 1],
  ['2026-11-22T11:30:00+01:00', 1_800],
  ['2026-11-22T05:00:00.500-06:00', 3_600.5],
  ['2026-11-29T10:00:00Z', 604_800],
])('%s is an instant in %d seconds', (text, seconds) => {
  expect(parseInstant(text, 7, now)).toEqual({ kind: 'time', millis: now + seconds * 1_000 });
});

describe('for people', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [1_500, '2 s'],
    [59_499, '59 s'],
    [59_500, '1 min'],
    [125_000, '2 min 5 s'],
    [7_200_000, '2 h'],
    [7_219_000, '2 h'],
    [90_061_000, '1 d 1 h'],
    [-5_000, '0 s'],
  ])('%i ms are %s', (millis, text) => {
    expect(spanText(millis)).toBe(text);
  });

  it('an instant is in UTC, and how long ago or how soon', () => {
    expect(instantText(now + 999)).toBe('2026-11-22 10:00:00 UTC');
    expect(instantText(9e15)).toBe('+275760-09-13 00:00:00 UTC');
    expect([now - 499, now - 60_000, now + 3_000].map((at) => fromNowText(at, now))).toEqual([
      'just now',
      '1 min ago',
      'in 3 s',
    ]);
  });
});
