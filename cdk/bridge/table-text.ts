/**
 * A table for people: columns as wide as what stands in them, and every row one line.
 */
import { inOneLine } from './plain-text.ts';

export type Column<Row> = {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Of numbers. @default - left */
  readonly align?: 'right';
};

const gap = '  ';

export const layTable = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string => {
  const cells = [
    columns.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => columns.map(({ text }) => inOneLine(text(row)))),
  ];
  const widths = columns.map((_, n) => Math.max(...cells.map((line) => line[n]?.length ?? 0)));
  return cells
    .map((line) => {
      const padded = line.map((cell, n) => {
        const width = widths[n] ?? 0;
        return columns[n]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width);
      });
      return `${gap}${padded.join(gap)}`.trimEnd();
    })
    .join('\n');
};
