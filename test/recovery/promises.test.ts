import { describe, expect, it } from 'vitest';
import { type Figures, figuresOf } from './figures.ts';
import { promisesOf, recoverySecondsMax, requestsWhileAwayMax } from './promises.ts';
import type { OutagePlan } from './recording.ts';
import { smallRecording } from './small-recording.ts';

const recordingOf = (plan: Partial<OutagePlan>, limitPerSecond = 10) => {
  const recording = smallRecording();
  return { ...recording, limitPerSecond, plan: { ...recording.plan, ...plan } };
};
const brokenBy = (change: Partial<Figures>): readonly string[] => {
  const recording = smallRecording();
  const figures = { ...figuresOf(recording), ...change };
  return promisesOf(recording, figures).flatMap(({ what, kept }) => (kept ? [] : [what]));
};

describe('a promise', () => {
  it('is kept where all went well', () => {
    expect(brokenBy({})).toEqual([]);
  });

  const wrongs: readonly [Partial<Figures>, string][] = [
    [{ notAccepted: 1 }, 'webhooks not accepted'],
    [{ parked: 1 }, 'orders parked'],
    [{ lost: 1 }, 'orders lost'],
    [{ doubled: 1 }, 'orders doubled in effect'],
    [{ requestsWhileAway: 60 }, 'requests while the WMS was away'],
    [{ secondsToLast: 60.1 }, 'its return → last order'],
    [{ secondsToLast: null }, 'its return → last order'],
    [{ perSecondMax: 11 }, 'requests in any one second'],
  ];
  it.each(wrongs)('is broken by %j alone', (change, what) => {
    expect(brokenBy(change)).toEqual([what]);
  });

  it('is broken by an order that came after and waited long', () => {
    const { latencies } = figuresOf(smallRecording());
    const after = { ...latencies.after, max: 61_000 };
    expect(brokenBy({ latencies: { ...latencies, after } })).toEqual([
      'longest wait of an order placed after',
    ]);
  });
});

describe('the bound of a recovery', () => {
  it.each([
    ['five minutes', { outageSeconds: 300, ordersPerMinute: 50 }, 250, 60],
    ['eight minutes and more', { outageSeconds: 1_200, ordersPerMinute: 6 }, 120, 150],
    ['a tenth of everything, and two roundings', { outageSeconds: 30, divisor: 10 }, 5, 8],
  ])('of %s', (_what, plan, waiting, seconds) => {
    expect(recoverySecondsMax(recordingOf(plan), waiting)).toBe(seconds);
  });

  it('is what the limit allows where more wait than it lets through', () => {
    const flood = recordingOf({ outageSeconds: 300, ordersPerMinute: 300 });
    expect(recoverySecondsMax(flood, 1_500)).toBe(25 + 1_500 / (9 - 5));
  });

  it.each([
    [1, 60],
    [5, 60],
    [10, 85],
  ])('of %i minutes lets %i requests pass', (minutes, requests) => {
    expect(requestsWhileAwayMax(recordingOf({ outageSeconds: minutes * 60 }))).toBe(requests);
  });
});
