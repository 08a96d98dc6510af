/**
 * What a reconciliation run needs from the world besides the Admin API. A port that fails throws; the
 * watermark then stays where it is.
 */
import type { OrderKey } from '../delivery/settle-ports.ts';
import type { LetterIndex } from '../letters/ports.ts';
import type { QueueEntry } from '../order/order-message.ts';
import type { Accepted, OrderRecord } from '../order/order-record.ts';
import type { Report } from '../order/stage-report.ts';
import type { AdminApi } from './admin-api.ts';

/** Up to where a shop's changes are handled, and who is at it. One item per shop. */
export type Watermark = {
  readonly revision: number;
  /** All orders with an older or this `updated_at` were handled: UTC. */
  readonly until: string;
  /** Who polls, for so long (epoch milliseconds): overlapping runs are harmless, but cost twice. */
  readonly worker?: { readonly holder: string; readonly until: number };
};

/** An order that two contents of one version made doubtful. */
export type Reread = OrderKey & {
  readonly version: string;
  /** When it was entered, or entered again. */
  readonly at: string;
};
export type Rereads = {
  /** Oldest first; one may be missing or be there still for about a second (eventual reads). */
  readonly page: (limit: number) => Promise<readonly Reread[]>;
  /** Takes it off the list, unless it was entered again since it was read. */
  readonly remove: (reread: Reread) => Promise<void>;
};

/** How a run ended, for people: it stands beside the watermark. */
export type LastRun = {
  /** UTC. */
  readonly at: string;
  /** What ended it before its end: a code, for instance `throttled`, `denied` or `failed`. */
  readonly trouble?: string;
};

export type ReconcilePorts = {
  readonly admin: AdminApi;
  readonly watermark: {
    readonly read: () => Promise<Watermark | undefined>;
    /** Written if the revision is still that of `before` (`undefined`: there was none). */
    readonly replace: (
      before: Watermark | undefined,
      after: Omit<Watermark, 'revision'>,
    ) => Promise<'written' | 'overtaken'>;
  };
  /** Of at most 99 orders, in one consistent read. */
  readonly readRecords: (
    orders: readonly OrderKey[],
  ) => Promise<{ readonly recordOf: (order: OrderKey) => OrderRecord }>;
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly markAccepted: (
    shop: string,
    orderId: string,
    accepted: Accepted,
  ) => Promise<Accepted | undefined>;
  readonly rereads: Rereads;
  readonly letters: Pick<LetterIndex, 'page' | 'settle'>;
  readonly report: Report;
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
  readonly randomHex: (bytes: number) => string;
};
