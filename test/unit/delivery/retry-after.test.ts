import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from '../../../lib/delivery/retry-after.ts';

const now = Date.parse('1994-11-06T08:49:30Z');
const parse = (value: string | undefined) => parseRetryAfter(value, now, 1_800);

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['7', 7],
    [' 120 ', 120],
    ['1800', 1_800],
    ['1801', 1_800],
    ['9'.repeat(400), 1_800],
  ])('in seconds, %j, asks for %i s', (value, seconds) => {
    expect(parse(value)).toBe(seconds);
  });

  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 7],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 7],
    ['Sun Nov  6 08:49:37 1994', 7],
    ['Sun, 06 Nov 1994 08:49:30 GMT', 0],
    ['Sun, 06 Nov 1994 07:00:00 GMT', 0],
    ['Mon, 07 Nov 1994 08:49:30 GMT', 1_800],
  ])('as a date, %j, asks for %i s', (value, seconds) => {
    expect(parse(value)).toBe(seconds);
  });

  it('as a date a moment ahead is rounded up to a whole second', () => {
    expect(parseRetryAfter('Sun, 06 Nov 1994 08:49:37 GMT', now + 6_999, 1_800)).toBe(1);
  });

  it.each([
    undefined,
    '',
    '-5',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '120, 60',
    '2026-11-22T10:00:00Z',
    'Sun, 06 Foo 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 +0100',
  ])('that is neither, %j, is ignored', (value) => {
    expect(parse(value)).toBeUndefined();
  });

  it('never asks for less than nothing or more than the limit', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        fc.integer({ min: 0, max: 43_200 }),
        (value, secondsMax) => {
          const seconds = parseRetryAfter(value, now, secondsMax) ?? 0;
          expect(seconds).toBeGreaterThanOrEqual(0);
          expect(seconds).toBeLessThanOrEqual(secondsMax);
          expect(Number.isInteger(seconds)).toBe(true);
        },
      ),
    );
  });
});
