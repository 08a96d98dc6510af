/**
 * On demand: all order versions of a span of time, or one order, put on the queue if they were never accepted
 * or were lost. For the first go-live and after long outages.
 *
 * One call is a slice; the caller gives the cursor back until there is none. It leaves the watermark alone.
 */
import type { ReconciliationSettings } from '../config/reconciliation-policy.ts';
import { makePace } from '../letters/pace.ts';
import { instantOf } from '../order/order-record.ts';
import { backfillOrder } from './backfill-order.ts';
import { backfillPlace } from './backfill-place.ts';
import { refuse, unknownShop } from './parse-request.ts';
import type { RunPorts } from './ports.ts';
import {
  type BackfillCursor,
  type Backfilled,
  type BackfillPlace,
  type BackfillRequest,
  type Kept,
  namedMax,
  type ReconcileRefused,
} from './request.ts';
import { secondOf, type WindowSettings } from './window.ts';
import { emptyTally, stampCounts } from './work.ts';

export type BackfillSettings = WindowSettings &
  Pick<ReconciliationSettings, 'pagesPerRun' | 'pacePerSecond'>;

/** What one slice works with, and finds. */
export type Slice = {
  readonly ports: RunPorts;
  readonly settings: BackfillSettings;
  readonly request: BackfillRequest;
  readonly run: string;
  readonly millisLeft: () => number;
  readonly turn: () => Promise<void>;
  readonly counts: { -readonly [Outcome in keyof Backfilled['counts']]: number };
  readonly orders: string[];
  readonly kept: Kept[];
  readonly troubles: Backfilled['troubles'][number][];
  readonly hiddenBefore: Backfilled['hiddenBefore'][number][];
};

export const backfill = async (
  ports: RunPorts,
  settings: BackfillSettings,
  request: BackfillRequest,
  run: string,
  millisLeft: () => number,
): Promise<Backfilled | ReconcileRefused> => {
  const shops = shopsOf(ports, request);
  if (typeof shops === 'string') return refuse(shops);
  const { turn } = makePace(settings.pacePerSecond, ports);
  const counts = stampCounts(emptyTally());
  const found = { counts, orders: [], kept: [], troubles: [], hiddenBefore: [] };
  const slice: Slice = { ports, settings, request, run, millisLeft, turn, ...found };
  if (request.orderId !== undefined) {
    tellAsked(ports, request);
    await backfillOrder(slice, shops, request.orderId);
    return answerOf(slice, undefined);
  }
  const since = request.since ?? '';
  const until = request.cursor?.until ?? untilOf(settings, request, ports.now());
  if (instantOf(since) >= instantOf(until)) {
    return refuse(`since must be at least ${settings.graceSeconds} s ago`);
  }
  if (request.cursor === undefined) tellAsked(ports, request);
  const window = { from: since, until };
  const places = request.cursor?.places ?? shops.map((shop) => ({ shop }));
  return answerOf(slice, cursorOf(until, await backfillPlaces(slice, window, places)));
};

/** The shops that are meant, or why there are none. */
const shopsOf = (
  ports: RunPorts,
  { shop, cursor }: BackfillRequest,
): readonly string[] | string => {
  const known = ports.shops.map((one) => one.shop);
  const asked = [
    ...(shop === undefined ? [] : [shop]),
    ...(cursor?.places ?? []).map((p) => p.shop),
  ];
  if (asked.some((one) => !known.includes(one))) return unknownShop(ports);
  return shop === undefined ? known : [shop];
};

/** What is younger than the grace period is left to its webhook. */
const untilOf = (
  { graceSeconds }: BackfillSettings,
  { until }: BackfillRequest,
  now: number,
): string => {
  const latest = now - graceSeconds * 1_000;
  return secondOf(until === undefined ? latest : Math.min(latest, instantOf(until)));
};

/** One place after the other; one shop's trouble does not keep the others. @returns what is left. */
const backfillPlaces = async (
  slice: Slice,
  window: { readonly from: string; readonly until: string },
  places: readonly BackfillPlace[],
): Promise<readonly BackfillPlace[]> => {
  const left = [...places];
  const troubled: BackfillPlace[] = [];
  for (const place of places) {
    if (slice.millisLeft() <= 0) break;
    const end = await backfillPlace(slice, window, place);
    left.shift();
    if (end.kind === 'trouble') troubled.push(end.place);
    if (end.kind !== 'unfinished') continue;
    left.unshift(end.place);
    break;
  }
  return [...left, ...troubled];
};

const cursorOf = (until: string, places: readonly BackfillPlace[]): BackfillCursor | undefined =>
  places.length === 0 ? undefined : { until, places: [...places] };

const answerOf = (
  { request, counts, orders, kept, troubles, hiddenBefore }: Slice,
  next: BackfillCursor | undefined,
): Backfilled => ({
  kind: 'backfilled',
  dryRun: request.dryRun,
  counts,
  orders: orders.slice(0, namedMax),
  kept,
  ...(next ? { next } : {}),
  troubles,
  hiddenBefore,
});

const tellAsked = ({ tell }: RunPorts, { by, dryRun, ...asked }: BackfillRequest): void => {
  const { since, until, orderId, shop } = asked;
  const given = Object.entries({ since, until, orderId, shop }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  tell({ kind: 'backfill-asked', by, request: { ...Object.fromEntries(given), dryRun } });
};
