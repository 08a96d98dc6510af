/** `bridge dead-letters`: what is typed wrongly is said in one line, before anything is called. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRun } from './run-bridge.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
const stateDir = mkdtempSync(join(tmpdir(), 'bridge-letters-'));
afterAll(() => rmSync(stateDir, { recursive: true }));
const run = makeRun(stateDir, () => now);
const unchosen = 'say which letters: --class, --letter or another filter, or --all';
const wrong = (option: string, text: string) => `option '${option}' argument '${text}' is invalid.`;
const times = 'Give it as 2026-11-22T10:00:00Z, or how long ago it was: 2h, 90m, 3d.';
const place = 'Give it as the list printed it, under "more".';

describe('a wrong argument', () => {
  it.each([
    [['lst'], "unknown command 'lst' (Did you mean list?)"],
    [[], 'a command is missing; --help lists them'],
    [['list', '--class', 'odd'], /^option '--class <class>' argument 'odd' is invalid\. Allowed/],
    [['list', '--fate', 'sent'], /^option '--fate <fate>' argument 'sent' is invalid\. Allowed/],
    [['list', '--reason', 'x'], /^unknown option '--reason'/],
    [['list', '--with-reason', ''], `${wrong('--with-reason <text>', '')} It must not be empty.`],
    [['list', '--shop', 'x'.repeat(201)], / is invalid\. It is too long\.$/],
    [['list', '--order', '#1001'], `${wrong('--order <id>', '#1001')} An order id has digits.`],
    [['list', '--order', ''], `${wrong('--order <id>', '')} An order id has digits.`],
    [['list', '--since', 'noon'], `${wrong('--since <time>', 'noon')} ${times}`],
    [['list', '--since', ''], `${wrong('--since <time>', '')} ${times}`],
    [['list', '--since', '31d'], `${wrong('--since <time>', '31d')} It must be at most 30 days.`],
    [
      ['list', '--until', '2026-11-22T10:00:01Z'],
      `${wrong('--until <time>', '2026-11-22T10:00:01Z')} It is in the future.`,
    ],
    [
      ['list', '--until', '2026-10-01T10:00:00Z'],
      `${wrong('--until <time>', '2026-10-01T10:00:00Z')} It must be at most 30 days ago.`,
    ],
    [
      ['list', '--limit', '101'],
      `${wrong('--limit <n>', '101')} Give a whole number from 0 to 100.`,
    ],
    [['list', '--after', 'a1'], `${wrong('--after <place>', 'a1')} ${place}`],
    [['list', '--after', 'noon/a1'], `${wrong('--after <place>', 'noon/a1')} ${place}`],
    [['show'], "missing required argument 'letter'"],
    [['show', 'a', 'b'], "too many arguments for 'show'. Expected 1 argument but got 2: a, b."],
    [['replay'], unchosen],
    [['replay', '--confirm', '5', '--force'], unchosen],
    [
      ['replay', '--all', '--topic', 'orders/create'],
      "option '--all' cannot be used with option '--topic <topic>'",
    ],
    [
      ['replay', '--all', '--confirm', '-1'],
      `${wrong('--confirm <n>', '-1')} Give a whole number from 0 to 1000000.`,
    ],
    [
      ['replay', '--all', '--confirm', '1.5'],
      `${wrong('--confirm <n>', '1.5')} Give a whole number from 0 to 1000000.`,
    ],
    [
      ['replay', '--all', '--pace', '0'],
      `${wrong('--pace <n>', '0')} Give a number from 0.1 to 100.`,
    ],
    [
      ['replay', '--all', '--pace', 'NaN'],
      `${wrong('--pace <n>', 'NaN')} Give a number from 0.1 to 100.`,
    ],
    [['discard', '--all'], "required option '--reason <text>' not specified"],
    [['discard', '--reason', 'test orders'], unchosen],
    [['discard', '--all', '--reason', ' '], `${wrong('--reason <text>', ' ')} Say why, in words.`],
    [['watch'], "missing required argument 'job'"],
    [['stop'], "missing required argument 'job'"],
    [['resume', 'j1', '--pace', '5'], "unknown option '--pace'"],
  ])('%j: one clear line and exit code 2', async (args, fault) => {
    const { code, out, complaints } = await run('dead-letters', ...args);

    expect({ code, out, lines: complaints.length }).toEqual({ code: 2, out: '', lines: 1 });
    const told = complaints[0]?.replace('bridge: ', '');
    if (typeof fault === 'string') expect(told).toBe(fault);
    else expect(told).toMatch(fault);
  });
});

it.each([
  [['list', '--since', '2h', '--limit', '0']],
  [['list', '--after', '2026-11-22T10:00:00.000Z/a/b']],
  [['plan', '--order', '820982911946154508', '--fate', 'replay']],
  [['replay', '--class', 'rejected', '--pace', '0.5', '--confirm', '0', '--no-wait']],
  [['discard', '--with-reason', 'it has no sku', '--reason', 'test orders']],
  [['resume', 'j1', '--no-wait']],
])('%j is right: only the stage is missing', async (args) => {
  const { code, complaints } = await run('dead-letters', ...args);

  expect([code, complaints[0]]).toEqual([1, expect.stringMatching(/no local stack runs/)]);
});

it.each(['list', 'show', 'plan', 'replay', 'discard', 'jobs', 'watch', 'stop', 'resume', ''])(
  'dead-letters %s --help has examples',
  async (command) => {
    const args = [...(command === '' ? [] : [command]), '--help'];
    const { code, out, complaints } = await run('dead-letters', ...args);

    expect([code, complaints]).toEqual([0, []]);
    expect(out).toMatch(/^ {2}npm run bridge -- dead-letters replay --class rejected --pace 10/m);
  },
);
