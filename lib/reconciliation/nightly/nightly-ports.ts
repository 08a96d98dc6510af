/**
 * What a nightly comparison needs from the world besides the ports of reconciling.
 */
import type { OrderRecord } from '../../order/order-record.ts';
import type { AdminApi } from '../admin-api.ts';
import type { ReconcilePorts } from '../ports.ts';
import type { FoundOrder, Sent } from '../send-order.ts';
import type { Work } from '../work.ts';
import type { Nightly, StoredNightly } from './nightly-item.ts';
import type { WmsEntry } from './wms-entries.ts';

export type NightlyStore = {
  readonly read: () => Promise<StoredNightly | undefined>;
  /** Written if the revision is still that of `before` (`undefined`: there was none). */
  readonly replace: (
    before: StoredNightly | undefined,
    after: Nightly,
  ) => Promise<'written' | 'overtaken'>;
};

/** One worker at a time for all shops of the stage, so that the WMS meets one pace. */
export type NightlyLease = {
  /** @param until - epoch milliseconds: this invocation is over by then, however it ends. */
  readonly take: (holder: string, until: number, now: number) => Promise<boolean>;
  readonly giveBack: (holder: string) => Promise<void>;
};

export type FilePiece =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  /** Cut short, too slow, or out of time: what came is good. `cause` is a code. */
  | { readonly kind: 'unavailable'; readonly cause: string };

export type OpenedFile =
  | {
      readonly kind: 'open';
      readonly next: () => Promise<FilePiece>;
      readonly close: () => Promise<void>;
    }
  | { readonly kind: 'unavailable'; readonly cause: string }
  /** Its address is good no more. */
  | { readonly kind: 'gone' };

export type WmsPage =
  | { readonly kind: 'page'; readonly entries: readonly WmsEntry[]; readonly next: string | null }
  /** It has no such list, which is optional. */
  | { readonly kind: 'not_offered' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'not_configured' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'throttled' }
  | { readonly kind: 'unavailable' };

/** Objects of at most 8 MB, written and read as a whole. */
export type ReportStore = {
  /** Overwrites what lies there. */
  readonly put: (key: ReportKey | WorkKey, body: string, contentType: string) => Promise<void>;
  readonly get: (key: ReportKey | WorkKey) => Promise<Uint8Array | undefined>;
};
export type ReportKey = `reports/${string}`;
/** What one slice hands to the next. */
export type WorkKey = `work/${string}`;

export type Memory = { readonly rssBytes: number; readonly heapBytes: number };

/** What all shops share. */
export type NightlyShared = {
  readonly deployment: string;
  readonly lease: NightlyLease;
  readonly store: ReportStore;
  /** From this byte on. */
  readonly readExport: (url: string, from: number) => Promise<OpenedFile>;
  /** In the pace that the stage leaves for it. */
  readonly listWms: (since: string, cursor: string | null) => Promise<WmsPage>;
  /** Whether orders go to the WMS: no circuit is open, paused or held. */
  readonly isWmsFree: () => Promise<boolean>;
  readonly sendRepair: (work: Work, found: FoundOrder, record: OrderRecord) => Promise<Sent>;
  readonly memory: () => Memory;
};

/** One shop's; `others` are asked about orders that the WMS has and this shop does not know. */
export type NightlyPorts = ReconcilePorts &
  NightlyShared & {
    readonly nightly: NightlyStore;
    readonly others: readonly { readonly shop: string; readonly admin: Pick<AdminApi, 'order'> }[];
  };
