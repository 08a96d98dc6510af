/**
 * What one environment has seen of the WMS of late, in its own memory: the share of its attempts that failed.
 */
import type { CircuitSettings } from '../config/circuit-policy.ts';

/** The newest attempts that are kept: at the usual pace far more than a window has. */
const attemptsMax = 1_000;

/** Told of every attempt that says something of the WMS; answers whether too many have failed. */
export type FailureRate = (
  attempt: { readonly order: string; readonly failed: boolean },
  now: number,
) => boolean;

export const makeFailureRate = (settings: CircuitSettings): FailureRate => {
  let seen: { readonly order: string; readonly failed: boolean; readonly at: number }[] = [];
  return (attempt, now) => {
    const since = now - settings.rateWindowSeconds * 1_000;
    seen = [...seen.filter(({ at }) => at > since), { ...attempt, at: now }].slice(-attemptsMax);
    const failures = seen.filter(({ failed }) => failed);
    const tooMany =
      seen.length >= settings.rateAttemptsMin &&
      failures.length >= seen.length * settings.rateFailureShare &&
      new Set(failures.map(({ order }) => order)).size >= settings.ordersToOpen;
    // What opened the circuit once must not open it again when it has closed.
    if (tooMany) seen = [];
    return tooMany;
  };
};
