/**
 * A backfill, slice by slice: each invocation goes on where the last one stopped, until all is looked at,
 * nothing goes on any more, or the person leaves.
 */
import type * as z from 'zod';
import type {
  BackfillCursor,
  reconcileRequestSchema,
} from '../../../lib/reconciliation/request.ts';
import type { Progress } from '../command.ts';
import type { SeenBackfill, SeenEnd } from './answers.ts';
import { isPassing } from './end-text.ts';
import { progressOf } from './progress.ts';

export type Backfill = Extract<z.input<typeof reconcileRequestSchema>, { action: 'backfill' }>;

export type BackfillPorts = {
  /** Shops that are asked. */
  readonly shops: number;
  readonly ask: (request: Backfill) => Promise<SeenBackfill>;
  readonly progress: (told: Progress) => void;
  /** Resolves at once when the person leaves. */
  readonly wait: (millis: number) => Promise<void>;
  readonly left: AbortSignal;
};

export type Ended = {
  readonly counts: SeenBackfill['counts'];
  /** The first that were, or would be, put on the queue. */
  readonly orders: readonly string[];
  /** One order that was left alone, and why. */
  readonly kept: SeenBackfill['kept'];
  readonly hiddenBefore: SeenBackfill['hiddenBefore'];
  /** Shops that could not be asked to the end, and why. */
  readonly troubles: ReadonlyMap<string, SeenEnd>;
  readonly slices: number;
  /** Where it stands, if something is left. */
  readonly left?: BackfillCursor;
};

/** At most a minute each: more than half a day. */
export const slicesMax = 1_000;
/** Slices in a row that brought nothing but passing trouble. */
export const idleMax = 10;
/** Between two of those. */
export const idleMillis = 5_000;
/** As many as the function names itself. */
const namedMax = 20;

const nothingYet: Ended = {
  counts: { known: 0, missed: 0, lost: 0, repaired: 0, parked: 0, hidden: 0, postponed: 0 },
  orders: [],
  kept: [],
  hiddenBefore: [],
  troubles: new Map(),
  slices: 0,
};

export const runBackfill = async (request: Backfill, ports: BackfillPorts): Promise<Ended> => {
  let ended = nothingYet;
  let cursor: BackfillCursor | undefined;
  for (let idle = 0; ended.slices < slicesMax && idle < idleMax; ) {
    const slice = await ports.ask(cursor === undefined ? request : { ...request, cursor });
    const moved = hasMoved(cursor, slice);
    ended = withSlice(ended, slice);
    cursor = goingOn(slice);
    if (cursor === undefined || ports.left.aborted) break;
    ports.progress(progressOf({ since: request.since, shops: ports.shops }, ended, cursor));
    idle = moved ? 0 : idle + 1;
    if (!moved) await ports.wait(idleMillis);
  }
  return ended;
};

const withSlice = (
  before: Ended,
  { counts, orders, kept, hiddenBefore, troubles, next }: SeenBackfill,
): Ended => {
  const outcomes = Object.keys(counts) as (keyof typeof counts)[];
  const sums = outcomes.map((name) => [name, before.counts[name] + counts[name]]);
  const { left: _left, ...rest } = before;
  // A shop's trouble is over where its next slice does not tell of it.
  const lasting = [...before.troubles].filter(([, end]) => !isPassing(end));
  return {
    ...rest,
    counts: Object.fromEntries(sums) as typeof counts,
    orders: [...new Set([...before.orders, ...orders])].slice(0, namedMax),
    kept,
    hiddenBefore,
    troubles: new Map([...lasting, ...troubles.map(({ shop, end }) => [shop, end] as const)]),
    slices: before.slices + 1,
    ...(next ? { left: next } : {}),
  };
};

/** Without the shops whose trouble does not pass: they are left as they are. */
const goingOn = ({ next, troubles }: SeenBackfill): BackfillCursor | undefined => {
  const stuck = troubles.filter(({ end }) => !isPassing(end)).map(({ shop }) => shop);
  const places = (next?.places ?? []).filter(({ shop }) => !stuck.includes(shop));
  return next === undefined || places.length === 0 ? undefined : { ...next, places };
};

const hasMoved = (before: BackfillCursor | undefined, { next, counts }: SeenBackfill): boolean =>
  JSON.stringify(before?.places) !== JSON.stringify(next?.places) ||
  Object.values(counts).some((count) => count > 0);
