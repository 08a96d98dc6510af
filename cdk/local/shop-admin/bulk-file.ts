/**
 * The file of a bulk operation: lines kept compressed, so that a million of them fit into memory.
 */
import { gunzipSync, gzipSync } from 'node:zlib';

export const makeBulkFile = () => {
  const parts: Buffer[] = [];
  let lines = 0;
  let bytes = 0;
  return {
    write: (added: readonly object[]): void => {
      if (added.length === 0) return;
      const text = Buffer.from(added.map((line) => `${JSON.stringify(line)}\n`).join(''));
      lines += added.length;
      bytes += text.length;
      parts.push(gzipSync(text, { level: 1 }));
    },
    /** In pieces. @param from - bytes that are passed over. @param until - where it ends at the latest. */
    read: function* (from = 0, until = bytes): Generator<Buffer> {
      let at = 0;
      for (const part of parts) {
        if (at >= until) return;
        const text = gunzipSync(part);
        const piece = text.subarray(Math.max(0, from - at), Math.max(0, until - at));
        at += text.length;
        if (piece.length > 0) yield piece;
      }
    },
    size: () => ({ lines, bytes }),
  };
};
export type BulkFile = ReturnType<typeof makeBulkFile>;
