/**
 * What settling a message needs from the world, as function types: adapters and fakes provide them.
 * A port that cannot do its work throws; the message then stays on the queue.
 */
import type { CircuitGuard } from '../circuit/guard.ts';
import type { CircuitSettings } from '../config/circuit-policy.ts';
import type { DeliverySettings, SendSettings } from '../config/policy.ts';
import type { DeadLetter } from '../order/dead-letter.ts';
import type { Decided, Failing, Parked } from '../order/order-record.ts';
import type { Report } from '../order/stage-report.ts';
import type { Deliver } from './deliver.ts';
import type { DeliveryOutcome } from './outcome.ts';
import type { TableAway } from './table-away.ts';

/** Runs the work unless this key was delivered before; remembers a delivery and forgets all else. */
export type DeliverOnce = (
  idempotencyKey: string,
  work: () => Promise<DeliveryOutcome>,
) => Promise<
  | DeliveryOutcome
  /** Another invocation is at it, or one died less than a function timeout ago. */
  | { readonly kind: 'claimed-elsewhere' }
>;

/** Facts about orders. Each write does nothing where the record holds a newer fact already. */
export type RecordPorts = {
  readonly markDecided: (order: OrderKey, decided: Decided, wmsOrderId?: string) => Promise<void>;
  readonly markParked: (order: OrderKey, parked: Parked) => Promise<void>;
  readonly markWaiting: (order: OrderKey, waiting: Waiting) => Promise<void>;
  /** One more delivery of a suspected message begins; one that comes to its end clears the count. */
  readonly markBegun: (order: OrderKey) => Promise<void>;
  /** The next reconciliation reads this order again: two contents have the same version. */
  readonly markReread: (order: OrderKey, version: string, at: string) => Promise<void>;
};
/** A version under way to the WMS, and the generation of its key. */
export type Waiting = {
  readonly instant: number;
  readonly generation: number;
  /** Written only if the order is not waiting yet. */
  readonly since: string;
  /** A delivery came to its end: the count of those that began and did not is cleared. */
  readonly ended: boolean;
  /** @default - as it is: the message was deferred */
  readonly failing?: Failing;
};
export type OrderKey = { readonly shop: string; readonly orderId: string };

export type SettlePorts = RecordPorts & {
  readonly deliver: Deliver;
  readonly deliverOnce: DeliverOnce;
  /** Resolves once the letter lies in the dead letters and can be found in their index. */
  readonly park: (letter: DeadLetter) => Promise<void>;
  readonly report: Report;
  readonly circuit: Pick<CircuitGuard, 'standing' | 'seen'>;
  readonly tableAway: TableAway;
  readonly settings: DeliverySettings & { readonly circuit: CircuitSettings };
  readonly send: SendSettings;
  readonly now: () => number;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
};
