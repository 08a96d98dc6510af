/**
 * How long Shopify wants to be left alone, from a Retry-After header: its own has a fraction, `2.0`.
 */
import { parseRetryAfter } from '../../delivery/retry-after.ts';

/** Shopify asks for a second where it says nothing else; more than this is left to the next run. */
const secondsMin = 1;
const secondsMax = 600;

/** @param now - epoch milliseconds, for a header that is a date. */
export const retrySeconds = (headers: Readonly<Record<string, string>>, now: number): number => {
  const value = headers['retry-after'];
  const decimal = /^\s*\d{1,9}\.\d{1,9}\s*$/.test(value ?? '');
  const whole = decimal ? String(Math.ceil(Number(value))) : value;
  return withinBounds(parseRetryAfter(whole, now, secondsMax) ?? secondsMin);
};

export const withinBounds = (seconds: number): number =>
  Math.min(Math.max(secondsMin, seconds), secondsMax);
