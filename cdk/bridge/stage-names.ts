/**
 * What the parts of a stage are called, wherever that is read from; every command begins with it.
 */

export type StageNames = {
  readonly stage: string;
  /** For people. */
  readonly title: string;
  /** What a command must be given to mean this stage: ` --stage production`, or nothing. */
  readonly flag: string;
  readonly table: string;
  /** The ARN of the secret with the WMS's credentials; not there where the WMS asks for none. */
  readonly wmsSecret?: string;
};

/** What stands for the local stack. */
export const localStage = 'local';
