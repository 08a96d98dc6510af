import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { readInstalled } from './installed.ts';

const { dependencies, devDependencies } = packageJson;
const direct = Object.entries({ ...dependencies, ...devDependencies });
const installed = readInstalled();
const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');

describe('every dependency', () => {
  it('has one exact version', () => {
    expect(direct.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('is locked in that version, with the digest of what was downloaded', () => {
    const locked = new Map(installed.map((one) => [one.path, one.version]));

    expect(
      direct.filter(([name, version]) => locked.get(`node_modules/${name}`) !== version),
    ).toEqual([]);
    expect(
      installed.filter(({ integrity, within }) => !within && !integrity?.startsWith('sha512-')),
    ).toEqual([]);
  });

  it('has its line in the README, with the reason for it', () => {
    const [, list = ''] = readme.split('Dependencies, each for one reason');
    const lines = list.split('\n').filter((line) => line.startsWith('- `'));
    const named = lines.map((line) => /^- `([^`]+)` \S.{10,}/.exec(line)?.[1]);

    expect(named.sort()).toEqual(direct.map(([name]) => name).sort());
  });

  it('that ships is one of those that are bundled', () => {
    const shipping = new Set(installed.filter(({ ships }) => ships).map(({ name }) => name));

    expect(Object.keys(dependencies).filter((name) => !shipping.has(name))).toEqual([]);
    expect(Object.keys(devDependencies).filter((name) => shipping.has(name))).toEqual([]);
  });
});

it('what runs a script of its own when it is installed is named', () => {
  expect(Object.keys(packageJson.allowScripts).sort()).toEqual([
    'classic-level',
    'esbuild',
    'node',
  ]);
});
