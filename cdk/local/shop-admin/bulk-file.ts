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
    /** In pieces. @param share - how much of it, from its begin. */
    read: function* (share = 1): Generator<Buffer> {
      let left = Math.floor(bytes * share);
      for (const part of parts) {
        const text = gunzipSync(part).subarray(0, left);
        left -= text.length;
        if (text.length > 0) yield text;
      }
    },
    size: () => ({ lines, bytes }),
  };
};
export type BulkFile = ReturnType<typeof makeBulkFile>;
