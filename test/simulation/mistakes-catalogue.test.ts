/** The catalogue fits the shipped source: each mistake applies to it once, and leaves it readable. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { mistakes } from './mistakes/catalogue.ts';
import { applyMistake } from './mistakes/mistake.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('there are at least thirty, each with a name and an effect of its own', () => {
  expect(mistakes.length).toBeGreaterThanOrEqual(30);
  for (const key of ['name', 'effect'] as const) {
    expect(new Set(mistakes.map((mistake) => mistake[key])).size).toBe(mistakes.length);
  }
});

describe('each is one that somebody could make', () => {
  it.each(mistakes.map((mistake) => [mistake.name, mistake] as const))('%s', (_, mistake) => {
    const source = readFileSync(`${root}${mistake.file}`, 'utf8');
    const changed = applyMistake(mistake, source);
    expect(changed).not.toBe(source);
    expect(mistake.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(mistake.effect).toMatch(/^[A-Z].{15,110}\.$/);
    const program = parse(stripTypeScriptTypes(changed), {
      ecmaVersion: 'latest',
      sourceType: 'module',
    });
    expect(program.body.length).toBeGreaterThan(0);
  });
});
