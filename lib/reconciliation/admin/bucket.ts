/**
 * Shopify's leaky bucket for an app in a shop, as its answers tell of it: may a query be paid, and when.
 *
 * The cost that a query asks for is taken at once and what it did not need is given back, so a query
 * that the bucket cannot pay is refused, however little it would have cost in the end.
 */
import * as z from 'zod';

/** `extensions.cost` of an answer; an answer without one teaches nothing. */
export const costSchema = z.object({
  requestedQueryCost: z.number().nonnegative(),
  throttleStatus: z.object({
    maximumAvailable: z.number().positive(),
    currentlyAvailable: z.number(),
    restoreRate: z.number().positive(),
  }),
});
export type Cost = z.output<typeof costSchema>;

export type Bucket = {
  readonly maximum: number;
  readonly restoredPerSecond: number;
  readonly available: number;
  /** When it was so: epoch milliseconds. */
  readonly at: number;
};

export const bucketOf = ({ throttleStatus: told }: Cost, now: number): Bucket => ({
  maximum: told.maximumAvailable,
  restoredPerSecond: told.restoreRate,
  available: told.currentlyAvailable,
  at: now,
});

/**
 * The bucket once a query is under way, and how long that must wait for it; until an answer says how the
 * bucket really is. A query that costs more than a full one waits for a full one.
 */
export const reserve = (
  bucket: Bucket,
  cost: number,
  now: number,
): { readonly bucket: Bucket; readonly millis: number } => {
  const available = availableAt(bucket, now) - Math.min(cost, bucket.maximum);
  // What others have reserved may lie before it: then there is less than nothing.
  const millis = Math.ceil((Math.max(0, -available) / bucket.restoredPerSecond) * 1_000);
  return { bucket: { ...bucket, available, at: now }, millis };
};

const availableAt = ({ available, at, maximum, restoredPerSecond }: Bucket, now: number): number =>
  Math.min(maximum, available + (Math.max(0, now - at) / 1_000) * restoredPerSecond);
