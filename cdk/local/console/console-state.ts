/**
 * What the page shows, as plain data. Whoever composes the local stack reads it from the log lines
 * (order-board.ts), the queues' attributes and the simulated WMS.
 */
import type { ActiveFault, Fault } from '../wms/faults.ts';
import type { OrderBoard } from './order-board.ts';

export type ConsoleState = {
  readonly board: OrderBoard;
  /** Messages of the orders queue; null while it cannot be asked. */
  readonly queue: { readonly visible: number; readonly inFlight: number } | null;
  /** Messages in the dead letters; null while they cannot be asked. */
  readonly deadLetters: number | null;
  /** null if the WMS is an outside one: then it has no switches. */
  readonly wms: {
    readonly orders: number;
    readonly requests: number;
    /** Idempotency-Keys that were used for two bodies: a bug of the bridge. */
    readonly violations: number;
    readonly faults: readonly ActiveFault[];
  } | null;
  readonly atMillis: number;
};

export type ConsoleActions = {
  /** Switches a fault of the WMS on. */
  readonly switchFault: (fault: Fault) => void;
  /** Switches one off by its id, or all. */
  readonly clearFaults: (id?: string) => void;
  /** Sends all dead letters again; gives a sentence about what happened. */
  readonly replayDeadLetters: () => Promise<string>;
};
