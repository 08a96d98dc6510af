/** Text in columns, numbers, times and spans as a person reads them. */

/** Numbers go to the right of their column, texts to the left. */
export type Cell = string | number;

/** @param indent - written before every line. */
export const renderTable = (
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  indent = '',
): string => {
  const lines = [header, ...rows].map((row) => row.map(textOf));
  const widths = header.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const isNumber = header.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  return lines
    .map((line) =>
      line
        .map((text, column) => {
          const width = widths[column] ?? 0;
          return isNumber[column] ? text.padStart(width) : text.padEnd(width);
        })
        .join('  '),
    )
    .map((line) => `${indent}${line}`.trimEnd())
    .join('\n');
};

const textOf = (cell: Cell): string => (typeof cell === 'number' ? numberText(cell) : cell);

/** 12345 as `12,345`. */
export const numberText = (value: number): string => value.toLocaleString('en-US');

/** `1 seed`, `2 seeds`. */
export const countText = (count: number, noun: string): string =>
  `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A span as `4.2 s`, `3 min 05 s` or `2 h 03 min`. */
export const spanText = (millis: number): string => {
  const seconds = Math.max(0, millis) / 1_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  if (hours > 0) return `${hours} h ${pad(minutes, 2)} min`;
  return `${minutes} min ${pad(whole % 60, 2)} s`;
};

/** Virtual time since a run's start as `h:mm:ss.mmm`, to be aligned at its right. */
export const sinceText = (millis: number): string => {
  const sign = millis < 0 ? '-' : '';
  const total = Math.abs(Math.round(millis));
  const seconds = Math.floor(total / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return `${sign}${hours}:${pad(minutes, 2)}:${pad(seconds % 60, 2)}.${pad(total % 1_000, 3)}`;
};

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
