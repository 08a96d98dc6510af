/**
 * One shop's part of a run: what it works with, and what it counts on its way.
 */
import type { AdminTrouble, OrderStamp } from './admin-api.ts';
import type { OutOfTime, Patience } from './patience.ts';
import type { ReconcilePorts } from './ports.ts';
import type { ShopEnd, StampCounts } from './told.ts';

export type Work = {
  readonly ports: ReconcilePorts;
  /** Unlike any other run's. */
  readonly run: string;
  readonly patience: Patience;
  /** Resolves when the next order may be put on the queue: live ones keep their share of the WMS's pace. */
  readonly turn: () => Promise<void>;
  /** What is younger is left to its webhook. */
  readonly graceMillis: number;
  readonly tally: Tally;
};

/** Why a part of a run could not come to its end; the watermark stays behind it. */
export type Stop =
  | AdminTrouble
  | OutOfTime
  /** Another run has the watermark. */
  | { readonly kind: 'busy' };

/** For whoever is not told what time is. */
export const endOf = (end: Stop | { readonly kind: 'done' | 'unfinished' }): ShopEnd =>
  end.kind === 'out_of_time' ? { kind: 'unfinished' } : end;

/** Counted up while the run goes on. */
export type Tally = {
  -readonly [Outcome in keyof StampCounts]: number;
} & {
  shapeDifferences: number;
  reread: number;
  rereadSent: number;
  lettersSettled: number;
  /** Versions seen for the first time, and those of them that were accepted by then. */
  inShopify: number;
  received: number;
  /** Orders that could not be read, each alone of all. */
  unreadable: number;
  /** Seen, and neither delivered nor parked at that time. */
  readonly undelivered: OrderStamp[];
  /** Ids of orders that Shopify does not show (any more): nobody can deliver what cannot be seen. */
  readonly notShown: Set<string>;
};

export const emptyTally = (): Tally => ({
  known: 0,
  missed: 0,
  lost: 0,
  repaired: 0,
  parked: 0,
  hidden: 0,
  postponed: 0,
  shapeDifferences: 0,
  reread: 0,
  rereadSent: 0,
  lettersSettled: 0,
  inShopify: 0,
  received: 0,
  unreadable: 0,
  undelivered: [],
  notShown: new Set(),
});

export const stampCounts = (tally: Tally): StampCounts => {
  const { known, missed, lost, repaired, parked, hidden, postponed } = tally;
  return { known, missed, lost, repaired, parked, hidden, postponed };
};
