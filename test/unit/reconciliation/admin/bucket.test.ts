/** Shopify's bucket: what is reserved by us is never more than Shopify would have let through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, bucketOf, reserve } from '../../../../lib/reconciliation/admin/bucket.ts';

const bucket: Bucket = { maximum: 2_000, restoredPerSecond: 100, available: 300, at: 1_000 };

describe('the bucket', () => {
  it('is what the last answer told', () => {
    const throttleStatus = { maximumAvailable: 2_000, currentlyAvailable: 300, restoreRate: 100 };

    expect(bucketOf({ requestedQueryCost: 12, throttleStatus }, 1_000)).toEqual(bucket);
  });

  it.each([
    ['can pay', 300, 1_000, 0],
    ['lacks one point', 301, 1_000, 10],
    ['lacks a part of a point', 300.5, 1_000, 5],
    ['could pay a second later', 400, 2_000, 0],
    ['filled up long ago', 2_000, 1_000_000, 0],
    ['was told of by a clock that went back', 300, 0, 0],
    ['can never pay, for which it waits until it is full', 9_000, 1_000, 17_000],
  ])('%s', (_, cost, now, millis) => {
    expect(reserve(bucket, cost, now).millis).toBe(millis);
  });

  it('lets nothing through that Shopify would have refused', () => {
    const cost = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(fc.array(cost, { minLength: 1, maxLength: 30 }), fc.nat(2_000), (costs, full) => {
        let ours: Bucket = { ...bucket, available: full, at: 0 };
        let now = 0;
        let theirs = full;
        for (const asked of costs) {
          const { bucket: next, millis } = reserve(ours, asked, now);
          ours = next;
          now += millis;
          theirs = Math.min(2_000, theirs + (millis / 1_000) * 100) - asked;
          expect(theirs).toBeGreaterThanOrEqual(-1e-6);
        }
      }),
    );
  });

  it('makes nobody wait longer than what lacks takes to come back', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 2_000 }), (available, cost) => {
        const { millis } = reserve({ ...bucket, available }, cost, bucket.at);

        expect(millis).toBeLessThan((Math.max(0, cost - available) / 100) * 1_000 + 1);
      }),
    );
  });
});
