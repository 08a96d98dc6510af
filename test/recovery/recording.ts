/**
 * What was seen of an outage, as plain data: enough to judge every promise, and to draw it.
 *
 * All times are epoch milliseconds of one machine's clock.
 */
import type { WmsReport } from './wms-messages.ts';

export const outageModes = ['refused', 'hang', '503', '429'] as const;
export type OutageMode = (typeof outageModes)[number];

export type OutagePlan = {
  readonly mode: OutageMode;
  readonly outageSeconds: number;
  readonly ordersPerMinute: number;
  /** Orders flow for so long before the WMS goes. */
  readonly beforeSeconds: number;
  /** And at least so long after its return. */
  readonly afterSeconds: number;
  /** The times of the failure policy are divided by it, and rates multiplied. */
  readonly divisor: number;
};

export type PlacedOrder = {
  readonly orderId: string;
  /** When its webhook was due, whether or not the machine was in time. */
  readonly placedAt: number;
  /** When the webhook was answered 200. */
  readonly acceptedAt: number | null;
};

/** One HTTP call to the WMS as the function counted it, whether or not anybody was there. */
export type CountedAttempt = { readonly at: number; readonly outcome: string };

/** `circuit.opened` and the like, without what they have in common. */
export type CircuitLine = { readonly at: number; readonly change: string };

/** What the functions said of an order. */
export type OrderLine = {
  readonly orderId: string;
  readonly at: number;
  readonly stage: string;
  /** The reason of a deferral, the cause of a failure. */
  readonly why: string | null;
  readonly hiddenSeconds: number | null;
};

export type Recording = {
  readonly plan: OutagePlan;
  /** Requests per second that the WMS accepts from us. */
  readonly limitPerSecond: number;
  readonly startedAt: number;
  readonly leftAt: number;
  readonly returnedAt: number;
  readonly endedAt: number;
  readonly orders: readonly PlacedOrder[];
  readonly attempts: readonly CountedAttempt[];
  readonly circuit: readonly CircuitLine[];
  /** Orders that were parked, and letters in the dead letters at the end. */
  readonly parked: readonly string[];
  readonly letters: number;
  readonly lines: readonly OrderLine[];
  readonly wms: WmsReport;
};
