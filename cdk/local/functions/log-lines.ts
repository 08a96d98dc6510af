/**
 * Cuts what a process writes into lines and makes each a record: JSON as it is, anything else wrapped.
 *
 * Knows nothing of what the records mean; EMF metrics are records like any other.
 */
import { StringDecoder } from 'node:string_decoder';

export type LogRecord = Readonly<Record<string, unknown>>;

/** A line without an end is cut here, so that a runaway writer cannot fill the memory. */
const lineCharactersMax = 1_048_576;

/** Feeds chunks of bytes; `end` gives the last line that has no line feed. */
export const makeLineCutter = (onLine: (line: string) => void) => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
    if (rest.length < lineCharactersMax) return;
    onLine(rest);
    rest = '';
  };
  return {
    write: (chunk: Buffer): void => take(decoder.write(chunk)),
    end: (): void => {
      if (rest !== '') take('\n');
    },
  };
};

/** A JSON object stays what it is; other text becomes a record in Lambda's JSON log format. */
export const recordOf = (line: string, wrapped: LogRecord): LogRecord => {
  const parsed = parseObject(line);
  return parsed ?? { ...wrapped, message: line };
};

const parseObject = (line: string): LogRecord | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogRecord;
  } catch {
    return undefined;
  }
};
