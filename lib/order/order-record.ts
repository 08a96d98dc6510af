/**
 * What the bridge knows of one order: pure data, no personal data, never expiring.
 *
 * `instant` is the version in epoch milliseconds: versions compare as instants, not as texts.
 */
import type { OrderSource } from './order-message.ts';

type AtVersion = { readonly version: string; readonly instant: number };

/** The newest version put on the queue. */
export type Accepted = AtVersion & {
  readonly hash: string;
  readonly at: string;
  readonly source: OrderSource;
  /** Of a repair: it is done with once a decision has this generation, or a newer version. */
  readonly generation?: number;
};

/**
 * The newest version that is done with: the WMS has it (`delivered`), has a newer one (`superseded`),
 * it was knowingly not sent, or a person discarded its dead letter.
 */
export type Decided = AtVersion & {
  readonly hash: string;
  /** Raised when the same version is sent again on purpose, with other content or as a repair. */
  readonly generation: number;
  readonly at: string;
  readonly outcome: 'delivered' | 'superseded' | 'not_sent' | 'discarded';
  /**
   * Of the version that the WMS was sent, where this one has the same content and was not.
   *
   * @default - this one was sent
   */
  readonly sentInstant?: number;
};

export type Parked = AtVersion & {
  readonly class: ParkClass;
  readonly letterId: string;
  readonly at: string;
};

/** Why a message is a dead letter; each class asks for another remedy. */
export const parkClasses = [
  'malformed',
  'too_large',
  'deleted',
  'unmappable',
  'rejected',
  'forbidden',
  'exhausted',
  'expired',
  'poison',
] as const;
export type ParkClass = (typeof parkClasses)[number];

/** Of the message that is failing: another message of the order begins anew. */
export type Failing = {
  readonly messageId: string;
  /** Epoch milliseconds of its first failure. */
  readonly since: number;
  readonly counted: number;
  /** The circuit's counter of served orders then, or when it counted last: more are a sign of life. */
  readonly served: number;
};

export type OrderRecord = {
  readonly accepted?: Accepted;
  readonly decided?: Decided;
  readonly parked?: Parked;
  /** Set by the first failed or deferred delivery, removed by delivery or parking. */
  readonly waitingSince?: string;
  readonly failing?: Failing;
  /** Deliveries of suspected messages that began and did not end: the process was killed. */
  readonly begun?: number;
  /** The WMS's own id of the order: it has had some version of it. */
  readonly wmsOrderId?: string;
};

export const instantOf = (version: string): number => Date.parse(version);
