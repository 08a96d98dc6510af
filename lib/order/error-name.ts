/**
 * What may be told of an error: its name alone, because its message may quote what it failed on.
 */
export const errorName = (error: unknown): string =>
  error instanceof Error ? error.name : typeof error;
