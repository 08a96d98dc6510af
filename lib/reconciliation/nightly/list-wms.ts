/**
 * The list of the WMS, page by page and in the pace that is left for it: what it has of each order is kept
 * for the comparison, and orders that the bridge has no record of are kept as differences.
 *
 * A WMS that offers no list, or does not give it, is not compared with; the report says so.
 */
import type { OrderKey } from '../../delivery/settle-ports.ts';
import { inChunks } from '../../letters/lanes.ts';
import { ordersPerRead } from '../../letters/ports.ts';
import { instantOf } from '../../order/order-record.ts';
import { secondOf } from '../window.ts';
import type { Difference } from './difference.ts';
import type { NightlyPorts, WmsPage } from './nightly-ports.ts';
import { type NightlySlice, type StepEnd, workKey } from './nightly-slice.ts';
import { encodeEntries, type WmsEntry } from './wms-entries.ts';
import { wmsOrdersMax } from './wms-index.ts';

/** The clock of the WMS may be behind ours by so much. */
export const listMarginMillis = 3_600_000;
/** So long the list is waited for, since the comparison began. */
const listMillisMax = 2 * 3_600_000;
/** Orders after which what was listed is kept: the next slice goes on behind them. */
const keptOrders = 10_000;
/** Pages of one slice; a WMS that always has another one ends there. */
const pagesMax = 5_000;

/** What keeps the list from being had at all. */
const hopeless = ['not_offered', 'refused', 'not_configured', 'malformed'] as const;

export const listWms = async (slice: NightlySlice): Promise<StepEnd> => {
  const { ports, held } = slice;
  const { begunAt, list } = held.run();
  const isLate = ports.now() - Date.parse(begunAt) > listMillisMax;
  if (isLate) return skip(slice, list.orders === 0 ? 'wms_unavailable' : 'wms_unfinished');
  if (list.begunAt === null) {
    const stop = await held.write({ list: { ...list, begunAt: isoOf(ports.now()) } });
    if (stop) return stop;
  }
  return listPages(slice);
};

const listPages = async (slice: NightlySlice): Promise<StepEnd> => {
  let pending = none;
  for (let pages = 0; pages < pagesMax && slice.work.patience.hasTime(); pages++) {
    const isLook = pages % pagesPerLook === 0;
    if (isLook && !(await slice.ports.isWmsFree())) return leave(slice, pending);
    const listed = await listPage(slice, pending);
    if (listed.kind !== 'more') return listed.end;
    pending = listed.pending;
    if (pending.entries.length < keptOrders) continue;
    const stop = await keep(slice, pending);
    if (stop) return stop;
    pending = none;
  }
  return (await keep(slice, pending)) ?? { kind: 'out_of_time' };
};

type Listed =
  | { readonly kind: 'more'; readonly pending: Pending }
  | { readonly kind: 'over'; readonly end: StepEnd };

const listPage = async (slice: NightlySlice, before: Pending): Promise<Listed> => {
  const { ports, held } = slice;
  const { list, since } = held.run();
  const page = await ports.listWms(listSince(since), before.cursor ?? list.cursor);
  if (page.kind !== 'page') return { kind: 'over', end: await withoutPage(slice, before, page) };
  const pending = await added(slice, before, page);
  if (page.next === null)
    return { kind: 'over', end: await keep(slice, pending, { isWhole: true }) };
  const isFull = list.orders + pending.entries.length >= wmsOrdersMax;
  return isFull
    ? { kind: 'over', end: await skip(slice, 'wms_too_many', pending) }
    : { kind: 'more', pending };
};

/** Pages between two looks at the circuit. */
const pagesPerLook = 10;

const isoOf = (millis: number): string => new Date(millis).toISOString();
const listSince = (since: string): string => secondOf(instantOf(since) - listMarginMillis);

/** Listed, and not kept yet. */
type Pending = {
  readonly entries: readonly WmsEntry[];
  readonly strangers: readonly Difference[];
  readonly cursor?: string | null;
};
const none: Pending = { entries: [], strangers: [] };

const added = async (
  { ports }: NightlySlice,
  { entries, strangers }: Pending,
  page: Extract<WmsPage, { kind: 'page' }>,
): Promise<Pending> => ({
  entries: [...entries, ...page.entries],
  strangers: [...strangers, ...(await strangersAmong(ports, page.entries))],
  cursor: page.next,
});

/** Orders that no shop of the stage has a record of: the record is older than any delivery. */
const strangersAmong = async (
  { shop, others, readRecords }: NightlyPorts,
  entries: readonly WmsEntry[],
): Promise<readonly Difference[]> => {
  const shops = [shop, ...others.map((other) => other.shop)];
  const ids = [...new Set(entries.map(({ orderId }) => orderId))];
  const known = new Set<string>();
  for (const chunk of inChunks(ids, Math.max(1, Math.floor(ordersPerRead / shops.length)))) {
    const keys: OrderKey[] = chunk.flatMap((orderId) =>
      shops.map((one) => ({ shop: one, orderId })),
    );
    const { recordOf } = await readRecords(keys);
    for (const key of keys) if (Object.keys(recordOf(key)).length > 0) known.add(key.orderId);
  }
  return entries
    .filter(({ orderId }) => !known.has(orderId))
    .map(({ orderId, instant }) => ({
      kind: 'unknown_to_shopify',
      orderId,
      version: null,
      wmsVersion: secondOf(instant),
    }));
};

/** Parts first: a slice that dies in between lists the same pages again, and writes the same parts. */
const keep = async (
  { ports, held }: NightlySlice,
  { entries, strangers, cursor }: Pending,
  { isWhole = false, gap }: { readonly isWhole?: boolean; readonly gap?: string } = {},
): Promise<StepEnd> => {
  const run = held.run();
  const { list, parts } = run;
  if (entries.length > 0) {
    await ports.store.put(
      workKey(ports, run, 'wms', list.parts),
      encodeEntries(entries),
      'text/plain',
    );
  }
  if (strangers.length > 0) {
    const text = JSON.stringify(strangers);
    await ports.store.put(workKey(ports, run, 'differences', parts), text, 'application/json');
  }
  const isOver = isWhole || gap !== undefined;
  return held.write({
    list: {
      ...list,
      cursor: cursor ?? list.cursor,
      parts: list.parts + (entries.length > 0 ? 1 : 0),
      orders: list.orders + entries.length,
      isWhole,
      strangers: list.strangers + (strangers.length > 0 ? 1 : 0),
    },
    parts: parts + (strangers.length > 0 ? 1 : 0),
    ...(isOver ? { phase: 'exporting' } : {}),
    ...(gap === undefined ? {} : { gaps: [...run.gaps, gap] }),
  });
};

const skip = (slice: NightlySlice, gap: string, pending: Pending = none): Promise<StepEnd> =>
  keep(slice, pending, { gap });

const leave = async (slice: NightlySlice, pending: Pending): Promise<StepEnd> =>
  (await keep(slice, pending)) ?? { kind: 'wms_away' };

const withoutPage = (
  slice: NightlySlice,
  pending: Pending,
  { kind }: Exclude<WmsPage, { kind: 'page' }>,
): Promise<StepEnd> => {
  const isHopeless = hopeless.some((one) => one === kind);
  return isHopeless ? skip(slice, `wms_${kind}`, pending) : leave(slice, pending);
};
