/**
 * Timers of virtual time. One that was set within an environment belongs to it: it fires while that is
 * alive and not frozen, else at its thaw or never.
 */
import type { Environment } from '../contracts.ts';
import { currentEnvironment } from './current.ts';
import type { Clockwork, Scheduled } from './virtual-time.ts';

type Callback = (...given: unknown[]) => void;

/** What Node.js makes of delays that it cannot keep. */
const delayMillisMax = 2 ** 31 - 1;
const delayOf = (millis: unknown): number => {
  const delay = Math.trunc(Number(millis));
  return delay >= 1 && delay <= delayMillisMax ? delay : 1;
};

/** As much of Node's `Timeout` as anybody uses. */
class VirtualTimer {
  readonly #time: Clockwork;
  readonly #fire: () => void;
  readonly #delay: number;
  readonly #owner: Environment | undefined;
  readonly #repeats: boolean;
  #scheduled: Scheduled | undefined;
  #cleared = false;

  constructor(time: Clockwork, fire: () => void, delay: number, repeats: boolean) {
    this.#time = time;
    this.#fire = fire;
    this.#delay = delay;
    this.#repeats = repeats;
    this.#owner = currentEnvironment();
    this.#start();
  }

  #start(): void {
    this.#scheduled = this.#time.schedule(this.#time.now() + this.#delay, () => {
      if (this.#owner === undefined) this.#elapse();
      else this.#owner.resume(() => this.#elapse());
    });
  }

  /** A frozen environment can have cleared it on the way, so it is asked again. */
  #elapse(): void {
    if (this.#cleared) return;
    if (this.#repeats) this.#start();
    this.#fire();
  }

  clear(): void {
    this.#cleared = true;
    if (this.#scheduled !== undefined) this.#time.cancel(this.#scheduled);
  }

  refresh(): this {
    if (this.#cleared) return this;
    if (this.#scheduled !== undefined) this.#time.cancel(this.#scheduled);
    this.#start();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

export type VirtualTimers = {
  readonly setTimeout: (callback: Callback, millis?: unknown, ...given: unknown[]) => VirtualTimer;
  readonly setInterval: (callback: Callback, millis?: unknown, ...given: unknown[]) => VirtualTimer;
  /** After everything that is due already. */
  readonly setImmediate: (callback: Callback, ...given: unknown[]) => VirtualTimer;
  /** Knows timers of this kind only: others, and nothing, are left alone. */
  readonly clear: (timer: unknown) => void;
};

export const makeVirtualTimers = (time: Clockwork): VirtualTimers => {
  const start = (callback: Callback, delay: number, repeats: boolean, given: unknown[]) =>
    new VirtualTimer(time, () => callback(...given), delay, repeats);
  return {
    setTimeout: (callback, millis, ...given) => start(callback, delayOf(millis), false, given),
    setInterval: (callback, millis, ...given) => start(callback, delayOf(millis), true, given),
    setImmediate: (callback, ...given) => start(callback, 0, false, given),
    clear: (timer) => {
      if (timer instanceof VirtualTimer) timer.clear();
    },
  };
};
