/**
 * What one delivery can end in. A kind says what must happen to the message, not which call failed.
 */
import type { WaitReason } from '../circuit/standing.ts';

export type DeferReason =
  /** The circuit's own: what waits for the WMS, and why. */
  | WaitReason
  /** The WMS answers 429. */
  | 'throttled'
  | 'credentials_refused'
  | 'credentials_not_set'
  /** 403 for a second order, with no success between. */
  | 'forbidden'
  /** The pace left no time for a request in this invocation. */
  | 'no_time'
  /** The table cannot be reached, so nothing may be sent. */
  | 'state_unreachable'
  /** Another invocation holds the claim on this very delivery. */
  | 'in_progress'
  /** A deploy is half done: the message is of a schema that this release does not know. */
  | 'newer_schema'
  /** Parking or recording failed, or a bug: the message stays until it is mended. */
  | 'unexpected_error';

export type DeliveryOutcome =
  | {
      readonly kind: 'delivered';
      readonly wmsOrderId: string;
      readonly attempts: number;
      /** Answered from memory: the WMS had accepted it in an earlier delivery. */
      readonly remembered?: true;
    }
  /** The WMS has a newer version. */
  | { readonly kind: 'superseded-at-wms'; readonly attempts: number }
  /** The WMS will not take this version: parked. */
  | {
      readonly kind: 'refused';
      readonly class: 'rejected' | 'forbidden';
      readonly status: number;
      /** May name the customer: for the letter, never for a log. */
      readonly problem?: string;
      readonly attempts: number;
    }
  /** Every attempt failed; whether it counts against the order is decided by who else was served. */
  | {
      readonly kind: 'failed';
      readonly cause: string;
      readonly status?: number;
      /** The WMS asked to leave this order alone for so long. */
      readonly retryAfterSeconds?: number;
      /** It was a probe, which never counts: hidden until the next one is due. */
      readonly probeSeconds?: number;
      readonly attempts: number;
    }
  /** Nobody's failure: hidden for so long. */
  | {
      readonly kind: 'deferred';
      readonly reason: DeferReason;
      readonly seconds: number;
      readonly attempts: number;
    }
  | { readonly kind: 'state-unreachable' };

/** Everything that is no success: what must be forgotten, so that it is tried again. */
export const isDelivered = (
  outcome: DeliveryOutcome,
): outcome is Extract<DeliveryOutcome, { kind: 'delivered' }> => outcome.kind === 'delivered';
