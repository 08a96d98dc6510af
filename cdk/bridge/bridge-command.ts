/**
 * `npm run bridge` as a function of its arguments: finds the command and the stage, and says how it ended.
 *
 * Knows no command by itself: a group of commands is one entry of `groups`.
 */
import { Command, CommanderError, InvalidArgumentError, type OptionValues } from 'commander';
import { stageNamePattern } from '../stack-name.ts';
import { speaking } from './aws-fault.ts';
import { addCircuitCommands } from './circuit/circuit-commands.ts';
import type { AddCommands, Does, Frame } from './command.ts';
import { addDeadLetterCommands } from './dead-letters/letter-commands.ts';
import { addLoadCommand } from './load/load-command.ts';
import { openStage, type StagePlace } from './open-stage.ts';
import { addPageCommands } from './page/page-commands.ts';
import { inOneLine, jsonText } from './plain-text.ts';
import { addReconcileCommand } from './reconcile/reconcile-command.ts';
import { type ExitCode, exitCodeOf } from './refusal.ts';
import { addSecretsCommands } from './secrets/secrets-commands.ts';
import { addSmokeCommand } from './smoke/smoke-command.ts';
import { addStatusCommand } from './status/status-commands.ts';
import type { OpenTerminal } from './terminal.ts';
import { addTraceCommand } from './trace/trace-command.ts';
import { addWebhooksCommands } from './webhooks/webhooks-commands.ts';

export type BridgePlace = StagePlace & {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
  readonly openTerminal: OpenTerminal;
};

const groups: readonly AddCommands[] = [
  addStatusCommand,
  addTraceCommand,
  addDeadLetterCommands,
  addCircuitCommands,
  addReconcileCommand,
  addWebhooksCommands,
  addSecretsCommands,
  addSmokeCommand,
  addLoadCommand,
  addPageCommands,
];

export const bridgeCommand = async (
  args: readonly string[],
  place: BridgePlace,
): Promise<ExitCode> => {
  let exitCode: ExitCode = 0;
  const act = makeAct(place, (code) => {
    exitCode = code;
  });
  try {
    await makeProgram(place, act).parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    place.complain(`bridge: ${faultOf(error)}`);
    return error instanceof CommanderError ? 2 : (exitCodeOf(error) ?? 1);
  }
};

const makeProgram = (place: BridgePlace, act: Frame['act']): Command => {
  const program = new Command('npm run bridge --')
    .usage('<command> [options]')
    .description('Looks at a stage of the bridge, and acts on it.')
    .option(
      '--stage <name>',
      'a deployed stage, as it is called in cdk.json; without it the local stack of this checkout',
      stageOf,
    )
    .option('--json', 'the answer as JSON')
    .helpOption('--help', 'this text')
    .addHelpText('after', `\n${exitCodes}`)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => place.print(text.trimEnd()),
      // Everything that is wrong is said once, in one line, where the command ends.
      writeErr: () => {},
    })
    .exitOverride();
  for (const add of groups) add(program, { now: place.now, act });
  return program;
};

const exitCodes = `Region and credentials of a deployed stage come from where every AWS tool looks for them.
Exit codes: 0 done, 1 could not, 2 a wrong argument.`;

const makeAct =
  (place: BridgePlace, end: (exitCode: ExitCode) => void): Frame['act'] =>
  <Options extends OptionValues>(does: Does<Options>) =>
    async function act(this: Command) {
      const { stage: name, json } = this.optsWithGlobals<{ stage?: string; json?: true }>();
      const stage = await openStage(name, place);
      const terminal = place.openTerminal({ json: json === true });
      try {
        const doing = does(stage, this.opts<Options>(), this.args, terminal);
        const answer = await speaking(stage.who, doing);
        terminal.end();
        place.print(json ? jsonText(answer.json) : answer.text);
        end(answer.exitCode ?? 0);
      } finally {
        terminal.end();
      }
    };

const stageOf = (text: string): string => {
  if (stageNamePattern.test(text)) return text;
  throw new InvalidArgumentError('A name has lower-case letters, digits and hyphens.');
};

/** Commander's own words begin with `error: `, and its advice is a line of its own. */
const faultOf = (error: unknown): string => {
  if (error instanceof CommanderError && error.code === 'commander.help') {
    return 'a command is missing; --help lists them';
  }
  return inOneLine(error instanceof Error ? error.message.replace(/^error: /, '') : String(error));
};
