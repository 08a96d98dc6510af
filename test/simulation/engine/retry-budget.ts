/**
 * Whether the SDK's second try happens, and after what pause: its standard retry strategy, which spends
 * tokens on tries and earns them back with successes.
 */
import { retryKind } from './service-errors.ts';

export type RetryBudget = {
  /** Nothing where the error is final. The pause is drawn below `delayMillis`. */
  readonly retry: (
    error: unknown,
  ) => { readonly delayMillis: number; readonly cost: number } | undefined;
  /** @param spent - what the call that succeeded had spent. */
  readonly succeed: (spent: number) => void;
};

/** The SDK's own figures (@smithy/core 3.41, `util-retry`), for a first retry. */
const tokensMax = 500;
const rules = {
  transient: { delayMillis: 50, cost: 14 },
  throttling: { delayMillis: 1_000, cost: 5 },
} as const;
const earned = 1;

/** One for each client of an environment. */
export const makeRetryBudget = (): RetryBudget => {
  let tokens = tokensMax;
  return {
    retry: (error) => {
      const kind = retryKind(error);
      if (kind === undefined || tokens < rules[kind].cost) return undefined;
      tokens -= rules[kind].cost;
      return rules[kind];
    },
    succeed: (spent) => {
      tokens = Math.min(tokensMax, tokens + (spent || earned));
    },
  };
};
