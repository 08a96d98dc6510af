/**
 * Where a shop's nightly comparison stands: one small item, written on its revision after each piece of work,
 * so that whatever is killed or doubled goes on from there. What is large lies beside the reports.
 */
import * as z from 'zod';
import { describeFaults } from '../../order/order-message.ts';
import { countsSchema, noDifferences } from './difference.ts';

const instant = z.iso.datetime();
const count = z.int().min(0);

export const phases = [
  'starting',
  'listing',
  'exporting',
  'comparing',
  'repairing',
  'reporting',
] as const;
export type Phase = (typeof phases)[number];

const runSchema = z.object({
  /** Unlike any other's. */
  run: z.string().min(1),
  /** Who had it begun: the schedule, or a person as they say themselves. */
  by: z.string(),
  begunAt: instant,
  /** Compared are orders with an `updated_at` within; both included. */
  since: instant,
  until: instant,
  phase: z.enum(phases),
  bulk: z.object({
    /** Of Shopify's operation; null before one is begun. */
    id: z.string().nullable(),
    /** How many were begun: one that fails is begun anew, within a bound. */
    begun: count,
  }),
  list: z.object({
    /** Null where the WMS was not asked yet. */
    begunAt: instant.nullable(),
    /** The WMS's, behind the last page that was kept. */
    cursor: z.string().nullable(),
    parts: count,
    orders: count,
    /** Its last page was reached: an order that is not in it is not at the WMS. */
    isWhole: z.boolean(),
    /** Parts of differences that it gave; a comparison that begins anew begins behind them. */
    strangers: count,
  }),
  compared: z.object({
    /** Bytes of Shopify's file that are dealt with, up to the end of a line. */
    offset: count,
    /** Its lines, those included that are outside of the span. */
    lines: count,
    orders: count,
    /** Lines that were no order as the schema has it. */
    unreadable: count,
  }),
  /** Parts of differences that were kept. */
  parts: count,
  /** The part that is repaired next, and orders of the WMS that Shopify was asked for. */
  repaired: z.object({ parts: count, asked: count }),
  counts: countsSchema,
  /** What was not compared, or not repaired, and why: a code and a number at most. */
  gaps: z.array(z.string()),
  /** Of the slices so far: their time, and the most memory that one had. */
  slices: count,
  workMillis: count,
  rssBytes: count,
  heapBytes: count,
});
export type NightlyRun = z.output<typeof runSchema>;

const lastSchema = z.object({
  run: z.string(),
  begunAt: instant,
  finishedAt: instant,
  /** Orders that were compared. */
  orders: count,
  counts: countsSchema,
  gaps: z.array(z.string()),
  /** Where the page lies in the bucket of the reports, without its ending. */
  report: z.string(),
});
export type LastNightly = z.output<typeof lastSchema>;

const nightlySchema = z.object({
  createdAt: instant,
  /** The newest instant of the schedule that a run was begun for. */
  dueDone: instant,
  current: runSchema.nullable(),
  last: lastSchema.nullable(),
});
export type Nightly = z.output<typeof nightlySchema>;
export type StoredNightly = Nightly & { readonly revision: number };

/** @throws where it is unreadable: taken for none, a comparison under way would be begun anew each time. */
export const readNightlyItem = (
  item: Readonly<Record<string, unknown>> | undefined,
): StoredNightly | undefined => {
  if (item === undefined) return undefined;
  const parsed = z.object({ revision: z.int().min(1), nightly: nightlySchema }).safeParse(item);
  if (parsed.success) return { ...parsed.data.nightly, revision: parsed.data.revision };
  throw new Error(
    `the item ${String(item['id'])} of the table is unreadable (${describeFaults(parsed.error)}): mend it, or delete it; the next night begins anew`,
  );
};

export const noneCompared: NightlyRun['compared'] = {
  offset: 0,
  lines: 0,
  orders: 0,
  unreadable: 0,
};

export const newRun = (
  given: Pick<NightlyRun, 'run' | 'by' | 'begunAt' | 'since' | 'until'>,
): NightlyRun => ({
  ...given,
  phase: 'starting',
  bulk: { id: null, begun: 0 },
  list: { begunAt: null, cursor: null, parts: 0, orders: 0, isWhole: false, strangers: 0 },
  compared: noneCompared,
  parts: 0,
  repaired: { parts: 0, asked: 0 },
  counts: noDifferences,
  gaps: [],
  ...{ slices: 0, workMillis: 0, rssBytes: 0, heapBytes: 0 },
});
