/**
 * Shopify's leaky bucket of points: a query is admitted if it may cost so much, and pays what it did cost.
 */
export type ThrottleStatus = {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
};

export type BucketSize = {
  readonly maximumAvailable: number;
  /** Points per second. */
  readonly restoreRate: number;
};

/** A shop on the plan Standard. */
export const standardBucket: BucketSize = { maximumAvailable: 2_000, restoreRate: 100 };
/** A query that may cost more is refused, however full the bucket is. */
export const singleQueryCostMax = 1_000;

export const makeCostBucket = (size: BucketSize, now: () => number) => {
  let { maximumAvailable, restoreRate } = size;
  let available = maximumAvailable;
  let countedAt = now();

  const refill = (): void => {
    const seconds = Math.max(0, now() - countedAt) / 1_000;
    available = Math.min(maximumAvailable, available + seconds * restoreRate);
    countedAt = now();
  };

  return {
    /** Takes the points out; false if there are not as many. */
    take: (points: number): boolean => {
      refill();
      if (points > available) return false;
      available -= points;
      return true;
    },
    /** Puts back what was taken too much. */
    giveBack: (points: number): void => {
      available = Math.min(maximumAvailable, available + points);
    },
    status: (): ThrottleStatus => {
      refill();
      return { maximumAvailable, currentlyAvailable: Math.floor(available), restoreRate };
    },
    /** Of another size, and full. */
    set: (next: BucketSize): void => {
      ({ maximumAvailable, restoreRate } = next);
      available = maximumAvailable;
      countedAt = now();
    },
    /** As if somebody else had used it up. */
    empty: (): void => {
      refill();
      available = 0;
    },
  };
};
export type CostBucket = ReturnType<typeof makeCostBucket>;
