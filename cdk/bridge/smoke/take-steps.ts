/**
 * The steps of a smoke test, one after the other, each with its time and what was found.
 */
import type { Decided } from '../../../lib/order/order-record.ts';
import { awsFault } from '../aws-fault.ts';
import { exitCodeOf } from '../refusal.ts';

export type StepName =
  | 'secret'
  | 'record'
  | 'accepted'
  | 'duplicate'
  | 'forged'
  | 'decided'
  | 'cancelling'
  | 'cancelled';

/** What a step found. All is well where there is no fault. */
export type Found = {
  readonly told?: string;
  readonly fault?: string;
  /** A command that tells more of the fault. */
  readonly look?: string;
  /** Where the order version has come to. */
  readonly end?: Decided['outcome'] | 'parked';
};

export type Step = Found & { readonly step: StepName; readonly millis: number };

export type Steps = {
  readonly taken: readonly Step[];
  /** True where it found no fault. */
  readonly take: (step: StepName, work: () => Promise<Found>) => Promise<boolean>;
};

export type StepPorts = {
  /** Who answers the calls, for people. */
  readonly who: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly begins: (step: StepName, taken: number) => void;
};

export const makeSteps = ({ who, now, begins }: StepPorts): Steps => {
  const taken: Step[] = [];
  return {
    taken,
    take: async (step, work) => {
      begins(step, taken.length);
      const begun = now();
      const found = await work().catch((error: unknown): Found => ({ fault: faultOf(error, who) }));
      taken.push({ ...found, step, millis: now() - begun });
      return found.fault === undefined;
    },
  };
};

/** A refusal is one line already. */
const faultOf = (error: unknown, who: string): string =>
  error instanceof Error && exitCodeOf(error) !== undefined ? error.message : awsFault(error, who);
