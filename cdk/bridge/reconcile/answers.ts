/**
 * What reconcile-orders answers, as it must look to be believed: `lib/reconciliation/request.ts` has the
 * meaning.
 */
import * as z from 'zod';
import { backfillCursorSchema } from '../../../lib/reconciliation/request.ts';

const count = z.int().min(0);

/** A later release may end for more reasons; what is beside the kind is for people. */
export const endSchema = z.looseObject({ kind: z.string() });
export type SeenEnd = z.output<typeof endSchema>;

export const backfilledSchema = z.object({
  kind: z.literal('backfilled'),
  dryRun: z.boolean(),
  counts: z.object({
    known: count,
    missed: count,
    lost: count,
    repaired: count.default(0),
    parked: count,
    hidden: count,
    postponed: count,
  }),
  orders: z.array(z.string()),
  /** A later release may leave an order alone for more reasons. */
  kept: z
    .array(z.object({ shop: z.string(), why: z.string(), letterId: z.string().exactOptional() }))
    .default([]),
  next: backfillCursorSchema.exactOptional(),
  troubles: z.array(z.object({ shop: z.string(), end: endSchema })),
  hiddenBefore: z.array(z.object({ shop: z.string(), day: z.string() })),
});
export type SeenBackfill = z.output<typeof backfilledSchema>;
export type SeenKept = SeenBackfill['kept'][number];

const topics = z.array(z.string());

export const checkedSchema = z.object({
  kind: z.literal('subscriptions'),
  shops: z.array(
    z.object({
      shop: z.string(),
      end: endSchema,
      faults: z
        .object({
          missing: topics,
          elsewhere: z.array(z.object({ topic: z.string(), uri: z.string() })),
          otherVersion: z.array(z.object({ topic: z.string(), apiVersion: z.string() })),
          doubled: topics,
        })
        .exactOptional(),
      registered: topics.exactOptional(),
      apiVersionDaysLeft: z.int(),
    }),
  ),
});
export type SeenCheck = z.output<typeof checkedSchema>;
export type SeenShop = SeenCheck['shops'][number];

export const nightlySchema = z.object({
  kind: z.literal('nightly'),
  shops: z.array(
    z.object({
      shop: z.string(),
      end: endSchema,
      current: z
        .object({ run: z.string(), phase: z.string(), listed: count, compared: count })
        .exactOptional(),
    }),
  ),
});
export type SeenNightly = z.output<typeof nightlySchema>;
export type SeenNight = SeenNightly['shops'][number];
