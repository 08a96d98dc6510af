import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliverySchema } from '../../../lib/config/policy.ts';
import type { AttemptOutcome } from '../../../lib/delivery/attempt.ts';
import { interpretAnswer } from '../../../lib/delivery/attempt.ts';
import {
  backoffMillis,
  decideNext,
  putBackSeconds,
  type Situation,
} from '../../../lib/delivery/retry-policy.ts';

const settings = deliverySchema.parse({});
const never = () => 0;
const half = () => 0.5;
const almostOne = () => 1 - Number.EPSILON;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const first: Situation = { attempts: 1, attemptsMax: 5, millisLeft: 12_000 };

describe('the backoff', () => {
  it('doubles from 200 ms before the second attempt', () => {
    const delays = [1, 2, 3, 4].map((n) => backoffMillis(settings, n, never));
    expect(delays).toEqual([200, 400, 800, 1_600]);
  });

  it('adds up to 50 ms', () => {
    expect([half, almostOne].map((random) => backoffMillis(settings, 1, random))).toEqual([
      225,
      expect.closeTo(250, 5),
    ]);
  });

  it('ends at 30 s, the chance included', () => {
    const delays = [8, 9, 30, 2_000].map((n) => backoffMillis(settings, n, almostOne));
    expect(delays).toEqual([expect.closeTo(25_650, 5), 30_000, 30_000, 30_000]);
  });

  it('lies between the formula without and with all its chance, for any attempt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), chance, (failed, random) => {
        const delay = backoffMillis(settings, failed, () => random);
        const floor = Math.min(100 * 2 ** failed, 30_000);
        expect(delay).toBeGreaterThanOrEqual(floor);
        expect(delay).toBeLessThanOrEqual(Math.min(floor + 50, 30_000));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the spacing of counted deliveries', () => {
  it('is 30, 60, 120, 240 s, and stays there', () => {
    const seconds = [1, 2, 3, 4, 5, 900].map((n) => putBackSeconds(settings, n, never));
    expect(seconds).toEqual([30, 60, 120, 240, 240, 240]);
  });

  it('adds up to a tenth', () => {
    const seconds = [1, 4].map((n) => putBackSeconds(settings, n, almostOne));
    expect(seconds).toEqual([expect.closeTo(33, 5), expect.closeTo(264, 5)]);
  });
});

describe('after one attempt', () => {
  const unavailable: AttemptOutcome = { kind: 'unavailable', cause: 'status', status: 502 };

  it.each<[string, AttemptOutcome, ReturnType<typeof decideNext>]>([
    [
      'a delivery is the end',
      { kind: 'delivered', wmsOrderId: 'W-1' },
      { kind: 'end', outcome: { kind: 'delivered', wmsOrderId: 'W-1', attempts: 1 } },
    ],
    [
      'a newer version at the WMS is the end',
      { kind: 'superseded', currentVersion: '2026-11-22T10:00:09Z' },
      { kind: 'end', outcome: { kind: 'superseded-at-wms', attempts: 1 } },
    ],
    [
      'a rejection is the end',
      { kind: 'rejected', status: 422, problem: 'Unknown SKU' },
      {
        kind: 'end',
        outcome: {
          kind: 'refused',
          class: 'rejected',
          status: 422,
          problem: 'Unknown SKU',
          attempts: 1,
        },
      },
    ],
    [
      'a forbidden order is the end',
      { kind: 'forbidden', status: 403 },
      { kind: 'end', outcome: { kind: 'refused', class: 'forbidden', status: 403, attempts: 1 } },
    ],
    [
      'refused credentials wait, and are nobody’s failure',
      { kind: 'unauthorized', reason: 'refused', status: 401 },
      {
        kind: 'end',
        outcome: { kind: 'deferred', reason: 'credentials_refused', seconds: 0, attempts: 1 },
      },
    ],
    [
      'credentials that nobody has set wait',
      { kind: 'unauthorized', reason: 'not_configured' },
      {
        kind: 'end',
        outcome: { kind: 'deferred', reason: 'credentials_not_set', seconds: 0, attempts: 1 },
      },
    ],
    [
      'an answer that is none ends the delivery at once',
      { kind: 'unusable', status: 200, fault: 'no wms_order_id in the answer' },
      {
        kind: 'end',
        outcome: {
          kind: 'failed',
          cause: 'no wms_order_id in the answer',
          status: 200,
          attempts: 1,
        },
      },
    ],
    ['an unavailable WMS is tried again', unavailable, { kind: 'retry', delayMillis: 200 }],
    [
      'a timeout is tried again',
      { kind: 'unavailable', cause: 'timeout' },
      { kind: 'retry', delayMillis: 200 },
    ],
    [
      'a broken connection is tried again',
      { kind: 'unavailable', cause: 'connection' },
      { kind: 'retry', delayMillis: 200 },
    ],
    [
      'a busy WMS is tried again',
      { kind: 'throttled', status: 429 },
      { kind: 'retry', delayMillis: 200 },
    ],
  ])('%s', (_, outcome, next) => {
    expect(decideNext(settings, outcome, first, never)).toEqual(next);
  });

  it.each([429, 500, 502, 503, 504])('status %i is tried again', (status) => {
    expect(nextAfter(status)).toBe('retry');
  });

  it('no other status is tried again', () => {
    const retried = Array.from({ length: 500 }, (_, index) => 100 + index).filter(
      (status) => nextAfter(status) === 'retry',
    );
    expect(retried).toEqual([429, 500, 502, 503, 504]);
  });

  const nextAfter = (status: number) =>
    decideNext(
      settings,
      interpretAnswer(
        { status, headers: {}, body: '' },
        { version: '2026-11-22T10:00:00Z', now: 0, retryAfterSecondsMax: 1_800 },
      ),
      first,
      never,
    ).kind;

  it.each<AttemptOutcome>([
    { kind: 'throttled', status: 429, retryAfterSeconds: 3 },
    { kind: 'unavailable', cause: 'status', status: 503, retryAfterSeconds: 3 },
  ])('a Retry-After that fits is waited for: %j', (outcome) => {
    expect(decideNext(settings, outcome, first, half)).toEqual({
      kind: 'retry',
      delayMillis: 3_000,
    });
  });

  it('a Retry-After below the backoff does not shorten it', () => {
    const outcome = { kind: 'throttled', status: 429, retryAfterSeconds: 0 } as const;
    const later = { ...first, attempts: 3 };
    expect(decideNext(settings, outcome, later, never)).toEqual({
      kind: 'retry',
      delayMillis: 800,
    });
  });

  it('a Retry-After of 429 that does not fit defers until then', () => {
    const outcome = { kind: 'throttled', status: 429, retryAfterSeconds: 60 } as const;
    expect(decideNext(settings, outcome, first, almostOne)).toEqual({
      kind: 'end',
      outcome: { kind: 'deferred', reason: 'throttled', seconds: 60, attempts: 1 },
    });
  });

  it.each([12, 1_800])('a Retry-After of 503 that does not fit, %i s, is told', (asked) => {
    const busy = { kind: 'unavailable', cause: 'status', status: 503 } as const;
    const next = decideNext(settings, { ...busy, retryAfterSeconds: asked }, first, never);
    expect(next).toEqual({
      kind: 'end',
      outcome: {
        kind: 'failed',
        cause: 'status',
        status: 503,
        retryAfterSeconds: asked,
        attempts: 1,
      },
    });
  });

  it('a retry needs time to wait and to connect, or is left to the next delivery', () => {
    const kinds = [1_200, 1_199].map(
      (millisLeft) => decideNext(settings, unavailable, { ...first, millisLeft }, never).kind,
    );
    expect(kinds).toEqual(['retry', 'end']);
  });

  it.each([2, 5, 10])('of %i attempts the last is the last', (attemptsMax) => {
    const millisLeft = 60_000;
    const nexts = [attemptsMax - 1, attemptsMax].map((attempts) =>
      decideNext(settings, unavailable, { attemptsMax, attempts, millisLeft }, never),
    );
    expect(nexts).toEqual([
      { kind: 'retry', delayMillis: Math.min(100 * 2 ** (attemptsMax - 1), 30_000) },
      {
        kind: 'end',
        outcome: { kind: 'failed', cause: 'status', status: 502, attempts: attemptsMax },
      },
    ]);
  });

  it('five times 429 defers for the backoff that would follow, and is nobody’s failure', () => {
    const outcome = { kind: 'throttled', status: 429 } as const;
    expect(decideNext(settings, outcome, { ...first, attempts: 5 }, never)).toEqual({
      kind: 'end',
      outcome: { kind: 'deferred', reason: 'throttled', seconds: 3.2, attempts: 5 },
    });
  });
});
