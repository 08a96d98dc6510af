/**
 * Cuts a stream of bytes into lines, and says of each where in the file it ends: there another slice goes on.
 * Holds one line and one piece at a time, whatever the file's size.
 */

/** A line of Shopify's export has some 250 bytes. A longer one is none of it, and is passed over. */
export const lineBytesMax = 65_536;

export type Line = {
  /** Undefined: longer than what is read. */
  readonly text: string | undefined;
  /** Bytes from the file's begin up to and with its line feed. */
  readonly end: number;
};

const lineFeed = 10;

/** @param offset - where the first piece lies in the file. */
export const makeLineCutter = (offset: number) => {
  const decoder = new TextDecoder();
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let at = offset;

  const keep = (bytes: Uint8Array): void => {
    keptBytes += bytes.length;
    // What is too long is counted and not held.
    if (keptBytes > lineBytesMax) kept = [];
    else kept.push(bytes);
    at += bytes.length;
  };
  const text = (): string | undefined => {
    const isLong = keptBytes > lineBytesMax;
    const [first, ...rest] = kept;
    const whole = rest.length === 0 ? first : Buffer.concat(kept);
    kept = [];
    keptBytes = 0;
    return isLong ? undefined : decoder.decode(whole);
  };
  return {
    /** The lines that end within this piece. */
    cut: (piece: Uint8Array): readonly Line[] => {
      const lines: Line[] = [];
      let from = 0;
      for (let end = piece.indexOf(lineFeed); end >= 0; end = piece.indexOf(lineFeed, from)) {
        keep(piece.subarray(from, end));
        at += 1;
        lines.push({ text: text(), end: at });
        from = end + 1;
      }
      if (from < piece.length) keep(piece.subarray(from));
      return lines;
    },
    /** What stands behind the last line feed; nothing where the file ends with one. */
    rest: (): readonly Line[] => (keptBytes === 0 ? [] : [{ text: text(), end: at }]),
  };
};
