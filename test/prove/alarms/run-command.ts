/**
 * Runs a command of the runbook as a person on call would: as it is written, with what it leaves open filled
 * in, and with the number typed that it asks for.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Ran = {
  readonly command: string;
  readonly code: number;
  readonly out: string;
  readonly complaints: string;
};

export type Typing = {
  readonly stateDir: string;
  /** What the runbook leaves open. */
  readonly filledIn: Readonly<Record<string, string>>;
  /** For standard input. @default - nothing */
  readonly typed?: string | undefined;
};

const child = fileURLToPath(new URL('bridge-child.ts', import.meta.url));
/** A replay of a few letters, on a busy machine. */
const millisMax = 60_000;

/** The runbook is read beside the local stack; a stage is named for a deployed one. */
const stageOption = /\s--stage\s+production\b/;

export const argumentsOf = (
  command: string,
  filledIn: Readonly<Record<string, string>>,
): readonly string[] =>
  [...command.replace(stageOption, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain = '']) => quoted ?? filledIn[plain] ?? plain,
  );

const start = (stateDir: string, args: readonly string[], typed: string) =>
  new Promise<Omit<Ran, 'command'>>((resolve) => {
    const running = execFile(
      process.execPath,
      [child, stateDir, ...args],
      { timeout: millisMax },
      (_, out, complaints) => resolve({ code: running.exitCode ?? -1, out, complaints }),
    );
    running.stdin?.end(typed);
  });

/** Where nobody can be asked, a command says how the number is confirmed. */
const askedFor = /confirm it with --confirm (\d+)/;

export const runCommand = async (
  command: string,
  { stateDir, filledIn, typed = '' }: Typing,
): Promise<Ran> => {
  const args = argumentsOf(command, filledIn);
  const ran = await start(stateDir, args, typed);
  const count = askedFor.exec(ran.complaints)?.[1];
  if (count === undefined) return { command, ...ran };
  return { command, ...(await start(stateDir, [...args, '--confirm', count], typed)) };
};
