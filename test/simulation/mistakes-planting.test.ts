/** Planting a mistake: exactly once, into the modules of one thread, and never onto the disk. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CommandSubject, simulateCommand } from './cli/command.ts';
import { smallMistakes, smallWorld } from './cli/fixtures/simulate-small-world.ts';
import { applyMistake, type Mistake } from './mistakes/mistake.ts';

const mistake: Mistake = {
  ...{ name: 'no-guard', effect: 'None.', file: 'lib/order/x.ts' },
  ...{ find: 'a < b', replace: '$& <= b' },
};

describe('a mistake applies', () => {
  it('once, as it is written', () => {
    expect(applyMistake(mistake, 'if (a < b) return;')).toBe('if ($& <= b) return;');
  });

  it.each([
    [0, 'if (a > b) return;'],
    [2, 'if (a < b && a < b) return;'],
    [3, 'a < b a < b a < b'],
  ])('and is refused by name where it does %i times', (times, source) => {
    expect(() => applyMistake(mistake, source)).toThrow(
      `the mistake "no-guard" applies ${times} times to lib/order/x.ts, not once`,
    );
  });
});

const run = async (args: readonly string[], subject: Partial<CommandSubject> = {}) => {
  const out: string[] = [];
  const code = await simulateCommand(
    ['--mistakes', '--json', ...args],
    {
      print: (text) => void out.push(...text.split('\n')),
      complain: (line) => void out.push(line),
      progress: { isTerminal: false, write: () => undefined },
    },
    { ...smallWorld, ...subject },
  );
  return { code, lines: out.map((line) => JSON.parse(line)) };
};

const only = (...names: readonly string[]) => names.flatMap((name) => ['--only', name]);

describe('a planted mistake', () => {
  const file = new URL('../../lib/order/deduplication.ts', import.meta.url);

  it('is caught by a seed that is good without it, and leaves the file alone', async () => {
    const before = readFileSync(file, 'utf8');
    const { code, lines } = await run(only('replay-swallowed'));
    expect(code).toBe(0);
    expect(lines[0]).toMatchObject({
      ...{ type: 'mistake', name: 'replay-swallowed', kind: 'caught', seed: 3, seeds: 3 },
      violation: { invariant: 'replayed means sent' },
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('that nobody notices fails the run', async () => {
    const { code, lines } = await run([...only('harmless'), '--seeds', '20']);
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ name: 'harmless', kind: 'not-caught', seeds: 20 });
    expect(lines[1]).toMatchObject({ type: 'summary', ok: false, mistakes: 1, caught: 0 });
  });

  it('is not caught by a seed that fails without it as well', async () => {
    const { code, lines } = await run([...only('harmless'), '--from', '1006', '--seeds', '3']);
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ kind: 'not-caught', seeds: 3, spoiled: 2 });

    const later = await run([...only('replay-swallowed'), '--from', '1007', '--seeds', '9']);
    expect(later.code).toBe(0);
    expect(later.lines[0]).toMatchObject({ kind: 'caught', seed: 1_011, seeds: 5 });
  });

  it.each([
    ['stands-nowhere', 'the mistake "stands-nowhere" applies 0 times to'],
    ['stands-often', 'the mistake "stands-often" applies 5 times to'],
    ['in-an-unused-file', 'lib/order/error-name.ts was loaded 0 times'],
    ['breaks-the-file', 'the simulation does not start'],
  ])('that cannot be planted fails the run by its name: %s', async (name, reason) => {
    const { code, lines } = await run(only(name));
    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ name, kind: 'unusable' });
    expect(lines[0].reason).toContain(reason);
  });

  it('is tried first with the seed that caught it the last time', async () => {
    const { lines } = await run([...only('replay-swallowed'), '--known']);
    expect(lines[0]).toMatchObject({ kind: 'caught', seed: 30, seeds: 1 });

    const { lines: all } = await run([...only('harmless'), '--known', '--seeds', '5']);
    expect(all[0]).toMatchObject({ kind: 'not-caught', seeds: 5 });
  });

  it('is written down with the seed that caught it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'known-seeds-'));
    try {
      const knownSeeds = pathToFileURL(join(folder, 'known-seeds.json'));
      writeFileSync(knownSeeds, '{ "another": 7, "replay-swallowed": 30 }');
      await run([...only('replay-swallowed', 'harmless'), '--remember', '--seeds', '5'], {
        knownSeeds,
      });
      expect(JSON.parse(readFileSync(knownSeeds, 'utf8'))).toEqual({
        another: 7,
        'replay-swallowed': 3,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is one of many, and each has its line and its row', async () => {
    const out: string[] = [];
    const code = await simulateCommand(
      ['--mistakes', '--seeds', '20'],
      {
        print: (text) => void out.push(...text.split('\n')),
        complain: (line) => void out.push(line),
        progress: { isTerminal: false, write: () => undefined },
      },
      smallWorld,
    );
    expect(code).toBe(1);
    expect(out[0]).toMatch(/^mistake +caught by +seeds +seed +time$/);
    for (const [row, { name }] of smallMistakes.entries()) {
      expect(out[row + 1]?.startsWith(name)).toBe(true);
    }
    expect(out).toContain('NOT CAUGHT  harmless: Nothing.');
    expect(out.at(-1)).toMatch(
      /^1 of 6 mistakes caught in \d+\.\d s, the median within 3 seeds\.$/,
    );
  });
});

it('a mistake that nobody knows is a wrong argument', async () => {
  const complaints: string[] = [];
  const code = await simulateCommand(
    ['--mistakes', '--only', 'gone'],
    {
      print: () => undefined,
      complain: (line) => void complaints.push(line),
      progress: { isTerminal: false, write: () => undefined },
    },
    smallWorld,
  );
  expect([code, complaints]).toEqual([
    2,
    ['simulate: there is no mistake "gone"; --mistakes lists them'],
  ]);
});
