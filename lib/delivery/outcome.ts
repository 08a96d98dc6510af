/**
 * What one delivery can end in. A kind says what must happen to the message, not which call failed.
 */

export type DeferReason =
  /** The WMS answers 429. */
  | 'throttled'
  | 'credentials_refused'
  | 'credentials_not_set'
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
  /** A failed delivery: hidden for so long. */
  | {
      readonly kind: 'put-back';
      readonly cause: string;
      readonly status?: number;
      readonly seconds: number;
      readonly attempts: number;
    }
  /** Nobody's failure: hidden for so long. */
  | {
      readonly kind: 'deferred';
      readonly reason: DeferReason;
      readonly seconds: number;
      readonly attempts: number;
    };

/** Everything that is no success: what must be forgotten, so that it is tried again. */
export const isDelivered = (
  outcome: DeliveryOutcome,
): outcome is Extract<DeliveryOutcome, { kind: 'delivered' }> => outcome.kind === 'delivered';
