/**
 * A report's tables as rows of text, for a terminal and for a page alike.
 */
export type Table = {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Of a latency: milliseconds below a second, else seconds. */
export const durationOf = (millis: number | null): string => {
  if (millis === null) return '–';
  return millis < 1_000 ? `${Math.round(millis)} ms` : `${(millis / 1_000).toFixed(1)} s`;
};

/** Columns aligned: words to the left, what follows the first column to the right. */
export const alignedText = ({ title, head, rows }: Table): string => {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('   ')
      .trimEnd();
  return [title, ...all.map((row) => `  ${lineOf(row)}`)].join('\n');
};
