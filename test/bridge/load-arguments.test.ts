import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRun } from './run-bridge.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'bridge-load-'));
afterAll(() => rmSync(stateDir, { recursive: true }));
const run = (...args: readonly string[]) => makeRun(stateDir)('load', ...args);

const wrong = (flag: string, text: string) => `option '${flag}' argument '${text}' is invalid.`;

describe('a wrong argument of a load test', () => {
  it.each([
    [
      ['--rate', '12001'],
      `${wrong('--rate <orders>', '12001')} It is a whole number of orders per minute, 1 to 12000.`,
    ],
    [
      ['--rate', '1.5'],
      `${wrong('--rate <orders>', '1.5')} It is a whole number of orders per minute, 1 to 12000.`,
    ],
    [
      ['--shape', 'zigzag'],
      `${wrong('--shape <shape>', 'zigzag')} It is one of steady, flash-sale, replay-burst.`,
    ],
    [['--duration', '2h'], `${wrong('--duration <duration>', '2h')} It must be at most 1 h.`],
    [['--page', ''], `${wrong('--page <file>', '')} It must name a file.`],
    [
      ['--sku', 'two words'],
      `${wrong('--sku <sku>', 'two words')} It has 1 to 100 printable characters without a space.`,
    ],
  ])('%j is said in one line', async (args, complaint) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', complaints: [`bridge: ${complaint}`] });
  });
});

it('the help of a load test names every option and what it leaves', async () => {
  const { code, out } = await run('--help');

  expect(code).toBe(0);
  for (const word of ['--rate', '--duration', '--shape', '--page', '--yes-production']) {
    expect(out).toContain(word);
  }
  expect(out).toContain('At most 60000 orders.');
});
