/**
 * What a reconciliation run needs from the world besides the Admin API. A port that fails throws; the
 * watermark then stays where it is.
 */
import type { OrderKey, RecordPorts } from '../delivery/settle-ports.ts';
import type { Cursor } from '../letters/indexed-letter.ts';
import type { LetterIndex } from '../letters/ports.ts';
import type { DeadLetter } from '../order/dead-letter.ts';
import type { QueueEntry } from '../order/order-message.ts';
import type { Accepted, OrderRecord } from '../order/order-record.ts';
import type { Report } from '../order/stage-report.ts';
import type { AdminApi, OrderStamp } from './admin-api.ts';
import type { TellReconciled } from './told.ts';

/** Up to where a shop's changes are handled, and who is at it. One item per shop. */
export type Watermark = {
  readonly revision: number;
  /**
   * All orders with an older `updated_at` were handled: UTC. The next window includes this very second,
   * since a page may end between two orders of one second.
   */
  readonly until: string;
  /** A window whose end was not reached: the next run goes on there. */
  readonly unfinished: UnfinishedWindow | null;
  /** The oldest orders that were seen in Shopify and not yet delivered or parked; at most 2,000. */
  readonly undelivered: readonly OrderStamp[];
  /** More were seen than are remembered; these go up to this version. Null: all are remembered. */
  readonly undeliveredUpTo: string | null;
  /** The last dead letter that was looked at, so that each has its turn; null: from the oldest on. */
  readonly lettersUpTo: Cursor | null;
  /** Who polls, for so long (epoch milliseconds): overlapping runs are harmless, but cost twice. */
  readonly worker?: { readonly holder: string; readonly until: number };
};

/** `from` and `until` as Shopify was asked, UTC and both included. */
export type UnfinishedWindow = {
  readonly from: string;
  readonly until: string;
  /** Shopify's cursor behind the last page that was handled. */
  readonly after: string;
  /** What is newer was in no window before: the rest is overlap. */
  readonly newSince: string;
};

export type WatermarkStore = {
  readonly read: () => Promise<Watermark | undefined>;
  /** Written if the revision is still that of `before` (`undefined`: there was none). */
  readonly replace: (
    before: Watermark | undefined,
    after: Omit<Watermark, 'revision'>,
  ) => Promise<'written' | 'overtaken'>;
  /** Beside the watermark, and without its revision: the newest run has the last word. */
  readonly noteRun: (run: LastRun) => Promise<void>;
};

/** An order that two contents of one version made doubtful, or whose read was older than its stamp. */
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

/** One shop of the stage. */
export type ShopPorts = {
  readonly shop: string;
  readonly admin: AdminApi;
  readonly watermark: WatermarkStore;
  /** Of this shop alone. */
  readonly rereads: Rereads;
};

/** What all shops share. */
export type SharedPorts = Pick<RecordPorts, 'markParked' | 'markReread'> & {
  /** Of at most `ordersPerRead` orders, in one consistent read. */
  readonly readRecords: (
    orders: readonly OrderKey[],
  ) => Promise<{ readonly recordOf: (order: OrderKey) => OrderRecord }>;
  readonly enqueue: (entry: QueueEntry) => Promise<void>;
  readonly markAccepted: (
    shop: string,
    orderId: string,
    accepted: Accepted,
  ) => Promise<Accepted | undefined>;
  /** Resolves once the letter lies in the dead letters and can be found in their index. */
  readonly park: (letter: DeadLetter) => Promise<void>;
  readonly letters: Pick<LetterIndex, 'page' | 'settle'>;
  readonly report: Report;
  readonly tell: TellReconciled;
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
  readonly randomHex: (bytes: number) => string;
};

export type ReconcilePorts = SharedPorts & ShopPorts;
export type RunPorts = SharedPorts & { readonly shops: readonly ShopPorts[] };
