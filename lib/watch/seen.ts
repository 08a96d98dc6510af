/**
 * What watch-bridge looks at, each source by itself: one that cannot be read takes none of the others
 * with it.
 */
import type { LetterClass } from '../letters/indexed-letter.ts';

/** Messages of one queue, as SQS counts them: approximately, and a few seconds late. */
export type QueueDepth = {
  readonly visible: number;
  /** Received and not deleted yet: in hand, or hidden until a later time. */
  readonly inFlight: number;
  readonly delayed: number;
};

export const depthOf = ({ visible, inFlight, delayed }: QueueDepth): number =>
  visible + inFlight + delayed;

/** Orders whose first delivery failed or was deferred and that are not done with. */
export type WaitingOrders = {
  readonly count: number;
  /** False where more wait than were counted. */
  readonly complete: boolean;
  /** `order`: shop and order id. `since`: epoch milliseconds of the first failed or deferred delivery. */
  readonly oldest?: { readonly order: string; readonly since: number };
};

export type WaitingLetters = {
  readonly count: number;
  /** Classes of which none lies there are left out. */
  readonly byClass: Readonly<Partial<Record<LetterClass, number>>>;
  /** False where more lie there than were counted. */
  readonly complete: boolean;
  /** Epoch milliseconds when the oldest was parked. */
  readonly oldestAt?: number;
};

export type Sources = {
  readonly ordersQueue: QueueDepth;
  readonly lettersQueue: QueueDepth;
  /** The circuit's item as it lies in the table; undefined where there is none. */
  readonly circuit: unknown;
  readonly waiting: WaitingOrders;
  readonly letters: WaitingLetters;
  /** Epoch milliseconds when the WMS's credentials were set; undefined where there are none. */
  readonly wmsSecret: number | undefined;
};
export type SourceName = keyof Sources;

export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** `error`: its name, never its message. */
  | { readonly kind: 'failed'; readonly error: string };

export type Seen = { readonly [Name in SourceName]: Reading<Sources[Name]> };
