/**
 * What settling a message needs from the world, as function types: adapters and fakes provide them.
 * A port that cannot do its work throws; the message then stays on the queue.
 */
import type { DeliverySettings, SendSettings } from '../config/policy.ts';
import type { DeadLetter } from '../order/dead-letter.ts';
import type { Decided, Parked } from '../order/order-record.ts';
import type { Report } from '../order/stage-report.ts';
import type { Deliver } from './deliver.ts';
import type { DeliveryOutcome } from './outcome.ts';

/** Runs the work unless this key was delivered before; remembers a delivery and forgets all else. */
export type DeliverOnce = (
  idempotencyKey: string,
  work: () => Promise<DeliveryOutcome>,
) => Promise<
  | DeliveryOutcome
  /** Another invocation is at it, or one died less than a function timeout ago. */
  | { readonly kind: 'claimed-elsewhere' }
  | { readonly kind: 'state-unreachable' }
>;

/** Facts about orders. Each write does nothing where the record holds a newer fact already. */
export type RecordPorts = {
  readonly markDecided: (order: OrderKey, decided: Decided, wmsOrderId?: string) => Promise<void>;
  readonly markParked: (order: OrderKey, parked: Parked) => Promise<void>;
  readonly markWaiting: (order: OrderKey, sending: Sending, since: string) => Promise<void>;
  /** The next reconciliation reads this order again: two contents have the same version. */
  readonly markReread: (order: OrderKey, version: string, at: string) => Promise<void>;
};
/** A version under way to the WMS, and the generation of its key. */
export type Sending = { readonly instant: number; readonly generation: number };
export type OrderKey = { readonly shop: string; readonly orderId: string };

export type SettlePorts = RecordPorts & {
  readonly deliver: Deliver;
  readonly deliverOnce: DeliverOnce;
  /** Resolves once the letter lies in the dead letters and can be found in their index. */
  readonly park: (letter: DeadLetter) => Promise<void>;
  readonly report: Report;
  readonly settings: DeliverySettings;
  readonly send: SendSettings;
  readonly now: () => number;
};
