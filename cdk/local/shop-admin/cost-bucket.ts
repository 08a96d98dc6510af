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

/** Counts in thousandths of a point, which are whole where the clock's milliseconds are. */
const thousandths = 1_000;

export const makeCostBucket = (size: BucketSize, now: () => number) => {
  let { maximumAvailable, restoreRate } = size;
  let available = maximumAvailable * thousandths;
  let countedAt = now();

  const add = (points: number): void => {
    available = Math.min(maximumAvailable * thousandths, available + points);
  };
  const refill = (): void => {
    add(Math.max(0, now() - countedAt) * restoreRate);
    countedAt = now();
  };

  return {
    /** Takes the points out; false if there are not as many. */
    take: (points: number): boolean => {
      refill();
      if (points * thousandths > available) return false;
      available -= points * thousandths;
      return true;
    },
    /** Puts back what was taken too much. */
    giveBack: (points: number): void => add(points * thousandths),
    status: (): ThrottleStatus => {
      refill();
      const currentlyAvailable = Math.floor(available / thousandths);
      return { maximumAvailable, currentlyAvailable, restoreRate };
    },
    /** Of another size, and full. */
    set: (next: BucketSize): void => {
      ({ maximumAvailable, restoreRate } = next);
      available = maximumAvailable * thousandths;
      countedAt = now();
    },
    /** As if somebody else had used it up. */
    empty: (): void => {
      [available, countedAt] = [0, now()];
    },
  };
};
export type CostBucket = ReturnType<typeof makeCostBucket>;
