/**
 * What a group of commands and the command line owe each other.
 */
import type { Command, OptionValues } from 'commander';
import type { Stage } from './open-stage.ts';

/** What a command has to say: to a person, and to a program with `--json`. */
export type Answer = { readonly text: string; readonly json: object };

/** What a command does with the stage that was chosen. `operands`: its arguments that are no options. */
export type Does<Options> = (
  stage: Stage,
  options: Options,
  operands: readonly string[],
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
