/** What the command prints of a small world whose seeds end in a known way, and its exit code. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type CommandSubject, simulateCommand } from './cli/command.ts';
import { smallWorld } from './cli/fixtures/simulate-small-world.ts';
import { blamed, seedThat } from './cli/fixtures/small-world.ts';

const simulate = async (args: readonly string[], subject: Partial<CommandSubject> = {}) => {
  const [out, complaints, progress]: [string[], string[], string[]] = [[], [], []];
  const code = await simulateCommand(
    args,
    {
      print: (text) => void out.push(...text.split('\n')),
      complain: (line) => void complaints.push(line),
      progress: { isTerminal: true, write: (text) => void progress.push(text) },
    },
    { ...smallWorld, ...subject },
  );
  return { code, out, complaints, progress };
};

const jsonLines = async (args: readonly string[], subject: Partial<CommandSubject> = {}) => {
  const { code, out } = await simulate([...args, '--json'], subject);
  return { code, lines: out.map((line) => JSON.parse(line)) };
};

describe('good seeds', () => {
  it('end with what occurred, how fast, and code 0', async () => {
    const { code, out, complaints } = await simulate(['--seeds', '30', '--from', '11']);
    expect([code, complaints]).toEqual([0, []]);
    expect(out.slice(0, 3)).toEqual([
      'occurred           times  in seeds  needed',
      'circuit:opened        15        15       6',
      'fault:answer-lost    960        30       6',
    ]);
    expect(out[4]).toMatch(
      /^30 seeds \(11 to 40\), 90 orders, 1,200 events in \d+\.\d s: \d+\.\d seeds per second on 2 workers\.$/,
    );
    expect(out.slice(5)).toEqual(['2 seeds run twice, with the same hash each.', 'No violation.']);
  });

  it('show on a terminal how far the run is, on one line that goes away', async () => {
    const { progress } = await simulate(['--seeds', '30']);
    const [clear, first] = ['\r\u001b[2K', progress[0] ?? ''];
    expect(first.startsWith(clear)).toBe(true);
    expect(first.slice(clear.length)).toMatch(
      /^1 of 30 seeds {2}\d+\.\d\/s {2}0 failing {2}\d+\.\d s left$/,
    );
    expect(progress.at(-1)).toBe(clear);
  });

  it('are a line each for a program', async () => {
    const { code, lines } = await jsonLines(['--seeds', '12']);
    expect(code).toBe(0);
    expect(lines.map(({ type }) => type)).toEqual([...Array(12).fill('seed'), 'summary']);
    expect(
      lines
        .slice(0, -1)
        .map(({ seed }) => seed)
        .sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(lines.at(-1)).toMatchObject({ ok: true, seeds: 12, orders: 36, tooRare: [] });
  });

  it('one is told with its story', async () => {
    const { code, out } = await simulate(['--seed', '5']);
    expect(code).toBe(0);
    expect(out.slice(0, 4)).toEqual([
      '0:00:00.000                      the run begins',
      '0:00:01.500  820982911946154508  webhook received',
      '0:00:02.000  4711                another order',
      '0:01:01.500  820982911946154508  put to the WMS',
    ]);
  });

  it('are as many as fit into the time', async () => {
    const { lines } = await jsonLines(['--minutes', '0.005', '--from', '5000']);
    const { seeds, millis } = lines.at(-1);
    expect(seeds).toBeGreaterThan(0);
    expect(millis).toBeGreaterThanOrEqual(300);
  });
});

describe('a failing seed', () => {
  const seed = String(seedThat.doubles);
  const command = `npm run simulate -- --replay '{"seed":1007,"only":["wms.put/it'\\''s/1","sqs.SendMessage/9/2"],"without":["outage/0","outage/1","outage/2","outage/4","outage/5"]}'`;
  const report = [
    'VIOLATION  one effect per key  order 820982911946154508  seed 1007  at 0:01:01.500',
    '  two, not one',
    '',
    '  faults 32 -> 2, parts of the plan 6 -> 1',
    '    part                outage/3',
    "    fault  0:00:00.000  wms.put/it's/1       answer-lost",
    '    fault  0:00:01.000  sqs.SendMessage/9/2  answer-lost',
    '',
    `  replay: ${command}`,
    '',
    '  0:00:00.000  the run begins',
    '  0:00:01.500  webhook received',
    '  0:01:01.500  put to the WMS',
    '',
  ];
  const withoutTime = (out: readonly string[]) =>
    out.map((line) => line.replace(/ \(\d+ runs, \d+\.\d s\):$/, ''));

  it('is shrunk, told and ends with code 1', async () => {
    const { code, out } = await simulate(['--seeds', '3', '--from', '1006']);
    expect(code).toBe(1);
    expect(withoutTime(out).slice(0, report.length)).toEqual(report);
    expect(out).toContain(
      'VIOLATION  nothing is nowhere  order 820982911946154508  seed 1008  at 0:01:01.500',
    );
    expect(out).toContain('    it needs neither a fault nor a part of the plan');
    expect(out.at(-1)).toBe(
      'FAILED  2 of 3 seeds: one effect per key 1, nothing is nowhere 1 (1007, 1008).',
    );
  });

  it('is so, too, when it is run alone', async () => {
    const { code, out } = await simulate(['--seed', seed]);
    expect(code).toBe(1);
    expect(withoutTime(out).slice(0, report.length)).toEqual(report);
  });

  it('fails in its replay, and not without one of its faults', async () => {
    const { lines } = await jsonLines(['--seed', seed]);
    const { replay } = lines[0];
    expect(replay.only).toEqual([...blamed.faults]);

    const again = await simulate(['--replay', JSON.stringify(replay)]);
    expect(again.code).toBe(1);
    expect(again.out.slice(0, 2)).toEqual(report.slice(0, 2));

    const [, ...fewer] = replay.only;
    const good = await simulate(['--replay', JSON.stringify({ ...replay, only: fewer })]);
    expect([good.code, good.out.at(-1)]).toEqual([0, 'No violation.']);
  });

  it('of the past is run first, and told with its reason', async () => {
    const replay = { seed: seedThat.doubles, only: [...blamed.faults] };
    const why = 'A lost answer was taken for a refusal.';
    const { code, out } = await simulate(['--seeds', '1'], { regressions: [{ why, replay }] });
    expect(code).toBe(1);
    expect(out[2]).toBe(`  It has failed before: ${why}`);
  });
});

describe('a run fails, too', () => {
  it('where something never occurred', async () => {
    const rule = { ...smallWorld.rule, names: ['circuit:opened', 'parked:poison'] };
    const { code, out } = await simulate(['--seeds', '20'], { rule });
    expect(code).toBe(1);
    expect(out).toContain('parked:poison          0         0       4');
    expect(out).toContain('TOO RARE  parked:poison occurred 0 times, 4 are needed');
  });

  it('but of few seeds nothing is asked', async () => {
    const rule = { ...smallWorld.rule, names: ['parked:poison'] };
    const { code, out } = await simulate(['--seeds', '9'], { rule });
    expect(code).toBe(0);
    expect(out).toContain('parked:poison          0         0');
  });

  it('where the same seed gives two hashes', async () => {
    const from = String(seedThat.isNeverTheSame);
    const many = await simulate(['--seeds', '1', '--from', from]);
    expect(many.code).toBe(1);
    expect(many.out).toContainEqual(expect.stringMatching(/^DIFFERENCE {2}seed 1669 gave \S+ and/));
    const one = await simulate(['--seed', from]);
    expect(one.code).toBe(1);
    expect(one.out.at(-2)).toMatch(/the second time: DIFFERENT$/);
  });

  it('where the control arm passes', async () => {
    const failing = await simulate(['--naive', '--seeds', '10']);
    expect([failing.code, failing.out.at(-1)]).toEqual([
      0,
      'The control arm failed in 9 of 10 seeds (90 %, 90 % are needed). Broken: one effect per key 9.',
    ]);
    const passing = await simulate(['--naive', '--seeds', '9', '--from', '10']);
    expect([passing.code, passing.out.at(-1)]).toEqual([
      1,
      'The control arm failed in 8 of 9 seeds (88 %, 90 % are needed). Broken: one effect per key 8.',
    ]);
  });
});

describe('the harness itself fails', () => {
  const program = fileURLToPath(new URL('./cli/fixtures/simulate-small-world.ts', import.meta.url));
  const start = (...args: readonly string[]) =>
    new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const child = execFile(process.execPath, [program, ...args], (_error, _stdout, stderr) =>
        resolve({ code: child.exitCode, stderr }),
      );
    });

  it('where a run throws: its process ends with code 3 and says where', async () => {
    const { code, stderr } = await start('--seed', String(seedThat.throws));
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^simulate: the harness failed: seed 1666: Error: the small world broke\n +at /,
    );
  });

  it('where a thread ends, while the other one is at work', async () => {
    const { code, stderr } = await start('--seeds', '7', '--from', '1660');
    expect(code).toBe(3);
    expect(stderr).toContain('seed 1666: Error: the small world broke');
    const ended = await start('--seeds', '1', '--from', String(seedThat.endsItsThread));
    expect(ended).toEqual({
      code: 3,
      stderr: 'simulate: the harness failed: seed 1667: its thread ended with code 7\n',
    });
  });

  it('where a seed never ends', async () => {
    const { code, complaints } = await simulate(['--seed', String(seedThat.neverEnds)], {
      seedMillisMax: 500,
    });
    expect([code, complaints]).toEqual([
      3,
      ['simulate: the harness failed: seed 1668: did not end within 0.5 s'],
    ]);
  });

  it('where there is no simulation to run', async () => {
    const { code, complaints } = await simulate(['--seeds', '1'], { module: 'file:///gone.ts' });
    expect(code).toBe(3);
    expect(complaints[0]).toMatch(
      /^simulate: the harness failed: the simulation does not start: Cannot find module/,
    );
  });
});

it('whoever reads along may go', async () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const piped = `'${process.execPath}' '${main}' --seeds 4 --json | head -1`;
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', piped]);
  expect(JSON.parse(stdout)).toMatchObject({ type: 'seed' });
  expect(stderr).toBe('');
});

it('help is printed and is no failure', async () => {
  const { code, out } = await simulate(['--help']);
  expect(code).toBe(0);
  expect(out[0]).toMatch(/^npm run simulate -- \[flags\]/);
});
