/**
 * One delivery of the default order, with the real circuit over its item in memory and a WMS that answers
 * as the test says. Time passes only where something takes time.
 */
import { type Circuit, type CircuitChange, closedCircuit } from '../../../lib/circuit/circuit.ts';
import type { CircuitSettings } from '../../../lib/config/circuit-policy.ts';
import { type DeliverySettings, deliverySchema, sendSchema } from '../../../lib/config/policy.ts';
import type { AttemptOutcome, Withheld } from '../../../lib/delivery/attempt.ts';
import { type AttemptCall, makeDeliver } from '../../../lib/delivery/deliver.ts';
import { planShipment } from '../../../lib/order/shipment.ts';
import { circuitOver } from '../../builders/circuit.ts';
import { orderMessage } from '../../builders/order-message.ts';
import { makeFakeCircuitItem } from '../../fakes/circuit-item.ts';

export const start = Date.UTC(2026, 10, 22, 10);
/** The default order's key: what the circuit knows it by. */
export const orderKey = 'demo.myshopify.com/820982911946154508';

export const delivered: AttemptOutcome = { kind: 'delivered', wmsOrderId: 'W-1' };
export const timeout: AttemptOutcome = { kind: 'unavailable', cause: 'timeout' };
export const status = (code: number, retryAfterSeconds?: number): AttemptOutcome => ({
  kind: 'unavailable',
  cause: 'status',
  status: code,
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
export const throttled = (retryAfterSeconds: number): AttemptOutcome => ({
  kind: 'throttled',
  status: 429,
  retryAfterSeconds,
});

/** What an attempt ends in, or throws, after so many milliseconds, less where its deadline is nearer. */
export type Answer = readonly [outcome: AttemptOutcome | Withheld | Error, millis: number];

const message = orderMessage();
const plan = planShipment(message.data.order, sendSchema.parse({}), false);
if (plan.kind !== 'send') throw new Error('the default order is sent');
export const { body } = plan;

export type Given = {
  readonly delivery?: Partial<DeliverySettings>;
  readonly circuit?: Partial<CircuitSettings>;
  readonly secretVersion?: string;
};

export const makeDeliveryScene = (answers: readonly Answer[], given: Given = {}) => {
  let now = start;
  let spans = 0;
  let away = false;
  let meanwhile = async (_attempt: number): Promise<void> => {};
  const item = makeFakeCircuitItem();
  const calls: AttemptCall[] = [];
  const waits: number[] = [];
  const observed: (readonly [string, number])[] = [];
  const changes: CircuitChange[] = [];
  const settings = deliverySchema.parse(given.delivery ?? {});
  const whileThere =
    <Args extends readonly unknown[], Value>(port: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      if (away) throw new Error('the table is away');
      return port(...args);
    };
  const circuit = circuitOver(
    { read: whileThere(item.read), replace: whileThere(item.replace) },
    {
      readSecretVersion: async () => given.secretVersion,
      tell: (change) => changes.push(change),
      now: () => now,
    },
    given.circuit,
  );
  const deliver = makeDeliver({
    attempt: async (call) => {
      const [outcome, millis] = answers[calls.length] ?? [delivered, 0];
      calls.push(call);
      await meanwhile(calls.length);
      now += Math.max(0, Math.min(millis, settings.attemptTimeoutMillis, call.deadline - now));
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    circuit,
    settings,
    now: () => now,
    wait: async (millis) => {
      waits.push(millis);
      now += millis;
    },
    random: () => 0.5,
    randomHex: (bytes) => {
      spans += 1;
      return String(spans).padStart(2 * bytes, '0');
    },
    observeAttempt: (kind, millis) => observed.push([kind, millis]),
  });
  return {
    calls,
    waits,
    observed,
    changes,
    circuit,
    circuitCalls: item.calls,
    readCircuit: item.read,
    /** What all environments know of the WMS; this one has not looked at it yet. */
    putCircuit: (known: Partial<Circuit>) => item.put({ ...closedCircuit, ...known, revision: 1 }),
    /** The table is out of reach from now on, or is back. */
    goAway: (isAway = true): void => {
      away = isAway;
    },
    /** Happens while this attempt, counted from 1, is under way. */
    during: (attempt: number, work: () => void | Promise<void>): void => {
      meanwhile = async (present) => {
        if (present === attempt) await work();
      };
    },
    pass: (millis: number): void => {
      now += millis;
    },
    elapsed: () => now - start,
    deliver: (deadlineMillis = 12_000, attemptsMax = settings.attemptsMax) =>
      deliver({
        message,
        body,
        idempotencyKey: 'key',
        attemptsMax,
        spacingMaxSeconds: 264,
        deadline: start + deadlineMillis,
      }),
  };
};
