/**
 * Why a command did not do what was asked, for the person who typed it: one line, no stack trace.
 */

/** 0: done. 1: could not. 2: a wrong argument. */
export type ExitCode = 0 | 1 | 2;

/** @param message - one line that says what to do about it. */
export const refusal = (message: string, exitCode: 1 | 2): Error =>
  Object.assign(new Error(message), { exitCode });

/** The exit code of a refusal; nothing for any other error. */
export const exitCodeOf = (error: unknown): 1 | 2 | undefined =>
  error instanceof Error && 'exitCode' in error && (error.exitCode === 1 || error.exitCode === 2)
    ? error.exitCode
    : undefined;
