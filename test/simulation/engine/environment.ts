/**
 * A Lambda execution environment. It is killed by never being answered any more: no exception, no
 * `finally`, as the machine's power cut would do it. Frozen, its answers and timers wait for the thaw.
 */
import type { Environment } from '../contracts.ts';
import { within } from './current.ts';
import { type Caller, callOver, type NetworkParts, never } from './network.ts';
import { makeRetryBudget, type RetryBudget } from './retry-budget.ts';

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

export const makeEnvironment = ({
  id,
  skewMillis,
  network,
}: EnvironmentOptions): EnvironmentHost => {
  const { time, record } = network;
  const budgets = new Map<string, RetryBudget>();
  const listeners = new Set<(cause: string) => void>();
  let state: 'running' | 'frozen' | 'dead' = 'running';
  let waiting: (() => void)[] = [];

  const kill = (cause = 'killed') => {
    if (state === 'dead') return;
    state = 'dead';
    waiting = [];
    record(`${id} dies: ${cause}`);
    for (const listener of listeners) listener(cause);
    listeners.clear();
  };
  const resume = (continuation: () => void) => {
    if (state === 'frozen') waiting.push(continuation);
    else if (state === 'running') within(environment, continuation);
  };
  const budgetOf = (port: string): RetryBudget => {
    const service = serviceOf(port);
    const budget = budgets.get(service) ?? makeRetryBudget();
    budgets.set(service, budget);
    return budget;
  };
  const caller: Caller = { id, resume, kill, budgetOf };

  const environment: EnvironmentHost = {
    id,
    skewMillis,
    isAlive: () => state !== 'dead',
    resume,
    kill,
    call: (port, subject, rates, effect, options = {}) =>
      state === 'dead'
        ? never()
        : callOver(network, caller, { port, subject, rates, effect, options }),
    run: (work) => within(environment, work),
    freeze: () => {
      if (state === 'running') state = 'frozen';
    },
    thaw: () => {
      if (state !== 'frozen') return;
      state = 'running';
      for (const continuation of waiting.splice(0)) time.at(time.now(), () => resume(continuation));
    },
    onKilled: (listener) => {
      if (state !== 'dead') listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return environment;
};
