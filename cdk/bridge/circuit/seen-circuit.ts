/**
 * The circuit as an operator finds it, and the names of its states.
 */
import { type Block, type Circuit, closedCircuit } from '../../../lib/circuit/circuit.ts';
import type { StageNames } from '../stage-names.ts';
import type { SecretState } from './secret-state.ts';

export type SeenCircuit = {
  readonly names: StageNames;
  readonly now: number;
  readonly circuit: Circuit;
  /** The item is there and nobody can read it: it counts as a closed circuit. */
  readonly unreadable: boolean;
  /** Only of a hold that ends with a new secret. */
  readonly secret?: SecretState;
};

export type CircuitState = 'closed' | 'open' | 'paused' | 'held';

export const stateOf = (block: Block | undefined): CircuitState => {
  if (block === undefined) return 'closed';
  return block.kind === 'hold' ? 'held' : block.kind;
};

/** @param item - as it was read. @param circuit - what it was parsed to. */
export const isUnreadable = (item: unknown, circuit: Circuit): boolean =>
  item !== undefined && circuit === closedCircuit;

/** Failures count together, and successes are written. */
export const isWatching = ({ circuit, now }: Pick<SeenCircuit, 'circuit' | 'now'>): boolean =>
  circuit.block !== undefined || circuit.watchUntil > now;
