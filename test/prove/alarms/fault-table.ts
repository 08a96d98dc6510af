/** Fault × alarms as people read it: which alarm told whom during which fault. */
import type { Played } from './scene.ts';

const marks = { page: 'P', ticket: 'T', nobody: '·' } as const;

/** @param keys - of all alarms, in the order of the alarm table. */
export const faultTable = (played: readonly Played[], keys: readonly string[]): string => {
  const shown = keys.filter((key) => played.some(({ told }) => told.has(key)));
  const width = Math.max(...shown.map((key) => key.length));
  const heads = played.map(
    ({ scene, seconds }, nth) => `${letterOf(nth)}  ${scene.name} (${seconds} s)`,
  );
  const columns = played.map((_, nth) => letterOf(nth)).join(' ');
  const rows = shown.map((key) => {
    const cells = played.map(({ told }) => marks[told.get(key) ?? 'nobody'] ?? ' ');
    const row = played.map(({ told }, nth) => (told.has(key) ? cells[nth] : ' ')).join(' ');
    return `${key.padEnd(width)}  ${row}`.trimEnd();
  });
  return [...heads, '', `${''.padEnd(width)}  ${columns}`, ...rows, '', legend].join('\n');
};

const legend = 'P page, T ticket, · tells nobody: other alarms are made of it';

const letterOf = (nth: number): string => String.fromCharCode(nth < 26 ? 65 + nth : 71 + nth);
