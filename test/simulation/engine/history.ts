/**
 * Every event of a run as one line, hashed as it comes: two runs are the same if their hashes are.
 */
import { createHash } from 'node:crypto';

/** Lines are hashed in pieces of this size: one call per line would cost more than the line. */
const pieceLength = 32_768;

export type History = {
  /** One line, with the virtual time written before it. */
  readonly record: (text: string) => void;
  readonly lines: () => number;
  /** sha256 over all lines so far, in hex. */
  readonly hash: () => string;
};

/** @param listen - told of each line, for a run that is looked at. */
export const makeHistory = (now: () => number, listen?: (line: string) => void): History => {
  const sha256 = createHash('sha256');
  let piece = '';
  let lines = 0;
  return {
    record: (text) => {
      const line = `${now()} ${text}\n`;
      lines += 1;
      listen?.(line);
      piece += line;
      if (piece.length < pieceLength) return;
      sha256.update(piece);
      piece = '';
    },
    lines: () => lines,
    hash: () => sha256.copy().update(piece).digest('hex'),
  };
};
