/**
 * Labelled lines below each other, as every command shows what it found.
 */

/** A label and one or more lines. */
export type Row = readonly [label: string, ...lines: readonly string[]];

const labelWidth = 13;

export const layRows = (rows: readonly Row[]): string =>
  rows
    .flatMap(([label, ...lines]) =>
      lines.map((line, n) => `  ${(n === 0 ? label : '').padEnd(labelWidth)} ${line}`),
    )
    .join('\n');
