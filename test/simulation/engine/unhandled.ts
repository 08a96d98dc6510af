/**
 * Rejections that nobody handles, for the length of a run. Lambda ends the process for one; here it ends
 * the run, because it is a mistake of ours, whatever becomes of the order.
 */
import { currentEnvironment } from './current.ts';

export type UnhandledRejection = {
  readonly environment: string | undefined;
  readonly reason: unknown;
};

/** @param tell - once each, right after the microtasks in which it happened. Gives a way to stop. */
export const watchRejections = (tell: (rejection: UnhandledRejection) => void): (() => void) => {
  const others = process.listeners('unhandledRejection');
  const listener = (reason: unknown): void => {
    const environment = currentEnvironment();
    // What an environment leaves behind in the moment of its end is nobody's.
    if (environment?.isAlive() === false) return;
    tell({ environment: environment?.id, reason });
  };
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  return () => {
    process.off('unhandledRejection', listener);
    for (const other of others) process.on('unhandledRejection', other);
  };
};
