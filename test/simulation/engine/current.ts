/**
 * In which execution environment the code that is running now runs, if in any.
 *
 * It follows promises by itself; what an environment waits for otherwise (answers, timers) comes back to
 * it through `resume`.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Environment } from '../contracts.ts';

const current = new AsyncLocalStorage<Environment>();

export const currentEnvironment = (): Environment | undefined => current.getStore();

export const within = <Value>(environment: Environment, work: () => Value): Value =>
  current.run(environment, work);
