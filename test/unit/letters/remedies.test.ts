import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { letterClasses } from '../../../lib/letters/indexed-letter.ts';
import { remedies } from '../../../lib/letters/remedies.ts';

/** The rows of the README's table of classes: class, what happened, what mends it. */
const rowsInReadme = (): readonly (readonly string[])[] => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const table = readme.split('| class | what happened | what mends it |')[1]?.split('\n\n')[0];
  return (table ?? '')
    .split('\n')
    .slice(2)
    .flatMap((row) => {
      const [names = '', ...words] = row.split('|').slice(1, -1);
      return names
        .split(',')
        .map((name) => [name, ...words].map((cell) => cell.replaceAll('`', '').trim()));
    });
};

describe('what mends a class of dead letters', () => {
  it('is the same in the widget and in the README, for each class', () => {
    const rows = rowsInReadme();

    expect(rows).toEqual(
      rows.map(([name = '']) => {
        const remedy = Object.entries(remedies).find(([known]) => known === name)?.[1];
        return [name, remedy?.happened, remedy?.mends];
      }),
    );
    expect(rows.map(([name]) => name).sort()).toEqual([...letterClasses].sort());
  });
});
