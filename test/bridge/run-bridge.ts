/**
 * The command line as a test runs it: within the process, with what it printed and how it ended; or as
 * the program that an operator starts, with an environment of its own.
 */
import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { bridgeCommand } from '../../cdk/bridge/bridge-command.ts';
import type { Keys } from '../../cdk/bridge/open-stage.ts';
import { makeTerminal, type OpenTerminal } from '../../cdk/bridge/terminal.ts';

export type Ran = {
  readonly code: number;
  readonly out: string;
  readonly complaints: readonly string[];
};

/** Standard input is empty, and standard error no terminal: as in a script. */
const inScript: OpenTerminal = (wish) =>
  makeTerminal({
    input: Readable.from([]),
    output: new Writable({ write: (_part, _encoding, done) => done() }),
    signals: new EventEmitter(),
    now: Date.now,
  })(wish);

/**
 * @param stateDir - where a local stack keeps its file.
 * @param localKeys - of one of the people in that file. @default - the operator's
 */
export const makeRun =
  (
    stateDir: string,
    now: () => number = Date.now,
    openTerminal: OpenTerminal = inScript,
    localKeys?: Keys,
  ) =>
  async (...args: readonly string[]): Promise<Ran> => {
    const [out, complaints]: [string[], string[]] = [[], []];
    const code = await bridgeCommand(args, {
      stateDir,
      now,
      print: (text) => void out.push(text),
      complain: (line) => void complaints.push(line),
      openTerminal,
      ...(localKeys && { localKeys }),
    });
    return { code, out: out.join('\n'), complaints };
  };

const entry = fileURLToPath(new URL('../../cdk/bridge/main.ts', import.meta.url));
const millisMax = 20_000;

/** @param env - all that the program finds in its environment. */
export const runProgram = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  new Promise<Ran>((resolve) => {
    const options = { env: { ...env }, timeout: millisMax };
    const child = execFile(process.execPath, [entry, ...args], options, (_, stdout, stderr) => {
      const complaints = stderr.split('\n').filter((line) => line !== '');
      resolve({ code: child.exitCode ?? -1, out: stdout.trimEnd(), complaints });
    });
  });
