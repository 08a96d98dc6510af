/**
 * A token bucket: `burst` at once, refilled at a steady rate. Time is given by the caller.
 */
import type { Throttle } from './routes.ts';

/** Gives a function that takes one token, or says that none is left. `nowMillis` never goes back. */
export const makeTokenBucket = ({ ratePerSecond, burst }: Throttle) => {
  let tokens = burst;
  let filledAt: number | undefined;
  return (nowMillis: number): boolean => {
    const elapsedSeconds = (nowMillis - (filledAt ?? nowMillis)) / 1_000;
    filledAt = nowMillis;
    tokens = Math.min(burst, tokens + elapsedSeconds * ratePerSecond);
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
};
