/**
 * What follows a failed attempt: another one after a wait, or the end of the delivery. The only place
 * that decides it. The queue waits between deliveries, so this module only computes.
 */
import type { DeliverySettings } from '../config/policy.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { DeliveryOutcome } from './outcome.ts';

export type Situation = {
  /** Attempts made so far in this delivery, the last one included. */
  readonly attempts: number;
  /** How many this delivery may make: one where it is a probe. */
  readonly attemptsMax: number;
  readonly millisLeft: number;
};

export type Next =
  | { readonly kind: 'retry'; readonly delayMillis: number }
  | { readonly kind: 'end'; readonly outcome: DeliveryOutcome };

/** `min(2^n × base + random(0..jitter), max)` before attempt n+1, in milliseconds. */
export const backoffMillis = (
  { backoffBaseMillis, backoffJitterMillis, backoffMaxMillis }: DeliverySettings,
  failedAttempts: number,
  random: () => number,
): number =>
  Math.min(
    2 ** failedAttempts * backoffBaseMillis + random() * backoffJitterMillis,
    backoffMaxMillis,
  );

/** Seconds that a message is hidden after its nth counted delivery, n from 1. */
export const putBackSeconds = (
  { putBackSeconds: spacing, putBackJitterRatio }: DeliverySettings,
  countedDeliveries: number,
  random: () => number,
): number => {
  const seconds = spacing[Math.min(countedDeliveries, spacing.length) - 1] ?? 0;
  return seconds * (1 + random() * putBackJitterRatio);
};

/** @param random - from 0 up to, not including, 1. */
export const decideNext = (
  settings: DeliverySettings,
  attempt: AttemptOutcome,
  situation: Situation,
  random: () => number,
): Next => {
  const { attempts } = situation;
  switch (attempt.kind) {
    case 'delivered':
      return end({ kind: 'delivered', wmsOrderId: attempt.wmsOrderId, attempts });
    case 'superseded':
      return end({ kind: 'superseded-at-wms', attempts });
    case 'rejected':
    case 'forbidden': {
      const { status, problem } = attempt;
      const facts = { class: attempt.kind, status, attempts };
      return end({ kind: 'refused', ...facts, ...(problem === undefined ? {} : { problem }) });
    }
    case 'unauthorized': {
      const reason = attempt.reason === 'refused' ? 'credentials_refused' : 'credentials_not_set';
      return end({ kind: 'deferred', reason, seconds: 0, attempts });
    }
    case 'unusable':
      return end({ kind: 'failed', cause: attempt.fault, status: attempt.status, attempts });
    case 'throttled':
    case 'unavailable':
      return retryOrEnd(settings, attempt, situation, random);
  }
};

const end = (outcome: DeliveryOutcome): Next => ({ kind: 'end', outcome });

type Retried = Extract<AttemptOutcome, { kind: 'throttled' | 'unavailable' }>;

const retryOrEnd = (
  settings: DeliverySettings,
  attempt: Retried,
  { attempts, attemptsMax, millisLeft }: Situation,
  random: () => number,
): Next => {
  const asked = attempt.retryAfterSeconds;
  const backoff = backoffMillis(settings, attempts, random);
  const delayMillis = Math.max(backoff, (asked ?? 0) * 1_000);
  // The next attempt must at least be able to connect; one that does not fit is left to the next delivery.
  const fits = delayMillis + settings.connectTimeoutMillis <= millisLeft;
  if (attempts < attemptsMax && fits) return { kind: 'retry', delayMillis };
  // The WMS is well and busy: that is nobody's failure, so it counts against no order.
  if (attempt.kind === 'throttled')
    return end({ kind: 'deferred', reason: 'throttled', seconds: delayMillis / 1_000, attempts });
  return end({
    kind: 'failed',
    cause: attempt.cause,
    attempts,
    ...(attempt.status === undefined ? {} : { status: attempt.status }),
    ...(asked === undefined ? {} : { retryAfterSeconds: asked }),
  });
};
