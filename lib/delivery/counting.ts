/**
 * When a failed delivery counts against its order: only if the WMS has served others meanwhile. An outage
 * counts against nobody, however long it lasts.
 */
import type { Circuit } from '../circuit/circuit.ts';
import { lessJitter, probeIntervalSeconds } from '../circuit/spacing.ts';
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { DeliverySettings } from '../config/policy.ts';
import type { Failing } from '../order/order-record.ts';
import { putBackSeconds } from './retry-policy.ts';

/**
 * `first`: this message has not failed yet. `signed`: another order was served since it last counted.
 * `unsigned`: nobody can tell its fault from the WMS's.
 */
export type Chance = 'first' | 'signed' | 'unsigned';

/** @param failing - what the order's record says of this very message. */
export const chanceOf = (
  failing: Failing | undefined,
  { served, servedOrder }: Pick<Circuit, 'served' | 'servedOrder'>,
  order: string,
): Chance => {
  if (failing === undefined) return 'first';
  // An item that was lost begins anew, and not with a success.
  const others = servedOrder !== undefined && servedOrder !== order;
  return others && served > failing.served ? 'signed' : 'unsigned';
};

/** How often a delivery may try, and for how many seconds at most its message is hidden if it fails. */
export type Limits = { readonly attemptsMax: number; readonly spacingMaxSeconds: number };

/** Without a sign of life an order is tried like a probe, with one attempt. */
export const limitsOf = (
  settings: DeliverySettings & { readonly circuit: CircuitSettings },
  failing: Failing | undefined,
  chance: Chance,
  now: number,
): Limits => ({
  attemptsMax: chance === 'unsigned' ? 1 : settings.attemptsMax,
  spacingMaxSeconds:
    failing !== undefined && chance === 'signed'
      ? putBackSeconds(settings, failing.counted + 1, () => 1)
      : probeIntervalSeconds(settings.circuit, now - (failing?.since ?? now)),
});

export type Failed = {
  readonly messageId: string;
  readonly failing: Failing | undefined;
  readonly chance: Chance;
  /** The circuit's counter as it is now. */
  readonly served: number;
  readonly retryAfterSeconds?: number;
  readonly probeSeconds?: number;
};

export type AfterFailed =
  | { readonly kind: 'back'; readonly seconds: number; readonly failing: Failing }
  | { readonly kind: 'exhausted'; readonly counted: number };

/** @param now - epoch milliseconds. */
export const afterFailed = (
  settings: DeliverySettings & { readonly circuit: CircuitSettings },
  failed: Failed,
  now: number,
  random: () => number,
): AfterFailed => {
  const { messageId, served, chance, probeSeconds } = failed;
  const failing = failed.failing ?? { messageId, since: now, counted: 0, served };
  if (probeSeconds !== undefined) return { kind: 'back', seconds: probeSeconds, failing };
  const asked = failed.retryAfterSeconds ?? 0;
  if (chance === 'signed') {
    const counted = failing.counted + 1;
    if (counted >= settings.countedMax) return { kind: 'exhausted', counted };
    const seconds = Math.max(putBackSeconds(settings, counted, random), asked);
    return { kind: 'back', seconds, failing: { ...failing, counted, served } };
  }
  const interval = probeIntervalSeconds(settings.circuit, now - failing.since);
  const seconds = Math.max(lessJitter(settings.circuit, interval, random), asked);
  return { kind: 'back', seconds, failing };
};
