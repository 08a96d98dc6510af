/**
 * The environments of one function: how many there are, who waits for one, how long an idle one stays.
 */
import type { InvocationResult } from '../contracts.ts';
import type { Environment } from './environment.ts';

export type PoolOptions = {
  /** Environments at once. */
  readonly processesMax: number;
  /** How long an event waits for an environment before it is throttled. */
  readonly waitMillisMax: number;
  /** How long an environment without an event stays warm. */
  readonly idleMillisMax: number;
  readonly start: () => Environment;
  /** Called whenever an environment was started or has ended. */
  readonly onChange: () => void;
};

export type EnvironmentPool = {
  readonly invoke: (payload: unknown) => Promise<InvocationResult>;
  readonly pids: () => readonly number[];
  /** Kills all environments and waits until they are gone. */
  readonly close: () => Promise<void>;
};

type Waiter = (environment: Environment | undefined) => void;

type Pool = {
  readonly options: PoolOptions;
  readonly living: Set<Environment>;
  /** The most recently used comes last and is used first, as on AWS; the others may grow old. */
  readonly idle: { readonly environment: Environment; readonly timer: NodeJS.Timeout }[];
  readonly waiters: Waiter[];
  closed: boolean;
};

export const makeEnvironmentPool = (options: PoolOptions): EnvironmentPool => {
  const pool: Pool = { options, living: new Set(), idle: [], waiters: [], closed: false };
  return {
    invoke: (payload) => invoke(pool, payload),
    pids: () => [...pool.living].flatMap((environment) => environment.pid ?? []),
    close: () => close(pool),
  };
};

const invoke = async (pool: Pool, payload: unknown): Promise<InvocationResult> => {
  // Where nothing may ever run there is nothing to wait for.
  if (pool.closed || pool.options.processesMax === 0) return { kind: 'throttled' };
  // Nobody overtakes those who already wait.
  const free = pool.waiters.length === 0 ? obtain(pool) : undefined;
  const environment = free ?? (await wait(pool));
  if (environment === undefined) return { kind: 'throttled' };
  try {
    return await environment.run(payload);
  } finally {
    release(pool, environment);
  }
};

const obtain = (pool: Pool): Environment | undefined =>
  takeIdle(pool) ?? (pool.living.size < pool.options.processesMax ? start(pool) : undefined);

const takeIdle = ({ idle }: Pool): Environment | undefined => {
  for (let entry = idle.pop(); entry !== undefined; entry = idle.pop()) {
    clearTimeout(entry.timer);
    if (entry.environment.usable()) return entry.environment;
  }
  return undefined;
};

const start = (pool: Pool): Environment => {
  const environment = pool.options.start();
  pool.living.add(environment);
  pool.options.onChange();
  void environment.ended.then(() => {
    pool.living.delete(environment);
    pool.options.onChange();
    serve(pool);
  });
  return environment;
};

const wait = ({ waiters, options }: Pool): Promise<Environment | undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => {
      waiters.splice(waiters.indexOf(waiter), 1);
      resolve(undefined);
    }, options.waitMillisMax);
    const waiter: Waiter = (environment) => {
      clearTimeout(timer);
      resolve(environment);
    };
    waiters.push(waiter);
  });

/** Gives free environments to those who wait, the longest waiting first. */
const serve = (pool: Pool): void => {
  while (!pool.closed && pool.waiters.length > 0) {
    const environment = obtain(pool);
    if (environment === undefined) return;
    pool.waiters.shift()?.(environment);
  }
};

const release = (pool: Pool, environment: Environment): void => {
  if (environment.usable()) {
    const timer = setTimeout(environment.kill, pool.options.idleMillisMax);
    pool.idle.push({ environment, timer: timer.unref() });
  }
  serve(pool);
};

const close = async (pool: Pool): Promise<void> => {
  pool.closed = true;
  for (const { timer } of pool.idle) clearTimeout(timer);
  for (const waiter of pool.waiters.splice(0)) waiter(undefined);
  const living = [...pool.living];
  for (const environment of living) environment.kill();
  await Promise.all(living.map((environment) => environment.ended));
};
