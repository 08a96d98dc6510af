/**
 * A log file page by page, oldest lines first or newest first.
 *
 * A page ends after so many bytes, whatever is in it, as CloudWatch's pages do: a caller that stops at an
 * empty page sees here, too, what it misses.
 */
import { type FileHandle, open } from 'node:fs/promises';

/** A longer line is passed over, as CloudWatch takes none. */
const pageBytes = 4 * 1_024 * 1_024;
const lineFeed = 0x0a;

/** Where to go on: forward from this byte, or back from it; `undefined` is the file's end. */
export type Place =
  | { readonly way: 'from'; readonly byte: number }
  | { readonly way: 'to'; readonly byte?: number };

export type LogLine = { readonly text: string; readonly start: number; readonly end: number };

export type LogPage = {
  /** In the order that was asked for. */
  readonly lines: readonly LogLine[];
  /** More may follow there. */
  readonly next?: Place;
};

export const readLogPage = async (path: string, place: Place): Promise<LogPage> => {
  const file = await open(path, 'r');
  try {
    return place.way === 'from'
      ? await readOn(file, place.byte)
      : await readBack(file, place.byte ?? (await file.stat()).size);
  } finally {
    await file.close();
  }
};

const readOn = async (file: FileHandle, start: number): Promise<LogPage> => {
  const bytes = await readBytes(file, start, pageBytes);
  const isFull = bytes.length === pageBytes;
  const end = bytes.lastIndexOf(lineFeed) + 1;
  const lines = cutLines(bytes.subarray(0, end), start);
  if (!isFull) return { lines };
  return { lines, next: { way: 'from', byte: start + (end === 0 ? pageBytes : end) } };
};

const readBack = async (file: FileHandle, end: number): Promise<LogPage> => {
  const from = Math.max(0, end - pageBytes);
  const bytes = await readBytes(file, from, end - from);
  // The first line of a page that is not the file's first began before it.
  const begin = from === 0 ? 0 : bytes.indexOf(lineFeed) + 1;
  const whole = bytes.subarray(begin, bytes.lastIndexOf(lineFeed) + 1);
  const lines = cutLines(whole, from + begin).toReversed();
  if (from === 0) return { lines };
  const isOneLine = lines.length === 0;
  return { lines, next: { way: 'to', byte: isOneLine ? from : from + begin } };
};

const readBytes = async (file: FileHandle, start: number, length: number): Promise<Buffer> => {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, start);
  return buffer.subarray(0, bytesRead);
};

/** A last line without an end is still being written, and is left for later. */
const cutLines = (bytes: Buffer, start: number): readonly LogLine[] => {
  const lines: LogLine[] = [];
  let from = 0;
  for (let to = bytes.indexOf(lineFeed); to !== -1; to = bytes.indexOf(lineFeed, from)) {
    const place = { start: start + from, end: start + to + 1 };
    lines.push({ text: bytes.toString('utf8', from, to), ...place });
    from = to + 1;
  }
  return lines;
};
