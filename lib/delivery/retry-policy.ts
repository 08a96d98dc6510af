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
  /** How often SQS has given the message to us, this time included. */
  readonly receives: number;
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

/** Seconds that a message is hidden after its nth failed delivery, n from 1. */
export const putBackSeconds = (
  { putBackSeconds: spacing, putBackJitterRatio }: DeliverySettings,
  failedDeliveries: number,
  random: () => number,
): number => {
  const seconds = spacing[Math.min(failedDeliveries, spacing.length) - 1] ?? 0;
  return seconds * (1 + random() * putBackJitterRatio);
};

/** Seconds that a message is hidden while the table cannot be reached: doubling, bounded. */
export const stateUnreachableSeconds = (
  { stateUnreachableSeconds: first, stateUnreachableSecondsMax: most }: DeliverySettings,
  receives: number,
): number => Math.min(first * 2 ** Math.min(receives - 1, 10), most);

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
    case 'forbidden':
      return end({ ...attempt, kind: 'refused', class: attempt.kind, attempts });
    case 'unauthorized':
      return end({
        kind: 'deferred',
        reason: attempt.reason === 'refused' ? 'credentials_refused' : 'credentials_not_set',
        // Spaced out: every 30 s SQS's own limit of receives would be used up within a night.
        seconds: putBackSeconds(settings, situation.receives, random),
        attempts,
      });
    case 'unusable':
      return end(putBack(settings, attempt, situation, random));
    case 'throttled':
    case 'unavailable':
      return retryOrEnd(settings, attempt, situation, random);
  }
};

/** Messages hidden by the same pause come back spread over so long. */
const pauseSpreadSeconds = 3;

const end = (outcome: DeliveryOutcome): Next => ({ kind: 'end', outcome });

type Retried = Extract<AttemptOutcome, { kind: 'throttled' | 'unavailable' }>;

const retryOrEnd = (
  settings: DeliverySettings,
  attempt: Retried,
  situation: Situation,
  random: () => number,
): Next => {
  const askedMillis = (attempt.retryAfterSeconds ?? 0) * 1_000;
  const delayMillis = Math.max(backoffMillis(settings, situation.attempts, random), askedMillis);
  // The next attempt must at least be able to connect; one that does not fit is left to the next delivery.
  const fits = delayMillis + settings.connectTimeoutMillis <= situation.millisLeft;
  if (situation.attempts < settings.attemptsMax && fits) return { kind: 'retry', delayMillis };

  if (attempt.kind === 'unavailable') return end(putBack(settings, attempt, situation, random));
  // The WMS is well and busy: that is nobody's failure, so it counts against no order.
  const asked = attempt.retryAfterSeconds;
  const seconds =
    asked === undefined
      ? putBackSeconds(settings, 1, random)
      : asked + random() * pauseSpreadSeconds;
  return end({ kind: 'deferred', reason: 'throttled', seconds, attempts: situation.attempts });
};

const putBack = (
  settings: DeliverySettings,
  attempt: Extract<AttemptOutcome, { kind: 'unusable' | 'unavailable' }>,
  { attempts, receives }: Situation,
  random: () => number,
): DeliveryOutcome => ({
  kind: 'put-back',
  cause: attempt.kind === 'unusable' ? attempt.fault : attempt.cause,
  seconds: Math.max(
    putBackSeconds(settings, receives, random),
    attempt.kind === 'unavailable' ? (attempt.retryAfterSeconds ?? 0) : 0,
  ),
  attempts,
  ...(attempt.status === undefined ? {} : { status: attempt.status }),
});
