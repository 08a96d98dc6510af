/**
 * What a group of commands and the command line owe each other.
 */
import type { Command, OptionValues } from 'commander';
import type { Stage } from './open-stage.ts';

/** What a command has to say: to a person, and to a program with `--json`. */
export type Answer = {
  readonly text: string;
  readonly json: object;
  /** 1: there is something to say, and what was asked for did not come to its end. @default - 0 */
  readonly exitCode?: 1;
};

/** The person at the terminal, while a command is at it; nobody may be there. */
export type Person = {
  /** What a person should see before the answer: what will be asked about, for instance. */
  readonly tell: (text: string) => void;
  /** How far long work is, drawn over what it said before; nothing where nobody watches. */
  readonly progress: (told: Progress) => void;
  /** An answer typed by the person; `undefined` where nobody can be asked. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** A value that must not be seen: typed without echo, or all of standard input where it is no terminal. */
  readonly secret: (question: string) => Promise<string>;
  /** Aborted when the person presses Ctrl-C: whoever watches long work leaves it running. */
  readonly left: AbortSignal;
};
export type Progress = { readonly done: number; readonly of: number; readonly text: string };

/** What a command does with the stage that was chosen. `operands`: its arguments that are no options. */
export type Does<Options> = (
  stage: Stage,
  options: Options,
  operands: readonly string[],
  person: Person,
) => Promise<Answer>;

export type Frame = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Makes a command's action: opens the stage, answers as text or JSON, says in one line why it could not. */
  readonly act: <Options extends OptionValues>(
    does: Does<Options>,
  ) => (this: Command) => Promise<void>;
};

export type AddCommands = (program: Command, frame: Frame) => void;
