/**
 * What a scene of the proof of alarms says: one real fault, whom it tells, and which sections of the runbook
 * are followed to its end.
 */
import type { World } from './world.ts';

export type Scene = {
  /** The fault, in a few words. */
  readonly name: string;
  readonly breaks: (world: World) => Promise<void>;
  /** Keys of the alarms that it drives into ALARM. */
  readonly expects: readonly string[];
  /** Keys of those that it may tell as well, each with the reason. @default - none */
  readonly mayTell?: Readonly<Record<string, string>>;
  /** Headings of the runbook's sections whose commands are run, in this order. */
  readonly runbook: readonly string[];
  /** What somebody outside of the bridge does, between the commands that look and those that mend. */
  readonly outside?: (world: World) => Promise<void>;
  /** What is given to a command that asks for a secret, by the command as it stands in the runbook. */
  readonly types?: Readonly<Record<string, (world: World) => string | Promise<string>>>;
  /** What the runbook leaves open: ORDER, LETTER, T. */
  readonly fillIn?: (world: World) => Promise<Readonly<Record<string, string>>>;
  /** Commands that are for another case than this one, each with the reason. @default - none */
  readonly leavesOut?: Readonly<Record<string, string>>;
  /** Commands that end with 1 where the stage is broken, which is what they are asked for. @default - none */
  readonly saysNotWell?: readonly string[];
  /** It was told already, when the stage began. */
  readonly sinceTheStart?: true;
  /** Puts back what only the scene needs. */
  readonly tidy?: (world: World) => Promise<void>;
  /**
   * Its alarms look so far back that they are well only minutes later, by themselves: the next scenes are
   * played meanwhile. @default - the scene waits until all is well
   */
  readonly lingers?: true;
};

/** What came of one. */
export type Played = {
  readonly scene: Scene;
  /** Alarms that began to tell somebody or to be seen, by key. */
  readonly told: ReadonlyMap<string, 'page' | 'ticket' | 'nobody'>;
  readonly seconds: number;
};
