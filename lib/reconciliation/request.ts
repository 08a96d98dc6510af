/**
 * What reconcile-orders may be asked, by its schedules and by the operator's command line, and what it
 * answers. A wrong question is answered with one sentence that names the field and the fix.
 */
import * as z from 'zod';
import type { KeptWhy } from './judge-repair.ts';
import type { NightlyShop } from './nightly/told-nightly.ts';
import type { CheckedShop, PolledShop, ShopEnd, StampCounts } from './told.ts';

/** Longer than any ARN of a caller. */
const callerLengthMax = 300;

const poll = z.strictObject({ action: z.literal('poll') });
/** @default - all shops of the stage */
const shop = z.string().min(1).max(200).optional();
/** Who asks, as they say themselves. */
const by = z.string().min(1).max(callerLengthMax).default('unknown');

/** A slice of the nightly comparison, where one is under way or due. */
const nightly = z.strictObject({
  action: z.literal('nightly'),
  /** Now, unless one is under way. */
  begin: z.boolean().default(false),
  shop,
  by,
});
export type NightlyRequest = z.output<typeof nightly>;

const subscriptions = z.strictObject({ action: z.literal('subscriptions'), shop });
/** What is missing is asked for; what comes is left alone. */
const register = z.strictObject({ action: z.literal('register'), shop, by });

const placeSchema = z.strictObject({
  shop: z.string().min(1),
  /** Shopify's cursor behind the last page that was handled. @default - none was */
  after: z.string().min(1).exactOptional(),
  /** Of the page that follows, so many were counted by an earlier slice, which did not come to its end. */
  counted: z.int().min(0).exactOptional(),
  /** The version that was looked at last: tells a person how far it is. */
  upTo: z.iso.datetime().exactOptional(),
});
export type BackfillPlace = z.output<typeof placeSchema>;

/** Where a backfill stands: the caller gives it back to go on. */
export const backfillCursorSchema = z.strictObject({
  until: z.iso.datetime(),
  places: z.array(placeSchema).min(1).max(20),
});
export type BackfillCursor = z.output<typeof backfillCursorSchema>;

const backfill = z.strictObject({
  action: z.literal('backfill'),
  /** UTC; needed unless one order is meant. */
  since: z.iso.datetime().optional(),
  /** @default - now, minus the grace period */
  until: z.iso.datetime().optional(),
  /** This order alone. */
  orderId: z
    .string()
    .regex(/^\d{1,30}$/)
    .optional(),
  shop,
  /** Only counts what would be put on the queue. */
  dryRun: z.boolean().default(false),
  cursor: backfillCursorSchema.optional(),
  by,
});
export type BackfillRequest = z.output<typeof backfill>;

export const reconcileRequestSchema = z.discriminatedUnion('action', [
  poll,
  backfill,
  nightly,
  subscriptions,
  register,
]);
export type ReconcileRequest = z.output<typeof reconcileRequestSchema>;

/** Order versions that are named in an answer, of those that were or would be put on the queue. */
export const namedMax = 20;

/** One order that was left alone, and why. */
export type Kept = {
  readonly shop: string;
  readonly why: KeptWhy;
  /** Of the dead letter that it is. */
  readonly letterId?: string;
};

export type Backfilled = {
  readonly kind: 'backfilled';
  readonly dryRun: boolean;
  /** Of this slice. `missed`, `lost` and `repaired` were put on the queue, or in a dry run would be. */
  readonly counts: StampCounts;
  /** The first of those, as `shop/order`. */
  readonly orders: readonly string[];
  /** Where one order was asked for that is in somebody's hand. It counts as known. */
  readonly kept: readonly Kept[];
  /** More is to do: ask again with it as `cursor`. */
  readonly next?: BackfillCursor;
  /** Shops that this slice could not go on with; they are in `next` still. */
  readonly troubles: readonly { readonly shop: string; readonly end: ShopEnd }[];
  /** Shops without `read_all_orders`: what was created before that day is not shown. */
  readonly hiddenBefore: readonly { readonly shop: string; readonly day: string }[];
};

export type ReconcileRefused = { readonly kind: 'refused'; readonly fault: string };

export type ReconcileAnswer =
  | { readonly kind: 'polled'; readonly run: string; readonly shops: readonly PolledShop[] }
  | Backfilled
  /** No shop in it: another worker is at one of them. */
  | { readonly kind: 'nightly'; readonly run: string; readonly shops: readonly NightlyShop[] }
  | { readonly kind: 'subscriptions'; readonly shops: readonly CheckedShop[] }
  | ReconcileRefused;

/**
 * One action over all shops: one shop's trouble does not keep the others.
 *
 * @param remainingMillis - until this invocation is killed.
 */
export type Reconcile = (
  request: unknown,
  remainingMillis: () => number,
) => Promise<ReconcileAnswer>;
