/**
 * What the documents lead to is there: a table of what is tested is worth as much as its tests.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import cdkJson from '../cdk.json' with { type: 'json' };
import packageJson from '../package.json' with { type: 'json' };
import { invariants } from './simulation/invariants.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith('.md'))
  .sort();

/** Targets of links that stay in this repository, without their anchors. */
const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, target = '']) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );

/** Paths of tests that are named without a link. */
const testsOf = (text: string): string[] =>
  [...text.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, path = '']) => path);

describe.each(documents)('%s', (document) => {
  const text = textOf(document);

  it('leads to files that are there', () => {
    const missing = [
      ...linksOf(text).filter((target) => !existsSync(join(root, dirname(document), target))),
      ...testsOf(text).filter((path) => !existsSync(join(root, path))),
    ];

    expect(missing).toEqual([]);
  });
});

it('the newest changes are those of this version', () => {
  const [, newest] = /^## (\S+)$/m.exec(textOf('docs/CHANGELOG.md')) ?? [];

  expect(newest).toBe(packageJson.version);
});

describe('each failure mode', () => {
  const rows = textOf('docs/FAILURE-MODES.md')
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | '))
    .filter(([first]) => first !== '| what goes wrong');

  it('has what goes wrong, what the bridge does, and a test of ours', () => {
    const faulty = rows.filter(
      (cells) => cells.length !== 3 || !/\(\.\.\/test\/[\w./-]+\.ts\)/.test(cells[2] ?? ''),
    );

    expect(rows.length).toBeGreaterThan(100);
    expect(faulty).toEqual([]);
  });

  it('names invariants that the simulation looks at', () => {
    const named = rows
      .flatMap(([, , shown = '']) => shown.split('simulation: ').slice(1))
      .flatMap((list) => [...list.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name));

    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in invariants))).toEqual([]);
  });
});

describe('the sample of a pipeline', () => {
  type Step = { readonly uses?: string; readonly run?: string };
  const { jobs } = parse(textOf('docs/github-actions.yml')) as {
    readonly jobs: Readonly<Record<string, { readonly needs?: string; readonly steps: Step[] }>>;
  };
  const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));

  it('checks, shows the difference, waits for a person, deploys, and tries an order', () => {
    expect(Object.entries(jobs).map(([name, { needs }]) => [name, needs])).toEqual([
      ['check', undefined],
      ['diff', 'check'],
      ['deploy', 'diff'],
    ]);
    expect(commands.join('\n')).toMatch(/cdk diff[\s\S]*npm run deploy[\s\S]*smoke/);
  });

  it('runs scripts that are there, on a stage that is there', () => {
    const scripts = commands.flatMap((text) => [...text.matchAll(/npm run (\S+)/g)]);

    expect(scripts.length).toBeGreaterThan(4);
    expect(
      scripts.map(([, name = '']) => name).filter((name) => !(name in packageJson.scripts)),
    ).toEqual([]);
    expect(textOf('docs/github-actions.yml')).toContain('STAGE: production');
    expect(cdkJson.context.stages).toHaveProperty('production');
  });
});
