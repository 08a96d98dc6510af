/**
 * `npm run simulate` as a function of its arguments: what it prints, and its exit code.
 */
import { readFileSync } from 'node:fs';
import type { Mistake } from '../mistakes/mistake.ts';
import type { Regression } from './campaign.ts';
import { mistakesCommand } from './mistakes-command.ts';
import type { OccurrenceRule } from './occurrences.ts';
import {
  type CommandLine,
  type MistakesOptions,
  parseCommandLine,
  type ReplayOptions,
  type SeedsOptions,
  usage,
} from './options.ts';
import { HarnessFailed, makePool, type Pool } from './pool.ts';
import type { ProgressOutput } from './progress.ts';
import { replayCommand } from './replay-command.ts';
import { seedsCommand } from './seeds-command.ts';
import type { ShrinkBounds } from './shrink.ts';

/** 0 all is well, 1 a violation, 2 wrong arguments, 3 the harness itself failed. */
export type ExitCode = 0 | 1 | 2 | 3;

export type CommandOutput = {
  readonly print: (text: string) => void;
  readonly complain: (line: string) => void;
  readonly progress: ProgressOutput;
};

/** What is run, and by which rules it is judged. */
export type CommandSubject = {
  /** URL of a module that exports `runSeed`. */
  readonly module: string;
  readonly mistakes: readonly Mistake[];
  /** File of the seeds that caught them the last time. */
  readonly knownSeeds: URL;
  readonly regressions: readonly Regression[];
  readonly rule: OccurrenceRule;
  /** @default - bounds for a person who waits */
  readonly shrinkBounds?: ShrinkBounds;
  /** How long one seed may take. @default - the pool's */
  readonly seedMillisMax?: number;
};

export type CommandPorts = Omit<CommandSubject, 'mistakes' | 'module' | 'seedMillisMax'> & {
  /** Threads with the bridge as it is, or with this mistake planted. */
  readonly startPool: (workers: number, mistake?: Mistake) => Pool;
  readonly progress: ProgressOutput;
  /** Milliseconds, of any origin. */
  readonly now: () => number;
  /** One object for a program, or lines for a person. */
  readonly tell: (facts: Readonly<Record<string, unknown>>, lines: readonly string[]) => void;
};

export const simulateCommand = async (
  args: readonly string[],
  { print, complain, progress }: CommandOutput,
  { mistakes, module, seedMillisMax, ...subject }: CommandSubject,
): Promise<ExitCode> => {
  const command = named(
    parseCommandLine(args, (path) => readFileSync(path, 'utf8')),
    mistakes,
  );
  if (command.kind === 'wrong') {
    complain(`simulate: ${command.fault}`);
    return 2;
  }
  if (command.kind === 'help') {
    print(usage);
    return 0;
  }
  const tell: CommandPorts['tell'] = (facts, lines) => {
    if (command.json) print(JSON.stringify(facts));
    else if (lines.length > 0) print(lines.join('\n'));
  };
  const limit = seedMillisMax === undefined ? {} : { seedMillisMax };
  const startPool: CommandPorts['startPool'] = (workers, mistake) =>
    makePool({ module, workers, ...limit, ...(mistake === undefined ? {} : { mistake }) });
  const ports = { ...subject, startPool, progress, tell, now: () => performance.now() };
  try {
    return await run(ports, command, mistakes);
  } catch (error) {
    complain(`simulate: ${textOf(error)}`);
    return 3;
  }
};

type Runnable = SeedsOptions | ReplayOptions | MistakesOptions;

const run = (
  ports: CommandPorts,
  command: Runnable,
  mistakes: readonly Mistake[],
): Promise<ExitCode> => {
  const planted = (name: string | undefined) => mistakes.find((one) => one.name === name);
  switch (command.kind) {
    case 'seeds':
      return seedsCommand(ports, command, planted(command.mistake));
    case 'replay':
      return replayCommand(ports, command.replay, planted(command.replay.mistake));
    case 'mistakes': {
      const { names } = command;
      const chosen = mistakes.filter(({ name }) => names === undefined || names.includes(name));
      return mistakesCommand(ports, command, chosen);
    }
  }
};

/** A mistake that nobody knows would be planted nowhere, and the run be good. */
const named = (command: CommandLine, mistakes: readonly Mistake[]): CommandLine => {
  const known = new Set(mistakes.map(({ name }) => name));
  const unknown = namesIn(command).find((name) => !known.has(name));
  if (unknown === undefined) return command;
  return { kind: 'wrong', fault: `there is no mistake "${unknown}"; --mistakes lists them` };
};

const namesIn = (command: CommandLine): readonly string[] => {
  if (command.kind === 'mistakes') return command.names ?? [];
  const name =
    command.kind === 'seeds'
      ? command.mistake
      : command.kind === 'replay'
        ? command.replay.mistake
        : undefined;
  return name === undefined ? [] : [name];
};

/** A harness's failure says where; for a bug of its own the stack does. */
const textOf = (error: unknown): string => {
  if (error instanceof HarnessFailed) return `the harness failed: ${error.message}`;
  return error instanceof Error
    ? `the harness failed: ${error.stack ?? error.message}`
    : String(error);
};
