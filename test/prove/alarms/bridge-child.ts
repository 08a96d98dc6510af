/** The operator's command line in a process of its own, for a stack whose state is elsewhere. */
import { bridgeCommand } from '../../../cdk/bridge/bridge-command.ts';
import { makeTerminal } from '../../../cdk/bridge/terminal.ts';

const [, , stateDir = '', ...args] = process.argv;
const { stdin: input, stderr: output } = process;
process.exitCode = await bridgeCommand(args, {
  stateDir,
  now: Date.now,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  openTerminal: makeTerminal({ input, output, signals: process, now: Date.now }),
});
