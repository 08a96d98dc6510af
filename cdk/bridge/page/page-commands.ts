/**
 * `bridge page test`: its arguments, and the world that it needs.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { alarmNameOf, pageTestKey, stackNameOf } from '../../stack-name.ts';
import type { AddCommands, Does, Person } from '../command.ts';
import type { Stage } from '../open-stage.ts';
import { parseDuration } from '../time-arguments.ts';
import { spanText } from '../time-text.ts';
import { whoAsks } from '../who.ts';
import { pageTestAnswer } from './page-text.ts';
import { type PageTestPorts, runPageTest, type SeenIncident } from './run-page-test.ts';

/** Long enough to look at a telephone. CloudWatch itself ends the test with its next look, after a minute. */
const holdMillis = 30_000;
const holdMillisMax = 600_000;

type TestOptions = { readonly hold: number };

export const addPageCommands: AddCommands = (program, { now, act }) => {
  program
    .command('page')
    .description('The way to the person on call.')
    .command('test')
    .description(
      'Proves that a page arrives and is resolved, by an alarm that is for nothing else.',
    )
    .option(
      '--hold <duration>',
      `how long the page stays open where a person looks: 30s, 2m; at most ${spanText(holdMillisMax)}`,
      holdOf,
      holdMillis,
    )
    .addHelpText('after', `\n${examples}`)
    .action(act<TestOptions>(test(now)));
};

const examples = `Somebody is called: tell them before. A stage tests itself every six days as well.

Examples:
  npm run bridge -- page test
  npm run bridge -- page test --stage production --hold 2m`;

const holdOf = (text: string): number => {
  const parsed = parseDuration(text, 1);
  if (parsed.kind === 'wrong') throw new InvalidArgumentError(parsed.fault);
  if (parsed.millis <= holdMillisMax) return parsed.millis;
  throw new InvalidArgumentError(`It must be at most ${spanText(holdMillisMax)}.`);
};

const test =
  (now: () => number): Does<TestOptions> =>
  async (stage, { hold }, _operands, person) => {
    const { names } = stage;
    const alarmName = alarmNameOf(stackNameOf(names.stage), pageTestKey);
    const by = await whoAsks(stage.sts);
    const ports = portsOf(stage, alarmName, { now, person, by });
    return pageTestAnswer({ names, alarmName, test: await runPageTest(ports, hold) });
  };

type Asked = { readonly now: () => number; readonly person: Person; readonly by: string };

/** CloudWatch's own limit. */
const reasonCharactersMax = 1_023;

const portsOf = (stage: Stage, alarmName: string, { now, person, by }: Asked): PageTestPorts => ({
  now,
  left: person.left,
  tell: (text) => person.progress({ done: 0, of: 1, text }),
  setState: async (state) => {
    const reason = `A test of the pager, asked for by ${by}. Nothing is wrong.`;
    await stage.alarms.send(
      new SetAlarmStateCommand({
        AlarmName: alarmName,
        StateValue: state,
        StateReason: reason.slice(0, reasonCharactersMax),
      }),
    );
  },
  // Whoever leaves ends the pause.
  pause: (millis) => delay(millis, undefined, { signal: person.left }).catch(() => {}),
  ...(stage.pagerUrl === undefined
    ? {}
    : { incidents: () => readIncidents(stage.pagerUrl ?? '', alarmName) }),
});

const incidentsSchema = z.object({
  incidents: z.array(
    z.object({
      alarmName: z.string(),
      openedMillis: z.number(),
      resolvedMillis: z.number().nullable(),
    }),
  ),
});

const readIncidents = async (
  pagerUrl: string,
  alarmName: string,
): Promise<readonly SeenIncident[]> => {
  const response = await fetch(`${pagerUrl}/incidents`);
  const { incidents } = incidentsSchema.parse(await response.json());
  return incidents.filter((incident) => incident.alarmName === alarmName);
};
