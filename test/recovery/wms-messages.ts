/**
 * What is asked of the WMS's process, and what it answers.
 */
import type { WmsClient } from '../../cdk/local/wms/credentials.ts';

/** How a WMS is away: nobody listens, nobody answers, or everything is answered the same. */
export type Absence =
  | { readonly kind: 'refused' }
  | { readonly kind: 'hang' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number };

export type WmsCommand =
  | { readonly kind: 'leave'; readonly absence: Absence }
  | { readonly kind: 'return' }
  | { readonly kind: 'clients'; readonly clients: readonly WmsClient[] }
  | { readonly kind: 'report' };

/** Epoch milliseconds for `leave` and `return`. */
export type WmsResults = {
  readonly leave: number;
  readonly return: number;
  readonly clients: null;
  readonly report: WmsReport;
};

export type WmsRequestSeen = {
  readonly atMillis: number;
  readonly path: string;
  readonly orderId: string | null;
  /** null where none was sent. */
  readonly status: number | null;
  /** Seconds of patience that it was answered with. */
  readonly retryAfter: number | null;
};

export type WmsOrderSeen = {
  readonly orderId: string;
  /** Times that the order's content changed: 1 for an order that was put once in effect. */
  readonly effects: number;
  /** When the WMS had it first. */
  readonly receivedAt: number | null;
  /** Requests that the WMS took, those without an effect included. */
  readonly served: number;
};

export type WmsReport = {
  readonly requests: readonly WmsRequestSeen[];
  readonly orders: readonly WmsOrderSeen[];
  /** Idempotency keys that came with two bodies. */
  readonly violations: number;
};
