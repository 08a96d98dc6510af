/**
 * One delivery: up to five attempts to hand an order version to the WMS, within a deadline.
 *
 * Clock, waiting and chance are arguments; what an answer means and what follows it is decided in
 * attempt.ts and retry-policy.ts.
 */
import type { DeliverySettings } from '../config/policy.ts';
import { correlationIdOf, type OrderMessage } from '../order/order-message.ts';
import type { WmsOrder } from '../order/shipment.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { DeliveryOutcome } from './outcome.ts';
import { decideNext } from './retry-policy.ts';

/** One HTTP call to the WMS. Never throws for what the network or the WMS does. */
export type Attempt = (call: AttemptCall) => Promise<AttemptOutcome>;
export type AttemptCall = {
  readonly orderId: string;
  /** The version being sent, an RFC 3339 instant. */
  readonly version: string;
  /** JSON. */
  readonly body: string;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly traceparent: string;
  /** For the whole attempt: token, renewal and both calls. */
  readonly timeoutMillis: number;
};

export type DeliverPorts = {
  readonly attempt: Attempt;
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

export type Delivery = {
  readonly message: OrderMessage;
  readonly body: WmsOrder;
  readonly idempotencyKey: string;
  readonly receives: number;
  /** Epoch milliseconds by which the delivery must have ended. */
  readonly deadline: number;
};

export type Deliver = (delivery: Delivery) => Promise<DeliveryOutcome>;

export const makeDeliver = (ports: DeliverPorts): Deliver => {
  const attemptOnce = async (delivery: Delivery, body: string): Promise<AttemptOutcome> => {
    const { message, idempotencyKey, deadline } = delivery;
    const startedAt = ports.now();
    const outcome = await ports.attempt({
      orderId: message.data.order.orderId,
      version: message.data.order.version,
      body,
      idempotencyKey,
      correlationId: correlationIdOf(message.data.order.orderId),
      traceparent: childOf(message.traceparent, ports.randomHex(8)),
      timeoutMillis: Math.max(
        1,
        Math.min(ports.settings.attemptTimeoutMillis, deadline - startedAt),
      ),
    });
    ports.observeAttempt(outcome.kind, ports.now() - startedAt);
    return outcome;
  };

  return async (delivery) => {
    const body = JSON.stringify(delivery.body);
    // Bounded by attemptsMax: the policy ends the delivery at the last attempt.
    for (let attempts = 1; ; attempts++) {
      const outcome = await attemptOnce(delivery, body);
      const situation = {
        attempts,
        receives: delivery.receives,
        millisLeft: delivery.deadline - ports.now(),
      };
      const next = decideNext(ports.settings, outcome, situation, ports.random);
      if (next.kind === 'end') return next.outcome;
      await ports.wait(next.delayMillis);
    }
  };
};

/** Same trace, a span of its own per attempt (W3C Trace Context). */
const childOf = (traceparent: string, spanId: string): string =>
  traceparent.replace(/^(00-[0-9a-f]{32})-[0-9a-f]{16}/, `$1-${spanId}`);
