/**
 * What is known of the WMS's health: one item, shared by all environments. Pure data.
 *
 * Times are epoch milliseconds. `served` orders what clocks cannot: it is raised by every success that
 * is written, so "served since" compares numbers of one counter, not clocks of two environments.
 */
import * as z from 'zod';

/** An order that failed; `served` as it was then. */
const entrySchema = z.object({ order: z.string(), at: z.number(), served: z.number() });

const holdCauses = ['credentials', 'forbidden', 'operator'] as const;
/** Why only a human can mend it. */
export type HoldCause = (typeof holdCauses)[number];

const blockSchema = z.discriminatedUnion('kind', [
  /** Failures of several orders: one probe at a time goes through. */
  z.object({ kind: z.literal('open'), since: z.number(), nextProbeAt: z.number() }),
  /** The WMS asked everybody to wait (429); afterwards one request goes first. */
  z.object({ kind: z.literal('paused'), since: z.number(), nextProbeAt: z.number() }),
  z.object({
    kind: z.literal('hold'),
    since: z.number(),
    /** When the secret is looked at next. */
    nextProbeAt: z.number(),
    cause: z.enum(holdCauses),
    /** The version of the secret that was refused. */
    secretVersion: z.string().optional(),
    /** The operator's words. */
    reason: z.string().optional(),
    /** The hold ends by itself then: a maintenance window. */
    until: z.number().optional(),
  }),
]);
export type Block = z.output<typeof blockSchema>;
export type Hold = Extract<Block, { kind: 'hold' }>;

const circuitSchema = z.object({
  /** Raised by every recorded success; begins at the time of the first writing, so it never falls. */
  served: z.number(),
  /** The order that was served last. */
  servedOrder: z.string().optional(),
  /** Until then failures count together and successes are written. */
  watchUntil: z.number(),
  /** Newest last, one per order, all since the last success. */
  failures: z.array(entrySchema),
  /** Orders that were answered 403 since the last success. */
  forbidden: z.array(entrySchema),
  /** The version of the secret that was refused last: nobody uses it again by himself. */
  refusedSecret: z.string().optional(),
  /** Nothing while the circuit is closed. */
  block: blockSchema.optional(),
  /** When the last block ended; not there where there was none, as far as anybody knows. */
  closedAt: z.number().optional(),
  /** Who may send the one request that is let through. */
  probe: z.object({ holder: z.string(), until: z.number() }).optional(),
});
export type Circuit = z.output<typeof circuitSchema>;
export type FailureEntry = Circuit['failures'][number];
export type Lease = NonNullable<Circuit['probe']>;

/** An item that is missing or that nobody can read is a closed circuit: it must not stop the orders. */
export const parseCircuit = (item: unknown): Circuit => {
  const parsed = circuitSchema.safeParse(item);
  return parsed.success ? parsed.data : closedCircuit;
};

export const closedCircuit: Circuit = { served: 0, watchUntil: 0, failures: [], forbidden: [] };

/** A change that people want to hear of. */
export type CircuitChange =
  | { readonly kind: 'opened'; readonly by: 'orders' | 'rate'; readonly orders: number }
  | { readonly kind: 'probe-failed'; readonly seconds: number }
  | { readonly kind: 'paused'; readonly seconds: number }
  | { readonly kind: 'pause-ended'; readonly seconds: number }
  | { readonly kind: 'closed'; readonly by: 'success' | 'operator'; readonly seconds: number }
  | { readonly kind: 'held'; readonly cause: HoldCause; readonly reason?: string }
  | {
      readonly kind: 'hold-ended';
      readonly by: 'secret' | 'operator' | 'end-time';
      readonly cause: HoldCause;
      readonly seconds: number;
    };

/** The circuit as it is from now on, and what is told of it. */
export type Transition = { readonly circuit: Circuit; readonly change?: CircuitChange };
