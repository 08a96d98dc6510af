/**
 * A Lambda execution environment. It is killed by never being answered any more: no exception, no
 * `finally`, as the machine's power cut would do it. Frozen, its answers and timers wait for the thaw.
 */
import type { Environment } from '../contracts.ts';
import { within } from './current.ts';
import { type Caller, callOver, type NetworkParts, never } from './network.ts';
import { makeRetryBudget, type RetryBudget } from './retry-budget.ts';
import type { Clockwork } from './virtual-time.ts';

export type EnvironmentHost = Omit<Environment, 'kill'> & {
  /** @param cause - for the history. */
  readonly kill: (cause?: string) => void;
  /** Runs work in it: whatever that waits for comes back into this environment. */
  readonly run: <Value>(work: () => Value) => Value;
  readonly freeze: () => void;
  /** What waited happens now, in the order of its times, each as an event of its own. */
  readonly thaw: () => void;
  /** Told once, with the cause, when it is killed. Gives a way to be told no more. */
  readonly onKilled: (listener: (cause: string) => void) => () => void;
};

export type EnvironmentOptions = {
  readonly id: string;
  readonly skewMillis: number;
  readonly network: NetworkParts;
};

const serviceOf = (port: string): string => port.split('.', 1)[0] ?? port;

/** What goes on in an environment, or waits while it is frozen or stands still. */
const makeFlow = (time: Clockwork, enter: (continuation: () => void) => void) => {
  let isFrozen = false;
  let stalledUntil = Number.NEGATIVE_INFINITY;
  let waiting: (() => void)[] = [];

  const isHeld = () => isFrozen || time.now() < stalledUntil;
  const resume = (continuation: () => void) => {
    if (isHeld()) waiting.push(continuation);
    else enter(continuation);
  };
  const goOn = () => {
    if (isHeld()) return;
    for (const continuation of waiting.splice(0)) time.at(time.now(), () => resume(continuation));
  };
  return {
    resume,
    stall: (millis: number) => {
      stalledUntil = Math.max(stalledUntil, time.now() + millis);
      time.at(stalledUntil, goOn);
    },
    freeze: () => {
      isFrozen = true;
    },
    thaw: () => {
      isFrozen = false;
      goOn();
    },
    forget: () => {
      waiting = [];
    },
  };
};

export const makeEnvironment = (options: EnvironmentOptions): EnvironmentHost => {
  const { id, skewMillis, network } = options;
  const budgets = new Map<string, RetryBudget>();
  const listeners = new Set<(cause: string) => void>();
  let isAlive = true;
  const { forget, ...flow } = makeFlow(network.time, (continuation) => {
    if (isAlive) within(environment, continuation);
  });

  const kill = (cause = 'killed') => {
    if (!isAlive) return;
    isAlive = false;
    forget();
    network.record(`${id} dies: ${cause}`);
    for (const listener of listeners) listener(cause);
    listeners.clear();
  };
  const budgetOf = (port: string): RetryBudget => {
    const service = serviceOf(port);
    const budget = budgets.get(service) ?? makeRetryBudget();
    budgets.set(service, budget);
    return budget;
  };
  const caller: Caller = { id, kill, budgetOf, ...flow };

  const environment: EnvironmentHost = {
    id,
    skewMillis,
    isAlive: () => isAlive,
    kill,
    ...flow,
    call: (port, subject, rates, effect, given = {}) =>
      isAlive
        ? callOver(network, caller, { port, subject, rates, effect, options: given })
        : never(),
    run: (work) => within(environment, work),
    onKilled: (listener) => {
      if (isAlive) listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return environment;
};
