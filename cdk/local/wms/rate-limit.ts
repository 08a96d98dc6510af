/**
 * Requests per second that the simulated WMS takes, over any second: the limit has no burst.
 */
export type RateLimit = {
  /** Whether one more request fits now; if so it is counted. */
  readonly admit: () => boolean;
  /** null switches the limit off. */
  readonly set: (perSecond: number | null) => void;
};

export const makeRateLimit = (perSecond: number | null, now: () => number): RateLimit => {
  let limit = perSecond;
  let admitted: number[] = [];
  return {
    admit: () => {
      if (limit === null) return true;
      const secondAgo = now() - 1_000;
      admitted = admitted.filter((at) => at > secondAgo);
      if (admitted.length >= limit) return false;
      admitted.push(now());
      return true;
    },
    set: (next) => {
      limit = next;
    },
  };
};
