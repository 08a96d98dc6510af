/**
 * The runbook's commands are typed at three in the morning: each is read by the command line as it stands,
 * up to the point where it would call a stage.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeRun } from './run-bridge.ts';
import { bridgeCommandsIn } from './runbook-commands.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'bridge-runbook-'));
afterAll(() => rmSync(stateDir, { recursive: true }));
const run = makeRun(stateDir, () => Date.parse('2026-11-22T10:00:00Z'));
const commands = bridgeCommandsIn(
  readFileSync(new URL('../../docs/RUNBOOK.md', import.meta.url), 'utf8'),
);

describe('the runbook', () => {
  it('has commands', () => {
    expect(commands.length).toBeGreaterThan(50);
  });

  it.each(commands)('has a command that is one: %s', async (_line, ...args) => {
    const { code, complaints } = await run(...args.filter((arg) => arg !== undefined));

    // 2 would be a wrong argument.
    expect([code, complaints]).toEqual([
      1,
      [expect.stringMatching(/^bridge: no local stack runs/)],
    ]);
  });
});
