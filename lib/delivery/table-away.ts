/**
 * How long the table has been out of reach, as one environment sees it: nothing can be written down then,
 * so the environment itself remembers.
 */
import type { DeliverySettings } from '../config/policy.ts';

export type TableAway = {
  /** The table is out of reach: for so many seconds a message is hidden, growing with the trouble. */
  readonly seconds: () => number;
  /** It was reached. */
  readonly back: () => void;
};

export const makeTableAway = (
  { stateUnreachableSeconds: least, stateUnreachableSecondsMax: most }: DeliverySettings,
  now: () => number,
): TableAway => {
  let since: number | undefined;
  return {
    seconds: () => {
      since ??= now();
      return Math.min(Math.max((now() - since) / 1_000, least), most);
    },
    back: () => {
      since = undefined;
    },
  };
};
