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

/** How long the bucket needs until it holds this much: never more than a full one. */
export const millisUntil = (bucket: Bucket, cost: number, now: number): number => {
  const lacking = Math.min(cost, bucket.maximum) - availableAt(bucket, now);
  return lacking <= 0 ? 0 : Math.ceil((lacking / bucket.restoredPerSecond) * 1_000);
};

/** The bucket while a query is under way, until its answer says how it really is. */
export const taken = (bucket: Bucket, cost: number, now: number): Bucket => ({
  ...bucket,
  available: availableAt(bucket, now) - cost,
  at: now,
});

const availableAt = ({ available, at, maximum, restoredPerSecond }: Bucket, now: number): number =>
  Math.min(maximum, available + (Math.max(0, now - at) / 1_000) * restoredPerSecond);
