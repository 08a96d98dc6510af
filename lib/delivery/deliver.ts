/**
 * One delivery: up to five attempts to hand an order version to the WMS, within a deadline and only
 * while the circuit lets them through.
 *
 * Clock, waiting and chance are arguments; what an answer means and what follows it is decided in
 * attempt.ts and retry-policy.ts.
 */
import type { Lease } from '../circuit/circuit.ts';
import type { CircuitGuard } from '../circuit/guard.ts';
import type { DeliverySettings } from '../config/policy.ts';
import { correlationIdOf, groupIdOf, type OrderMessage } from '../order/order-message.ts';
import type { WmsOrder } from '../order/shipment.ts';
import type { AttemptOutcome, Withheld } from './attempt.ts';
import { conclude } from './conclude.ts';
import type { Limits } from './counting.ts';
import type { DeliveryOutcome } from './outcome.ts';

/** One HTTP call to the WMS. Never throws for what the network or the WMS does. */
export type Attempt = (call: AttemptCall) => Promise<AttemptOutcome | Withheld>;
export type AttemptCall = {
  readonly orderId: string;
  /** The version being sent, an RFC 3339 instant. */
  readonly version: string;
  /** JSON. */
  readonly body: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly traceparent: string;
  /** Epoch milliseconds by which all of it must have ended: token, waiting, and both calls. */
  readonly deadline: number;
  /** By which it may be sent although the circuit is open. */
  readonly lease?: Lease;
};

export type DeliverPorts = {
  readonly attempt: Attempt;
  readonly circuit: Pick<
    CircuitGuard,
    'enter' | 'standing' | 'learn' | 'forbid' | 'refuse' | 'seen'
  >;
  readonly settings: DeliverySettings;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: (millis: number) => Promise<void>;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  /** So many random bytes, in lower-case hex. */
  readonly randomHex: (bytes: number) => string;
  /** Told of every attempt, for the metrics. */
  readonly observeAttempt: (outcome: AttemptOutcome['kind'], millis: number) => void;
};

export type Delivery = Limits & {
  readonly message: OrderMessage;
  readonly body: WmsOrder;
  readonly idempotencyKey: string;
  /** Epoch milliseconds by which the delivery must have ended. */
  readonly deadline: number;
};

export type Deliver = (delivery: Delivery) => Promise<DeliveryOutcome>;

/** Attempts that were withheld at the last moment and asked for leave again. */
const withheldMax = 3;

/** What a delivery has made so far. */
type Progress = { readonly attempts: number; readonly failures: number };

type Step =
  | { readonly kind: 'end'; readonly outcome: DeliveryOutcome }
  | { readonly kind: 'again'; readonly delayMillis: number; readonly progress: Progress };

export const makeDeliver =
  (ports: DeliverPorts): Deliver =>
  async (delivery) => {
    const body = JSON.stringify(delivery.body);
    let progress: Progress = { attempts: 0, failures: 0 };
    for (let round = 0; round < delivery.attemptsMax + withheldMax; round++) {
      const step = await takeStep(ports, delivery, body, progress);
      if (step.kind === 'end') return step.outcome;
      progress = step.progress;
      if (step.delayMillis > 0) await ports.wait(step.delayMillis);
    }
    return withheld({ kind: 'withheld', reason: 'no_time' }, progress);
  };

/** Asks for leave, makes one attempt, and hears what follows. */
const takeStep = async (
  ports: DeliverPorts,
  delivery: Delivery,
  body: string,
  progress: Progress,
): Promise<Step> => {
  const { shop, orderId } = delivery.message.data.order;
  const order = groupIdOf(shop, orderId);
  const leave = await ports.circuit.enter(order).catch(() => undefined);
  if (leave === undefined) return { kind: 'end', outcome: { kind: 'state-unreachable' } };
  if (leave.kind === 'wait') {
    const { attempts } = progress;
    return { kind: 'end', outcome: { ...leave, kind: 'deferred', attempts } };
  }
  const outcome = await attemptOnce(ports, delivery, body, leave.lease);
  if (outcome.kind === 'withheld') {
    return outcome.reason === 'circuit'
      ? { kind: 'again', delayMillis: 0, progress }
      : { kind: 'end', outcome: withheld(outcome, progress) };
  }
  const after = progressOf(progress, outcome);
  const attemptsMax = leave.single ? after.attempts : delivery.attemptsMax;
  const situation = { ...after, attemptsMax, millisLeft: delivery.deadline - ports.now() };
  const { spacingMaxSeconds } = delivery;
  const attempted = { order, outcome, situation, lease: leave.lease, spacingMaxSeconds };
  const next = await conclude(ports, attempted);
  return next.kind === 'end' ? next : { ...next, kind: 'again', progress: after };
};

const progressOf = ({ attempts, failures }: Progress, { kind }: AttemptOutcome): Progress => ({
  attempts: attempts + 1,
  failures: failures + (kind === 'unavailable' || kind === 'unusable' ? 1 : 0),
});

/** Nothing was sent, so the message comes back at once. */
const withheld = ({ reason }: Withheld, { attempts }: Progress): DeliveryOutcome =>
  reason === 'state_unreachable'
    ? { kind: 'state-unreachable' }
    : { kind: 'deferred', reason: 'no_time', seconds: 0, attempts };

const attemptOnce = async (
  ports: DeliverPorts,
  { message, idempotencyKey, deadline }: Delivery,
  body: string,
  lease: Lease | undefined,
): Promise<AttemptOutcome | Withheld> => {
  const startedAt = ports.now();
  const { orderId, version } = message.data.order;
  const outcome = await ports.attempt({
    orderId,
    version,
    body,
    idempotencyKey,
    correlationId: correlationIdOf(orderId),
    traceparent: childOf(message.traceparent, ports.randomHex(8)),
    deadline,
    ...(lease ? { lease } : {}),
  });
  if (outcome.kind !== 'withheld') ports.observeAttempt(outcome.kind, ports.now() - startedAt);
  return outcome;
};

/** Same trace, a span of its own per attempt (W3C Trace Context). */
const childOf = (traceparent: string, spanId: string): string =>
  traceparent.replace(/^(00-[0-9a-f]{32})-[0-9a-f]{16}/, `$1-${spanId}`);
