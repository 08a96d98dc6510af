/**
 * One NDJSON file per function, written line by line: a line that was logged can be read at once.
 */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LogRecord } from './log-lines.ts';

export type LogFolder = {
  readonly write: (functionName: string, record: LogRecord) => void;
  readonly close: () => void;
};

/** Where the lines of a function are, by the name that people use. */
export const logFileOf = (folder: string, functionName: string): string =>
  join(folder, `${functionName}.ndjson`);

/** Empties the folder: every start of the stack is a new one. */
export const openLogFolder = (folder: string, functionNames: readonly string[]): LogFolder => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = new Map(
    functionNames.map((name) => [name, openSync(logFileOf(folder, name), 'a', 0o600)]),
  );
  return {
    write: (name, record) => {
      const file = files.get(name);
      if (file !== undefined) writeSync(file, `${JSON.stringify(record)}\n`);
    },
    close: () => {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
};
