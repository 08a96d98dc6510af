/**
 * The process's clock, timers and chance, replaced for the length of one run and put back afterwards.
 *
 * Whatever would bring the machine's own time or chance into an environment throws there instead.
 */
import { currentEnvironment } from './current.ts';
import { makeVirtualDate } from './virtual-date.ts';
import type { Clockwork } from './virtual-time.ts';
import { makeVirtualTimers } from './virtual-timers.ts';

let installed = false;

type Restore = () => void;

/** An own property for a while; an inherited one shows again afterwards. */
const replace = (target: object, name: string, value: unknown): Restore => {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
};

/** The real one outside: the machine that runs the simulation has a clock, its environments have not. */
const forbidWithin = (target: object, name: string, label: string): Restore => {
  const real: unknown = Reflect.get(target, name);
  if (typeof real !== 'function') throw new Error(`there is no ${label} to forbid`);
  const forbidden = function (this: unknown, ...given: unknown[]): unknown {
    if (currentEnvironment() !== undefined) {
      throw new Error(`${label} is not of the simulation: its time and chance are given`);
    }
    return Reflect.apply(real, this, given);
  };
  return replace(target, name, Object.assign(forbidden, real));
};

/** @throws Error while another run has them: there is one clock in a process. */
export const installVirtualGlobals = (time: Clockwork): Restore => {
  if (installed) throw new Error('the process runs on the virtual time of another run');
  installed = true;
  const startedAt = time.now();
  const now = () => time.now() + (currentEnvironment()?.skewMillis ?? 0);
  const timers = makeVirtualTimers(time);
  const restores = [
    replace(globalThis, 'Date', makeVirtualDate(globalThis.Date, now)),
    replace(globalThis, 'setTimeout', timers.setTimeout),
    replace(globalThis, 'setInterval', timers.setInterval),
    replace(globalThis, 'setImmediate', timers.setImmediate),
    replace(globalThis, 'clearTimeout', timers.clear),
    replace(globalThis, 'clearInterval', timers.clear),
    replace(globalThis, 'clearImmediate', timers.clear),
    // Monotonic: a skewed clock runs no faster.
    replace(performance, 'now', () => time.now() - startedAt),
    forbidWithin(AbortSignal, 'timeout', 'AbortSignal.timeout'),
    forbidWithin(Math, 'random', 'Math.random'),
    forbidWithin(process, 'hrtime', 'process.hrtime'),
    forbidWithin(crypto, 'randomUUID', 'crypto.randomUUID'),
    forbidWithin(crypto, 'getRandomValues', 'crypto.getRandomValues'),
    forbidWithin(globalThis, 'fetch', 'fetch'),
  ];
  return () => {
    for (const restore of restores.toReversed()) restore();
    installed = false;
  };
};
