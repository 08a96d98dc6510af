/** A file is cut into the same lines, wherever its pieces end, and from wherever it is read on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Line,
  lineBytesMax,
  makeLineCutter,
} from '../../../../lib/reconciliation/nightly/lines.ts';

const cutAll = (bytes: Uint8Array, sizes: readonly number[], from = 0): Line[] => {
  const cutter = makeLineCutter(from);
  const lines: Line[] = [];
  let at = from;
  for (let n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    lines.push(...cutter.cut(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...lines, ...cutter.rest()];
};
const texts = (lines: readonly Line[]) => lines.map(({ text }) => text);
const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((one) => one.replaceAll('\n', ''));

describe('a file in pieces', () => {
  it('has the same lines, whatever its pieces are', () => {
    fc.assert(
      fc.property(
        fc.array(text),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (lines, sizes) => {
          const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(''));
          expect(texts(cutAll(bytes, sizes))).toEqual(lines);
        },
      ),
    );
  });

  it('is read on behind any of its lines', () => {
    const bytes = new TextEncoder().encode('eins\nzwölf\n\n€\n');
    const lines = cutAll(bytes, [3]);
    expect(lines.map(({ end }) => end)).toEqual([5, 12, 13, 17]);
    for (const [n, { end }] of lines.entries()) {
      expect(texts(cutAll(bytes, [2], end))).toEqual(['eins', 'zwölf', '', '€'].slice(n + 1));
    }
  });

  it('has a last line without a line feed, and says where it ends', () => {
    expect(cutAll(new TextEncoder().encode('a\nb'), [1])).toEqual([
      { text: 'a', end: 2 },
      { text: 'b', end: 3 },
    ]);
  });

  it('has no text of a line that is too long, and the next ones all the same', () => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(lineBytesMax + 1)}\nb\n`);
    expect(cutAll(bytes, [1_000])).toEqual([
      { text: undefined, end: 65_538 },
      { text: 'b', end: 65_540 },
    ]);
  });
});
