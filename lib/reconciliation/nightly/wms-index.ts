/**
 * What the WMS has of each order, in a few bytes each: typed arrays with open addressing, so that a million
 * orders fit into a small function. Exact: no two orders are ever taken for each other.
 */
import type { WmsEntry } from './wms-entries.ts';

/** More orders of one WMS are not compared; the report says so. Their index has some 90 MB. */
export const wmsOrdersMax = 2_000_000;

export type WmsIndex = {
  /** What comes later counts. */
  readonly put: (entry: WmsEntry) => void;
  readonly get: (orderId: string) => Omit<WmsEntry, 'orderId'> | undefined;
  readonly size: () => number;
};

/** Slots are doubled beyond this share of them. */
const loadMax = 0.7;
const slotsMin = 1_024;
/** The last nine digits, and the fifteen before them: both are exact numbers. */
const lowDigits = 9;
const digitsMax = 24;
const statuses = ['open', 'cancelled'] as const;

type Slots = {
  readonly mask: number;
  readonly high: Float64Array;
  readonly low: Uint32Array;
  readonly instants: Float64Array;
  /** 0: free. */
  readonly states: Uint8Array;
};

const makeSlots = (size: number): Slots => ({
  mask: size - 1,
  high: new Float64Array(size),
  low: new Uint32Array(size),
  instants: new Float64Array(size),
  states: new Uint8Array(size),
});

/** Ids that are no such number are few, if there are any: Shopify's have thirteen digits. */
const isNumber = (orderId: string): boolean =>
  orderId.length <= digitsMax && (orderId === '0' || !orderId.startsWith('0'));

/** The slot of this order, or the free one where it belongs. */
const slotOf = ({ mask, high, low, states }: Slots, upper: number, lower: number): number => {
  let slot = (Math.imul(lower ^ Math.imul(upper | 0, 0x9e3779b1), 0x85ebca6b) >>> 7) & mask;
  while (states[slot] !== 0 && (low[slot] !== lower || high[slot] !== upper)) {
    slot = (slot + 1) & mask;
  }
  return slot;
};

const grown = (slots: Slots): Slots => {
  const next = makeSlots((slots.mask + 1) * 2);
  for (let from = 0; from <= slots.mask; from++) {
    if (slots.states[from] === 0) continue;
    const upper = slots.high[from] ?? 0;
    const lower = slots.low[from] ?? 0;
    const to = slotOf(next, upper, lower);
    next.high[to] = upper;
    next.low[to] = lower;
    next.instants[to] = slots.instants[from] ?? 0;
    next.states[to] = slots.states[from] ?? 0;
  }
  return next;
};

export const makeWmsIndex = (): WmsIndex => {
  let slots = makeSlots(slotsMin);
  let used = 0;
  const others = new Map<string, WmsEntry>();
  const find = (orderId: string): number =>
    slotOf(slots, Number(orderId.slice(0, -lowDigits)), Number(orderId.slice(-lowDigits)));

  const put = (entry: WmsEntry): void => {
    const { orderId, instant, status } = entry;
    if (!isNumber(orderId)) {
      others.set(orderId, entry);
      return;
    }
    if (used > loadMax * slots.mask) slots = grown(slots);
    const slot = find(orderId);
    if (slots.states[slot] === 0) used += 1;
    slots.high[slot] = Number(orderId.slice(0, -lowDigits));
    slots.low[slot] = Number(orderId.slice(-lowDigits));
    slots.instants[slot] = instant;
    slots.states[slot] = statuses.indexOf(status) + 1;
  };
  const get = (orderId: string): Omit<WmsEntry, 'orderId'> | undefined => {
    if (!isNumber(orderId)) return others.get(orderId);
    const slot = find(orderId);
    const status = statuses[(slots.states[slot] ?? 0) - 1];
    return status && { instant: slots.instants[slot] ?? 0, status };
  };
  return { put, get, size: () => used + others.size };
};
