/**
 * Requests per second that the simulated WMS takes, over any second: the limit has no burst.
 */
export type RateLimit = {
  /** Whether one more request fits now; if so it is counted. */
  readonly admit: () => boolean;
  /** null switches the limit off. */
  readonly set: (perSecond: number | null) => void;
  /** Whole seconds after which a refused client may come again: the value of Retry-After. */
  readonly retryAfterSeconds: () => number;
};

/** A limit below one per second counts over the time of one request instead. */
const windowMillis = (perSecond: number): number => 1_000 / Math.min(1, perSecond);

export const makeRateLimit = (perSecond: number | null, now: () => number): RateLimit => {
  let limit = perSecond;
  let admitted: number[] = [];
  return {
    admit: () => {
      if (limit === null) return true;
      const windowAgo = now() - windowMillis(limit);
      admitted = admitted.filter((at) => at > windowAgo);
      if (admitted.length >= Math.max(1, limit)) return false;
      admitted.push(now());
      return true;
    },
    set: (next) => {
      limit = next;
    },
    retryAfterSeconds: () => Math.ceil(windowMillis(limit ?? 1) / 1_000),
  };
};
