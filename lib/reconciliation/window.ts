/**
 * Which span of `updated_at` a run asks for: from where the last one ended, minus an overlap, to now minus
 * the grace period in which a webhook may still be on its way.
 *
 * Shopify's search lags behind its orders by an unknown time (FACTS-shopify section 5). A version that the
 * search shows within grace + overlap (7 minutes) of its `updated_at` is always seen: the first run that
 * begins later than that still asks for it. What comes later than the next run after that is not; the
 * nightly comparison finds it.
 */
import type { ReconciliationSettings } from '../config/reconciliation-policy.ts';
import { utc } from '../order/normal-order.ts';
import { instantOf } from '../order/order-record.ts';
import type { UnfinishedWindow, Watermark } from './ports.ts';

export type WindowSettings = Pick<
  ReconciliationSettings,
  'graceSeconds' | 'overlapSeconds' | 'firstHours'
>;

/** A window, and the cursor where an earlier run left it. */
export type PollWindow = Omit<UnfinishedWindow, 'after'> & { readonly after?: string };

/** An instant in UTC and in whole seconds, as Shopify's `updated_at` has it; the second has begun. */
export const secondOf = (millis: number): string =>
  utc(new Date(Math.floor(millis / 1_000) * 1_000).toISOString());

/** Before the first run of all: what is older is for a backfill. */
export const firstWatermark = (
  { firstHours }: Pick<WindowSettings, 'firstHours'>,
  now: number,
): Omit<Watermark, 'revision'> => ({
  until: secondOf(now - firstHours * 3_600_000),
  unfinished: null,
  undelivered: [],
  undeliveredUpTo: null,
  lettersUpTo: null,
});

export const windowOf = (
  { until: reached, unfinished }: Pick<Watermark, 'until' | 'unfinished'>,
  { graceSeconds, overlapSeconds }: WindowSettings,
  now: number,
): PollWindow => {
  if (unfinished !== null) return unfinished;
  const until = now - graceSeconds * 1_000;
  // A watermark in the future, from a clock that was wrong, must not make the bridge blind until then.
  const newSince = Math.min(instantOf(reached), until);
  return {
    from: secondOf(newSince - overlapSeconds * 1_000),
    until: secondOf(until),
    newSince: secondOf(newSince),
  };
};

/** Without `read_all_orders` Shopify shows orders that were created within so many days. */
export const visibleDays = 60;

export const hiddenBefore = (now: number): string => secondOf(now - visibleDays * 86_400_000);
