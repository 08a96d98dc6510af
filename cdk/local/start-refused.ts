/**
 * Why the local stack does not start, for the person who typed the command: no bug, so no stack trace.
 */

/** 2 for a wrong argument or setting, 1 for anything else. */
export type ExitCode = 1 | 2;

/** @param message - one or more lines that say what to do about it. */
export const startRefused = (message: string, exitCode: ExitCode): Error =>
  Object.assign(new Error(message), { exitCode });

/** The exit code of a refusal; nothing for any other error. */
export const exitCodeOf = (error: unknown): ExitCode | undefined =>
  error instanceof Error && 'exitCode' in error && (error.exitCode === 1 || error.exitCode === 2)
    ? error.exitCode
    : undefined;
