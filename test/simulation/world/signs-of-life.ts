/**
 * How often an order failed although the WMS had served another one since it failed before: what counts
 * against it, as seen from outside. It judges nothing.
 */
import type { TimedEvent } from './world-events.ts';

type Heard = Extract<TimedEvent, { kind: 'wms-heard' }>;

/** Of one order, since its first failure. */
type Failing = { served: number; signs: number };

export type SignsOfLife = {
  readonly apply: (event: TimedEvent) => void;
  /** All signs that there can have been, since the order first failed. */
  readonly atMost: (orderId: string) => number;
  /** Signs that nobody can have missed, since the order's newest message was put on the queue. */
  readonly atLeast: (orderId: string) => number;
  /** When the WMS last served anybody. */
  readonly servedAt: () => number;
  /** When its newest message was put on the queue. */
  readonly since: (orderId: string) => number;
};

export const makeSignsOfLife = (): SignsOfLife => {
  const effects = new Set<number>();
  const all = new Map<string, Failing>();
  const sure = new Map<string, Failing>();
  const queuedAt = new Map<string, number>();
  /** Answers that may be a success, and those that are. */
  let [served, surelyServed, servedAt] = [0, 0, 0];

  const count = (failing: Map<string, Failing>, orderId: string, now: number): void => {
    const known = failing.get(orderId);
    if (known === undefined) failing.set(orderId, { served: now, signs: 0 });
    else if (now > known.served) {
      known.signs += 1;
      known.served = now;
    }
  };

  const hear = ({ endpoint, orderId, call, result, at }: Heard): void => {
    const isTaken = effects.delete(call);
    if (endpoint !== 'orders' || orderId === null) return;
    if (isServed(result)) {
      served += 1;
      servedAt = at;
      if (isTaken) surelyServed += 1;
    } else if (typeof result !== 'number' || result >= 500) {
      count(all, orderId, served);
      count(sure, orderId, surelyServed);
    }
  };

  return {
    apply: (event) => {
      if (event.kind === 'wms-effect') effects.add(event.call);
      else if (event.kind === 'wms-heard') hear(event);
      else if (event.kind === 'queued' && event.queue === 'orders' && event.orderId !== null) {
        // Another message of the order begins anew.
        sure.delete(event.orderId);
        queuedAt.set(event.orderId, event.at);
      }
    },
    servedAt: () => servedAt,
    atMost: (orderId) => all.get(orderId)?.signs ?? 0,
    atLeast: (orderId) => sure.get(orderId)?.signs ?? 0,
    since: (orderId) => queuedAt.get(orderId) ?? 0,
  };
};

/** Whatever it says to an order, a WMS that says it is alive. */
const isServed = (result: Heard['result']): boolean =>
  typeof result === 'number' && result < 500 && ![401, 403, 429].includes(result);
