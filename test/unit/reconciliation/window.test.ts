/** The span of time that a run asks for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWatermark, hiddenBefore, windowOf } from '../../../lib/reconciliation/window.ts';

const settings = { graceSeconds: 120, overlapSeconds: 300, firstHours: 24 };
const now = Date.parse('2026-11-22T10:00:00.750Z');

describe('a window', () => {
  it('begins an overlap before the watermark, and ends a grace period before now', () => {
    const mark = { until: '2026-11-22T09:54:00Z', unfinished: null };
    expect(windowOf(mark, settings, now)).toEqual({
      from: '2026-11-22T09:49:00Z',
      until: '2026-11-22T09:58:00Z',
      newSince: '2026-11-22T09:54:00Z',
    });
  });

  it('that was not finished is gone on with as it was', () => {
    const unfinished = {
      from: '2026-11-22T03:00:00Z',
      until: '2026-11-22T08:00:00Z',
      newSince: '2026-11-22T03:05:00Z',
      after: 'cursor',
    };
    expect(windowOf({ until: '2026-11-22T04:00:00Z', unfinished }, settings, now)).toEqual(
      unfinished,
    );
  });

  it('of the first run reaches back for as long as it is set, and its overlap', () => {
    const first = firstWatermark(settings, now);
    expect(first).toEqual({
      until: '2026-11-21T10:00:00Z',
      unfinished: null,
      undelivered: [],
      undeliveredUpTo: null,
      lettersUpTo: null,
    });
    expect(windowOf(first, settings, now).from).toBe('2026-11-21T09:55:00Z');
  });

  it('is not blind where a wrong clock has put the watermark into the future', () => {
    const mark = { until: '2027-01-01T00:00:00Z', unfinished: null };
    expect(windowOf(mark, settings, now)).toEqual({
      from: '2026-11-22T09:53:00Z',
      until: '2026-11-22T09:58:00Z',
      newSince: '2026-11-22T09:58:00Z',
    });
  });

  it('leaves no second out between two runs, whenever they are', () => {
    const gap = fc.integer({ min: 0, max: 100_000_000 });
    fc.assert(
      fc.property(gap, fc.integer({ min: 0, max: 3_600 }), (millis, graceSeconds) => {
        const given = { ...settings, graceSeconds, overlapSeconds: 0 };
        const first = windowOf({ until: '2026-11-22T09:00:00Z', unfinished: null }, given, now);
        const second = windowOf({ ...first, unfinished: null }, given, now + millis);
        expect(Date.parse(second.from)).toBeLessThanOrEqual(Date.parse(first.until));
        expect(Date.parse(second.until)).toBeGreaterThanOrEqual(Date.parse(second.from));
      }),
    );
  });
});

it('an app without read_all_orders sees what was created in the last 60 days', () => {
  expect(hiddenBefore(now)).toBe('2026-09-23T10:00:00Z');
});
