/** What a worker thread is given, and what it answers. */
import type { RunOptions, SeedResult } from '../contracts.ts';
import type { Mistake } from '../mistakes/mistake.ts';

export type WorkerStart = {
  /** URL of a module that exports `runSeed`. */
  readonly module: string;
  readonly mistake?: Mistake;
};

export type Job = {
  readonly seed: number;
  readonly options?: RunOptions;
  readonly withStory?: boolean;
};

export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ran'; readonly result: SeedResult }
  | { readonly kind: 'threw'; readonly error: string };

export const optionsOfJob = ({ options }: Job): RunOptions => options ?? {};
