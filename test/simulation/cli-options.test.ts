/** The command line's flags: what they mean, and what one line says about wrong ones. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './cli/options.ts';
import { commandOf, parseReplay } from './cli/replay.ts';

const noFile = (path: string): string => {
  throw new Error(`there is no file ${path}`);
};
const parse = (...args: readonly string[]) => parseCommandLine(args, noFile);
const common = { workers: 2, json: false };
const seeds = { kind: 'seeds', naive: false, ...common };
const mistakes = { kind: 'mistakes', known: false, remember: false, ...common };

describe('what is run', () => {
  it.each([
    [[], { ...seeds, range: { from: 1, count: 200 } }],
    [['--seeds', '2000', '--from', '7'], { ...seeds, range: { from: 7, count: 2_000 } }],
    [['--naive', '--json'], { ...seeds, naive: true, json: true, range: { from: 1, count: 200 } }],
    [
      ['--minutes', '1.5', '--workers', '1'],
      { ...seeds, workers: 1, range: { from: 1, count: 4_294_967_295, minutes: 1.5 } },
    ],
    [['--minutes', '2', '--seeds', '9'], { ...seeds, range: { from: 1, count: 9, minutes: 2 } }],
    [['--seed', '42'], { kind: 'replay', replay: { seed: 42 }, ...common }],
    [['--seed', '42', '--naive'], { kind: 'replay', replay: { seed: 42, naive: true }, ...common }],
    [['--mistake', 'no-guard'], { ...seeds, range: { from: 1, count: 200 }, mistake: 'no-guard' }],
    [['--mistakes'], { ...mistakes, range: { from: 1, count: 500 } }],
    [['--mistakes', '--known'], { ...mistakes, known: true, range: { from: 1, count: 500 } }],
    [
      ['--mistakes', '--seeds', '50', '--only', 'a', '--only', 'b'],
      { ...mistakes, range: { from: 1, count: 50 }, names: ['a', 'b'] },
    ],
  ])('%j', (args, expected) => {
    expect(parse(...args)).toEqual(expected);
  });
});

describe('one line says what is wrong', () => {
  it.each([
    [['--seeds', '0'], '--seeds must be a whole number from 1 to 4294967295, not "0"'],
    [['--seeds', 'many'], '--seeds must be a whole number from 1 to 4294967295, not "many"'],
    [['--seeds', '1e3'], '--seeds must be a whole number from 1 to 4294967295, not "1e3"'],
    [['--from', '-1'], /--from/],
    [['--from', '4294967295', '--seeds', '2'], /--seeds must be a whole number from 1 to 1,/],
    [['--seed', '4294967296'], /--seed must be a whole number from 0 to 4294967295/],
    [['--minutes', '0'], '--minutes must be a number above 0, up to 1440, not "0"'],
    [['--workers', '65'], '--workers must be a whole number from 1 to 64, not "65"'],
    [['--seed', '1', '--seeds', '2'], '--seed and --seeds do not go together'],
    [['--seed', '1', '--mistakes'], '--seed and --mistakes do not go together'],
    [['--replay', '{}', '--naive'], '--replay and --naive do not go together'],
    [['--mistakes', '--naive'], '--mistakes and --naive do not go together'],
    [['--only', 'a'], '--only needs --mistakes'],
    [['--known'], '--known needs --mistakes'],
    [['--mistakes', '--known', '--remember'], '--known and --remember do not go together'],
    [['--replay', '{}'], /the replay's seed/],
    [['--replay', '{"seed":1,"onyl":[]}'], /onyl/],
    [['--replay', '{'], 'the replay is no JSON'],
    [['--replay', 'gone.json'], 'there is no file gone.json'],
    [['--sedes', '5'], /--sedes/],
    [['5'], /5/],
  ])('%j', (args, fault) => {
    const expected = typeof fault === 'string' ? fault : expect.stringMatching(fault);
    expect(parse(...args)).toEqual({ kind: 'wrong', fault: expected });
  });
});

describe('a replay', () => {
  const replay = { seed: 3, only: ["wms.put/it's/1"], without: ['outage/1'], naive: true };

  it('is read from the text that the command shows, and from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'replay-'));
    try {
      const path = join(folder, 'failure.json');
      writeFileSync(path, JSON.stringify(replay));
      const read = parseCommandLine(['--replay', path], () => JSON.stringify(replay));
      expect(read).toEqual({ kind: 'replay', replay, ...common });
      expect(parse('--replay', JSON.stringify(replay))).toEqual(read);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('survives a shell', async () => {
    const words = commandOf(replay).replace('npm run simulate --', 'printf %s');
    const { stdout } = await promisify(execFile)('bash', ['-c', words.replace('--replay ', '')]);
    expect(parseReplay(stdout)).toEqual(replay);
  });
});

it('wrong arguments end the program with one line and code 2', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const ended = promisify(execFile)(process.execPath, [main, '--seeds', 'x']);
  await expect(ended).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'simulate: --seeds must be a whole number from 1 to 4294967295, not "x"\n',
  });
});
