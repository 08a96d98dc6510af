/**
 * Opens and closes the circuit by hand, with the decisions and the conditional write that the functions
 * use: decided anew on what is there whenever somebody else was quicker.
 */
import { makeCircuitItem } from '../../../lib/adapters/circuit-item.ts';
import type { Block, Circuit, Transition } from '../../../lib/circuit/circuit.ts';
import { closeByHand, holdByHand } from '../../../lib/circuit/holds.ts';
import { makeSharedCircuit } from '../../../lib/circuit/shared-circuit.ts';
import { type CircuitSettings, circuitSchema } from '../../../lib/config/circuit-policy.ts';
import type { Stage } from '../open-stage.ts';

/**
 * The stage's own settings are known to its functions alone. What they would change here, when the next
 * probe is due, does not apply to a hold by hand.
 */
const settings: CircuitSettings = circuitSchema.parse({});

export type Changed = {
  /** What was there before; nothing where nothing was changed. */
  readonly before: Circuit | undefined;
  readonly after: Circuit;
};

export type HoldWish = { readonly reason: string; readonly until?: number };

export const holdCircuit = (stage: Stage, wish: HoldWish, now: () => number): Promise<Changed> => {
  let written: Block | undefined;
  return change(stage, now, (given) => {
    // Written already, by a write whose answer was lost.
    if (isSame(given.block, written)) return undefined;
    const transition = holdByHand(settings, given, wish, now());
    written = transition.circuit.block;
    return transition;
  });
};

export const closeCircuit = (stage: Stage, now: () => number): Promise<Changed> =>
  // What is closed is left as it is: failures go on counting together.
  change(stage, now, (given) =>
    given.block === undefined ? undefined : closeByHand(given, now()),
  );

const change = async (
  { documents, names }: Stage,
  now: () => number,
  decide: (given: Circuit) => Transition | undefined,
): Promise<Changed> => {
  const item = makeCircuitItem(documents, names.table);
  const shared = makeSharedCircuit(settings, { ...item, now, tell: () => {} });
  let before: Circuit | undefined;
  const after = await shared.change((given) => {
    const transition = decide(given);
    if (transition === undefined) return { circuit: given };
    before = given;
    return transition;
  });
  return { before, after };
};

const isSame = (one: Block | undefined, other: Block | undefined): boolean =>
  one?.kind === 'hold' &&
  other?.kind === 'hold' &&
  one.since === other.since &&
  one.reason === other.reason;
