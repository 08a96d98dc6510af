/**
 * What the nightly comparison calls a difference, what may become of one, and how many of each are counted.
 */
import * as z from 'zod';

export const differenceKinds = [
  /** Shopify has a version that was never accepted: no webhook and no poll brought it. */
  'missing',
  /** Accepted long ago, and neither decided, parked nor on its way. */
  'lost',
  /** The WMS has an older version than the one that was delivered, or lacks the order. */
  'stale',
  /** Cancelled in Shopify and delivered so, and open at the WMS. */
  'cancelled_but_open',
  /** The WMS has an order that neither the bridge nor Shopify knows. Never touched. */
  'unknown_to_shopify',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

const instant = z.iso.datetime();

export const differenceSchema = z.object({
  kind: z.enum(differenceKinds),
  orderId: z.string().regex(/^\d{1,32}$/),
  /** Shopify's; null where Shopify does not know the order. */
  version: instant.nullable(),
  /** What the WMS has; null where it lacks the order, not there where it was not asked. */
  wmsVersion: instant.nullable().exactOptional(),
});
export type Difference = z.output<typeof differenceSchema>;

export const outcomes = [
  /** Put on the queue; what the WMS has heals with its delivery. */
  'repaired',
  /** In order when it was looked at again: a webhook or a poll was quicker. */
  'settled',
  /** Cannot become a message, and is a dead letter. */
  'parked',
  /** Listed by Shopify, but not to be read: deleted meanwhile, or older than what the app may see. */
  'hidden',
  /** Could not be read as it was listed; the next polls read it again. */
  'postponed',
  /** For a person to look at; nothing was done. */
  'reported',
  /** Too many at once: the rest was not asked for. */
  'unasked',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Those after which nobody needs to do anything. */
export const goodOutcomes: readonly Outcome[] = ['repaired', 'settled'];

export const handledSchema = differenceSchema.extend({ outcome: z.enum(outcomes) });
export type Handled = z.output<typeof handledSchema>;

export type DifferenceCounts = {
  readonly [Kind in DifferenceKind]: { readonly [End in Outcome]: number };
};

const count = z.int().min(0);
const ends = z.object({
  repaired: count,
  settled: count,
  parked: count,
  hidden: count,
  postponed: count,
  reported: count,
  unasked: count,
} satisfies Record<Outcome, z.ZodType>);
export const countsSchema = z.object({
  missing: ends,
  lost: ends,
  stale: ends,
  cancelled_but_open: ends,
  unknown_to_shopify: ends,
} satisfies Record<DifferenceKind, z.ZodType>);

const none = {
  repaired: 0,
  settled: 0,
  parked: 0,
  hidden: 0,
  postponed: 0,
  reported: 0,
  unasked: 0,
};
export const noDifferences: DifferenceCounts = {
  missing: none,
  lost: none,
  stale: none,
  cancelled_but_open: none,
  unknown_to_shopify: none,
};

export const addCounts = (
  counts: DifferenceCounts,
  handled: readonly Pick<Handled, 'kind' | 'outcome'>[],
): DifferenceCounts => {
  // Each kind has numbers of its own, also where they came from one object.
  const sum = new Map(
    differenceKinds.map((kind) => [kind, { ...counts[kind] } as Record<Outcome, number>] as const),
  );
  for (const { kind, outcome } of handled) {
    const ends = sum.get(kind);
    if (ends) ends[outcome] += 1;
  }
  return Object.fromEntries(sum) as DifferenceCounts;
};

/** Of one kind: those that were differences still when they were looked at. */
export const foundOf = (counts: DifferenceCounts, kind: DifferenceKind): number =>
  Object.entries(counts[kind]).reduce(
    (sum, [outcome, number]) => (outcome === 'settled' ? sum : sum + number),
    0,
  );

export const endedAs = (counts: DifferenceCounts, outcome: Outcome): number =>
  differenceKinds.reduce((sum, kind) => sum + counts[kind][outcome], 0);

/** What a person must look at. */
export const openDifferences = (counts: DifferenceCounts): number =>
  outcomes
    .filter((outcome) => !goodOutcomes.includes(outcome))
    .reduce((sum, outcome) => sum + endedAs(counts, outcome), 0);
