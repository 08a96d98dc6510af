/** The operator's command line: what is typed wrongly is said in one line, before anything is called. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRun, runProgram } from './run-bridge.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const stateDir = mkdtempSync(join(tmpdir(), 'bridge-arguments-'));
afterAll(() => rmSync(stateDir, { recursive: true }));
const run = makeRun(stateDir, () => now);
const open = ['circuit', 'open', '--reason', 'stocktaking'];
const durations = 'Give it as 2h, 90m, 1h30m or 3d.';
const instants = 'Give it as 2026-11-22T10:00:00Z or 2026-11-22T11:00:00+01:00.';
const wrongFor = (text: string) => `option '--for <duration>' argument '${text}' is invalid.`;
const wrongUntil = (text: string) => `option '--until <instant>' argument '${text}' is invalid.`;

describe('a wrong argument', () => {
  it.each([
    [[], 'a command is missing; --help lists them'],
    [['circuit'], 'a command is missing; --help lists them'],
    [['ciruit', 'show'], "unknown command 'ciruit' (Did you mean circuit?)"],
    [['circuit', 'opne'], "unknown command 'opne' (Did you mean open?)"],
    [['circuit', 'show', '--typo'], "unknown option '--typo'"],
    [
      ['circuit', 'show', 'now'],
      "too many arguments for 'show'. Expected 0 arguments but got 1: now.",
    ],
    [['circuit', 'close', '--for', '2h'], "unknown option '--for'"],
    [['circuit', 'show', '--stage'], "option '--stage <name>' argument missing"],
    [
      ['circuit', 'show', '--stage', 'Prod\nuction'],
      "option '--stage <name>' argument 'Prod uction' is invalid. A name has lower-case letters, digits and hyphens.",
    ],
    [['circuit', 'open'], "required option '--reason <text>' not specified"],
    [
      ['circuit', 'open', '--reason', ' \n'],
      "option '--reason <text>' argument ' ' is invalid. Say why, in words.",
    ],
    [
      ['circuit', 'open', '--reason', '--for', '2h'],
      "option '--reason <text>' argument '--for' is invalid. Say why, in words.",
    ],
    [[...open, '--for', 'a while'], `${wrongFor('a while')} ${durations}`],
    [[...open, '--for', ''], `${wrongFor('')} ${durations}`],
    [[...open, '--for', '2'], `${wrongFor('2')} ${durations}`],
    [[...open, '--for', '30m1h'], `${wrongFor('30m1h')} ${durations}`],
    [[...open, '--for', '-2h'], `${wrongFor('-2h')} ${durations}`],
    [[...open, '--for', '0h'], `${wrongFor('0h')} It must be more than nothing.`],
    [[...open, '--for', '7d1s'], `${wrongFor('7d1s')} It must be at most 7 days.`],
    [[...open, '--until', 'tomorrow'], `${wrongUntil('tomorrow')} ${instants}`],
    [[...open, '--until', '2026-11-23'], `${wrongUntil('2026-11-23')} ${instants}`],
    [
      [...open, '--until', '2026-11-31T00:00:00Z'],
      `${wrongUntil('2026-11-31T00:00:00Z')} ${instants}`,
    ],
    [
      [...open, '--until', '2026-11-23T10:00:00'],
      `${wrongUntil('2026-11-23T10:00:00')} ${instants}`,
    ],
    [
      [...open, '--until', '2026-11-22T10:00:00Z'],
      `${wrongUntil('2026-11-22T10:00:00Z')} It is in the past.`,
    ],
    [
      [...open, '--until', '2026-11-22T10:30:00+01:00'],
      `${wrongUntil('2026-11-22T10:30:00+01:00')} It is in the past.`,
    ],
    [
      [...open, '--until', '2026-11-29T10:00:01Z'],
      `${wrongUntil('2026-11-29T10:00:01Z')} It must be at most 7 days from now.`,
    ],
    [
      [...open, '--for', '2h', '--until', '2026-11-23T10:00:00Z'],
      "option '--until <instant>' cannot be used with option '--for <duration>'",
    ],
    [['reconcile'], 'say one of --since, --order, --nightly or --report'],
    [
      ['reconcile', '--since', '1h', '--order', '17'],
      'say one of --since, --order, --nightly or --report',
    ],
    [
      ['reconcile', '--order', '17', '--until', '1h'],
      '--until goes with --since, and must be later',
    ],
    [
      ['reconcile', '--since', '1h', '--until', '2h'],
      '--until goes with --since, and must be later',
    ],
    [
      ['reconcile', '--since', 'yesterday'],
      "option '--since <time>' argument 'yesterday' is invalid. Give it as 2026-11-22T10:00:00Z, or how long ago it was: 2h, 90m, 3d.",
    ],
    [
      ['reconcile', '--order', '#1001'],
      "option '--order <order>' argument '#1001' is invalid. Give Shopify's id of the order: a number is the shop's alone.",
    ],
    [['webhooks'], 'a command is missing; --help lists them'],
  ])('%j: one clear line and exit code 2', async (args, fault) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', complaints: [`bridge: ${fault}`] });
  });

  it('a reason may have 200 characters', async () => {
    const { code, complaints } = await run('circuit', 'open', '--reason', 'x'.repeat(201));

    expect(code).toBe(2);
    expect(complaints[0]).toMatch(/ is invalid\. It must have at most 200 characters\.$/);
  });
});

describe('without a stage that answers', () => {
  const none =
    'bridge: no local stack runs in this checkout: start it with npm start, or name a deployed stage with --stage';
  const describeStack = (text: string) => writeFileSync(join(stateDir, 'stack.json'), text);

  it.each([
    [['circuit', 'show']],
    [['circuit', 'show', '--stage', 'local', '--json']],
    [[...open, '--for', '7d']],
    [[...open, '--until', '2026-11-29T11:00:00+01:00']],
    [['circuit', 'close']],
  ])('%j: no local stack runs, and exit code 1', async (args) => {
    expect(await run(...args)).toEqual({ code: 1, out: '', complaints: [none] });
  });

  it('a local stack that was killed does not answer', async () => {
    const awsEndpoint = 'http://127.0.0.1:1';
    describeStack(JSON.stringify({ awsEndpoint, region: 'eu-central-1' }));

    expect(await run('circuit', 'show')).toEqual({
      code: 1,
      out: '',
      complaints: ['bridge: the local stack at http://127.0.0.1:1 does not answer (ECONNREFUSED)'],
    });
  });

  it.each(['', '{}', '{"awsEndpoint":"here"}'])('%j describes no stack', async (text) => {
    describeStack(text);

    expect(await run('circuit', 'close')).toEqual({
      code: 1,
      out: '',
      complaints: [
        `bridge: ${stateDir}/stack.json cannot be read: start the local stack again with npm start`,
      ],
    });
  });
});

describe('help', () => {
  it.each([[['--help']], [['help']]])('%j lists the commands, and exit codes', async (args) => {
    const { code, out, complaints } = await run(...args);

    expect([code, complaints]).toEqual([0, []]);
    expect(out).toMatch(/^Usage: npm run bridge -- <command> \[options\]$/m);
    expect(out).toMatch(/^ {2}circuit {2,}What stands between the orders and the WMS\.$/m);
    expect(out).toMatch(/^Exit codes: 0 done, 1 could not, 2 a wrong argument\.$/m);
  });

  it.each(['open', 'close', ''])('circuit %s --help has examples', async (command) => {
    const { code, out } = await run('circuit', ...(command === '' ? [] : [command]), '--help');

    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}--stage <name> {2,}a deployed stage/m);
    expect(out).toMatch(/^ {2}npm run bridge -- circuit open --reason "stocktaking" --for 2h/m);
  });

  it('is that of a program of its own', async () => {
    const { code, out, complaints } = await runProgram(['circuit', 'show', '--help'], {});

    expect([code, complaints]).toEqual([0, []]);
    expect(out).toContain('Changes nothing.');
  });
});
