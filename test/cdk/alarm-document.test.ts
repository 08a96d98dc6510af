/** docs/ALARMS.md is the alarm table as the code has it; `vitest -u` writes it anew. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { alarmDocument, documentedTable as table } from './alarm-document.ts';

it('the document is the alarm table of the code', async () => {
  await expect(alarmDocument()).toMatchFileSnapshot('../../docs/ALARMS.md');
});

it('the table explains nothing by rows that are not there, nor by the row itself', () => {
  const keys = new Set(table.map(({ key }) => key));
  const causes = table.flatMap(({ key, explainedBy = {}, seen }) =>
    [...Object.keys(explainedBy), ...('allOf' in seen ? seen.allOf : [])].map((cause) => ({
      key,
      cause,
    })),
  );

  expect(causes.length).toBeGreaterThan(30);
  expect(causes.filter(({ key, cause }) => !keys.has(cause) || cause === key)).toEqual([]);
  expect(keys.size).toBe(table.length);
});

it('the runbook has a section for every alarm that tells somebody, and for no other', () => {
  const path = new URL('../../docs/RUNBOOK.md', import.meta.url);
  const sections = readFileSync(path, 'utf8')
    .split(/^## /m)
    .filter((chapter) => !chapter.startsWith('Things one plans\n'))
    .flatMap((chapter) => [...chapter.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading));
  const telling = table.filter(({ goesTo }) => goesTo !== 'nobody').map(({ key }) => key);

  expect(sections.toSorted()).toEqual(telling.toSorted());
});
