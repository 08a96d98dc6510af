/**
 * From the page to the fix, for every alarm: a real fault drives it into ALARM, the runbook's commands are run
 * as they stand, and afterwards all is well. What else is told during the same fault has a reason.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultTable } from './alarms/fault-table.ts';
import { playScene, type Stage, unwell, waitFor } from './alarms/play.ts';
import { repair } from './alarms/repair.ts';
import type { Played } from './alarms/scene.ts';
import { scenes } from './alarms/scenes.ts';
import { openWorld } from './alarms/world.ts';

/** What never ran is silent: a new stage tells so until each part has run once. */
const settleMinutesMax = 100;
/** What looks back longest looks back for an hour. */
const lingerMinutesMax = 75;
const sceneMillisMax = 300_000;
/** Beside any scene: here it looks back for minutes, not for a week, and many faults page nobody for so long. */
const quietlyTold: ReadonlySet<string> = new Set(['page-untested']);

const alarmKeys = [
  ...readFileSync(new URL('../../docs/ALARMS.md', import.meta.url), 'utf8').matchAll(
    /^\| `([a-z0-9-]+)` \|/gm,
  ),
].map(([, key = '']) => key);

const print = (text: string): void => void process.stdout.write(`${text}\n`);

let stage: Stage;
const played: Played[] = [];
beforeAll(async () => {
  stage = { world: await openWorld(), lingering: new Set(quietlyTold) };
  const { world } = stage;
  await waitFor(
    world,
    settleMinutesMax,
    () =>
      world.heard.told().length === 0 ? ['nothing was evaluated yet'] : unwell(world, quietlyTold),
    (left) => `a new stage is not well: ${left.join(', ')}\n${lately(world)}`,
  );
}, 300_000);
afterAll(async () => {
  await stage?.world.close();
  if (played.length > 0) print(`\n${faultTable(played, alarmKeys)}\n`);
});

/** For whoever mends a scene: what was told and complained of in its last minute. */
const lately = ({ bridge, heard }: Stage['world']): string => {
  const sinceMillis = Date.now() - 60_000;
  const told = heard
    .told()
    .filter(({ atMillis }) => atMillis >= sinceMillis)
    .map(({ atMillis, key, state }) => `${new Date(atMillis).toISOString()} ${key} ${state}`);
  const complained = bridge
    .records()
    .filter(
      ({ level, timestamp }) =>
        (level === 'WARN' || level === 'ERROR') && Date.parse(String(timestamp)) >= sinceMillis,
    )
    .slice(-linesMax)
    .map((record) => JSON.stringify(record).slice(0, lineCharactersMax));
  return [...told, ...complained, ...bridge.notes.slice(-linesMax)].join('\n');
};
const linesMax = 20;
const lineCharactersMax = 600;

it.each(scenes.map((scene) => [scene.name, scene] as const))(
  '%s',
  { timeout: sceneMillisMax },
  async (_, scene) => {
    print(`\n${scene.name}`);
    const one = await playScene(stage, scene, print).catch(async (error: Error) => {
      print(`FAILED: ${error.message}\n${lately(stage.world)}`);
      await repair(stage.world);
      throw error;
    });
    played.push(one);
    const unexplained = [...one.told].filter(
      ([key, goesTo]) =>
        goesTo !== 'nobody' &&
        !scene.expects.includes(key) &&
        scene.mayTell?.[key] === undefined &&
        !stage.lingering.has(key),
    );
    expect(unexplained).toEqual([]);
  },
);

it('all is well in the end', { timeout: sceneMillisMax }, async () => {
  const { world } = stage;
  await waitFor(
    world,
    lingerMinutesMax,
    () => unwell(world, quietlyTold),
    (left) => `not well in the end: ${left.join(', ')}`,
  );
  expect(world.bridge.notes.filter((line) => line.startsWith('denied: '))).toEqual([]);
});
