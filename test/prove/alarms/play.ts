/**
 * Plays one scene: breaks the stage, waits for the alarms that must tell it, follows the runbook, and waits
 * until all is well again and no incident is open.
 */
import type { Told } from '../told.ts';
import { minuteMillis } from './compressed.ts';
import { type Ran, runCommand } from './run-command.ts';
import { sectionNamed } from './runbook.ts';
import type { Played, Scene } from './scene.ts';
import type { World } from './world.ts';

/** What an alarm and its end take at most: a killed process's order is hidden longest. */
const tellMinutesMax = 40;
const wellMinutesMax = 40;

export type Stage = {
  readonly world: World;
  /** Alarms of scenes that are over, which end by themselves later. */
  readonly lingering: Set<string>;
};

export const playScene = async (
  { world, lingering }: Stage,
  scene: Scene,
  note: (line: string) => void,
): Promise<Played> => {
  const beganAt = scene.sinceTheStart ? 0 : Date.now();
  const brokenAt = Date.now();
  const toldSince = () => world.heard.told().filter(({ atMillis }) => atMillis >= beganAt);
  await scene.breaks(world);
  await waitFor(
    world,
    tellMinutesMax,
    () => {
      const alarmed = new Set([...keysIn(toldSince(), 'ALARM'), ...world.heard.inAlarm()]);
      return scene.expects.filter((key) => !alarmed.has(key));
    },
    (silent) => `${scene.name}: no alarm ${silent.join(', ')}`,
  );
  note(`${since(brokenAt)} told: ${scene.expects.join(', ')}`);
  await followRunbook(world, scene, (line) => note(`${since(brokenAt)} ${line}`));
  await scene.tidy?.(world);
  if (scene.lingers)
    for (const key of [...scene.expects, ...Object.keys(scene.mayTell ?? {})]) lingering.add(key);
  await waitFor(
    world,
    wellMinutesMax,
    () => unwell(world, othersOf(scene, lingering)),
    (left) => `${scene.name}: not well afterwards: ${left.join(', ')}`,
  );
  // What tells nobody, or was told at the stage's start, may have begun before the scene.
  const told = new Map(
    [...scene.expects, ...keysIn(toldSince(), 'ALARM')].map(
      (key) => [key, world.heard.goesTo(key)] as const,
    ),
  );
  return { scene, told, seconds: Math.round((Date.now() - brokenAt) / 1_000) };
};

/** What lingers of other scenes; a scene that does not linger itself is over when its own alarms are. */
const othersOf = (scene: Scene, lingering: ReadonlySet<string>): ReadonlySet<string> =>
  scene.lingers ? lingering : new Set([...lingering].filter((key) => !scene.expects.includes(key)));

const since = (atMillis: number): string =>
  `${((Date.now() - atMillis) / 1_000).toFixed(1).padStart(6)} s`;

const keysIn = (told: readonly Told[], state: string): readonly string[] =>
  told.filter((one) => one.state === state).map(({ key }) => key);

/** What still tells somebody, and incidents that are open. */
export const unwell = (
  { bridge, heard }: World,
  lingering: ReadonlySet<string>,
): readonly string[] => {
  const open = bridge.stack.pager
    .incidents()
    .filter(({ resolvedMillis }) => resolvedMillis === null)
    .map(({ alarmName }) => alarmName.replace('shopify-wms-bridge-local-', ''));
  const isOver = (key: string): boolean => !lingering.has(key);
  return [
    ...heard.inAlarm().filter((key) => heard.goesTo(key) !== 'nobody' && isOver(key)),
    ...open.filter(isOver).map((key) => `${key} at the pager`),
  ];
};

/** Until nothing is left. */
export const waitFor = async (
  { heard }: Pick<World, 'heard'>,
  minutesMax: number,
  left: () => readonly string[],
  fault: (left: readonly string[]) => string,
): Promise<void> => {
  const end = Date.now() + minutesMax * minuteMillis;
  // What was seen before the wait began says nothing.
  await heard.next();
  for (;;) {
    const still = left();
    if (still.length === 0) return;
    if (Date.now() > end) throw new Error(fault(still));
    await heard.next();
  }
};

const followRunbook = async (
  world: World,
  scene: Scene,
  note: (line: string) => void,
): Promise<void> => {
  const sections = scene.runbook.map(sectionNamed);
  const filledIn = (await scene.fillIn?.(world)) ?? {};
  const run = async (command: string): Promise<void> => {
    if (scene.leavesOut?.[command] !== undefined) return;
    const typed = await scene.types?.[command]?.(world);
    const ran = await runCommand(command, { stateDir: world.stateDir, filledIn, typed });
    note(`${command}: ${ran.code}`);
    const isExpected = ran.code === 0 || scene.saysNotWell?.includes(command) === true;
    if (!isExpected) throw new Error(`${scene.name}: ${faultOf(ran)}`);
  };
  // What two sections ask for is done once.
  for (const command of new Set(sections.flatMap(({ look }) => look))) await run(command);
  await scene.outside?.(world);
  for (const command of new Set(sections.flatMap(({ mend }) => mend))) await run(command);
};

const faultOf = ({ command, code, out, complaints }: Ran): string =>
  `"${command}" ended with ${code}: ${complaints}${out}`;
