/**
 * No alarm without a fault that drives it, and no command of the runbook that nobody runs: what
 * test/prove/alarms.prove.ts plays, looked at without playing it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { notRunHere } from '../prove/alarms/not-run-here.ts';
import { sections } from '../prove/alarms/runbook.ts';
import { scenes } from '../prove/alarms/scenes.ts';

const alarmKeys = [
  ...readFileSync(new URL('../../docs/ALARMS.md', import.meta.url), 'utf8').matchAll(
    /^\| `([a-z0-9-]+)` \|/gm,
  ),
].map(([, key = '']) => key);
const runbook = readFileSync(new URL('../../docs/RUNBOOK.md', import.meta.url), 'utf8');

const commandsOf = (heading: string): readonly string[] => {
  const { look = [], mend = [] } = sections.find((one) => one.heading === heading) ?? {};
  return [...look, ...mend];
};

describe('the scenes of the proof of alarms', () => {
  it('drive each alarm of the table', () => {
    const driven = new Set(scenes.flatMap(({ expects }) => expects));

    expect(alarmKeys.length).toBeGreaterThan(40);
    expect(alarmKeys.filter((key) => !driven.has(key))).toEqual([]);
  });

  it('name alarms of the table, and sections of the runbook', () => {
    const named = scenes.flatMap(({ expects, mayTell = {} }) => [
      ...expects,
      ...Object.keys(mayTell),
    ]);

    expect(named.filter((key) => !alarmKeys.includes(key))).toEqual([]);
    expect(
      scenes
        .flatMap((scene) => scene.runbook)
        .filter((heading) => !sections.some((one) => one.heading === heading)),
    ).toEqual([]);
  });

  it('follow the section of each alarm that they drive and that tells somebody', () => {
    const followed = new Set(scenes.flatMap((scene) => scene.runbook));

    expect(
      sections
        .map(({ heading }) => heading)
        .filter((heading) => alarmKeys.includes(heading) && !followed.has(heading)),
    ).toEqual([]);
  });

  it('run each command of the runbook', () => {
    const run = new Set(
      scenes.flatMap(({ runbook: headings, leavesOut = {} }) =>
        headings.flatMap((heading) =>
          commandsOf(heading).filter((command) => leavesOut[command] === undefined),
        ),
      ),
    );
    const all = sections.flatMap(({ heading }) => commandsOf(heading));

    expect(all.length).toBeGreaterThan(100);
    expect([...new Set(all)].filter((command) => !run.has(command))).toEqual([]);
  });
});

it('what cannot be run on one machine is listed with its reason', () => {
  const others = [...runbook.matchAll(/`((?:npx cdk|aws|git|npm ci)\b[^`]*)`/g)].map(
    ([, command = '']) => command,
  );

  expect(new Set(others)).toEqual(new Set(Object.keys(notRunHere)));
});
