/**
 * What an order of Shopify's export means, given what the bridge knows of it and what the WMS has. Pure.
 *
 * Whatever may still be on its way, or is younger than the list of the WMS, is no difference: the next night
 * sees it again.
 */
import { utc } from '../../order/normal-order.ts';
import { instantOf, type OrderRecord } from '../../order/order-record.ts';
import { bulkOrderSchema } from '../admin/bulk-documents.ts';
import { idOf } from '../admin/document.ts';
import { isOnItsWay, judgeStamp } from '../judge.ts';
import type { Difference } from './difference.ts';
import type { WmsEntry } from './wms-entries.ts';

export type Exported = {
  readonly orderId: string;
  readonly version: string;
  /** It goes to the WMS as cancelled. */
  readonly isCancelled: boolean;
  readonly isTest: boolean;
};

/** Shopify's statuses that end an order without a cancellation: lib/order/shipment.ts sends them as cancelled. */
const endedStatuses: readonly (string | null)[] = ['VOIDED', 'REFUNDED'];

/** A line of the export; `undefined` where it is none that the schema allows. */
export const parseExported = (text: string): Exported | undefined => {
  const parsed = bulkOrderSchema.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { id, updatedAt, cancelledAt, displayFinancialStatus: status, test } = parsed.data;
  const isCancelled = cancelledAt !== null || endedStatuses.includes(status);
  return { orderId: idOf(id), version: utc(updatedAt), isCancelled, isTest: test };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The list of the WMS that is compared with. */
export type SeenList = {
  /** Epoch milliseconds at which its first page was asked for. */
  readonly begunAt: number;
  /** It has all orders whose content the WMS changed since then: epoch milliseconds. */
  readonly since: number;
  /** What is not in it is not at the WMS. */
  readonly isWhole: boolean;
  readonly entryOf: (orderId: string) => Omit<WmsEntry, 'orderId'> | undefined;
};

export type Circumstances = {
  readonly now: number;
  /** Whether test orders are sent. */
  readonly testOrders: boolean;
  /** @default - the WMS offers no list */
  readonly list?: SeenList;
};

export const judgeExported = (
  exported: Exported,
  record: OrderRecord,
  { now, testOrders, list }: Circumstances,
): Difference | undefined => {
  const { orderId, version } = exported;
  // At delivery it would be ignored: nobody needs to bring it there.
  if (exported.isTest && !testOrders) return undefined;
  const verdict = judgeStamp(version, record, now);
  if (verdict !== 'known') {
    return { kind: verdict === 'missed' ? 'missing' : 'lost', orderId, version };
  }
  return list && judgeAtWms(exported, record, list, now);
};

/** A delivery may be written down so much later than the WMS has it, and clocks may differ so much. */
const settledMillis = 600_000;

/** @returns the record's decision, if the WMS must have had it before its list was begun. */
export const comparableDecision = (
  { decided, parked, accepted, waitingSince }: OrderRecord,
  { begunAt, since }: Pick<SeenList, 'begunAt' | 'since'>,
  now: number,
): { readonly instant: number; readonly sentInstant: number } | undefined => {
  if (decided?.outcome !== 'delivered' || parked !== undefined) return undefined;
  if (Date.parse(decided.at) > begunAt - settledMillis) return undefined;
  const isLater = accepted !== undefined && Date.parse(accepted.at) > Date.parse(decided.at);
  if (waitingSince !== undefined || (isLater && isOnItsWay({ accepted }, now))) return undefined;
  const { instant, sentInstant = instant } = decided;
  // The WMS cannot have a version before it was made; what it has had for longer is not in its list.
  return sentInstant < since ? undefined : { instant, sentInstant };
};

const judgeAtWms = (
  { orderId, version, isCancelled }: Exported,
  record: OrderRecord,
  list: SeenList,
  now: number,
): Difference | undefined => {
  const decision = comparableDecision(record, list, now);
  if (decision === undefined || decision.instant < instantOf(version)) return undefined;
  const entry = list.entryOf(orderId);
  if (entry === undefined) {
    return list.isWhole ? { kind: 'stale', orderId, version, wmsVersion: null } : undefined;
  }
  const wmsVersion = utc(new Date(entry.instant).toISOString());
  if (entry.instant < decision.sentInstant) return { kind: 'stale', orderId, version, wmsVersion };
  const isSame = decision.instant === instantOf(version) && entry.instant <= decision.instant;
  return isCancelled && isSame && entry.status === 'open'
    ? { kind: 'cancelled_but_open', orderId, version, wmsVersion }
    : undefined;
};
