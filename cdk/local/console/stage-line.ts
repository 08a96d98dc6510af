/**
 * A log line about a stage of an order (DESIGN section 6), as far as the page reads it. Other lines
 * of a log are none.
 */
import * as z from 'zod';
import type { Stage } from '../../../lib/order/stage-report.ts';

export const noStages: Readonly<Record<Stage, number>> = {
  received: 0,
  enqueued: 0,
  processed: 0,
  failed: 0,
  duplicate: 0,
  ignored: 0,
  deferred: 0,
  superseded: 0,
  unchanged: 0,
  parked: 0,
  replayed: 0,
  reconciled: 0,
};
const isStage = (value: unknown): value is Stage =>
  typeof value === 'string' && Object.hasOwn(noStages, value);

const stageLine = z.object({
  stage: z.custom<Stage>(isStage),
  shopify_order_id: z.string().nullable(),
  latency_ms: z.number(),
  attempt: z.number(),
  correlation_id: z.string(),
  timestamp: z.string().optional(),
  /** The function that wrote it. */
  service: z.string().optional(),
  shop: z.string().nullish(),
  order_version: z.string().nullish(),
  message_id: z.string().nullish(),
  origin: z.string().nullish(),
  class: z.string().nullish(),
  reason: z.string().nullish(),
  cause: z.string().nullish(),
  code: z.string().nullish(),
  /** Of the WMS. */
  status: z.number().nullish(),
  /** What the webhook was answered. */
  answer: z.number().nullish(),
  seconds: z.number().nullish(),
  replays: z.number().nullish(),
});
export type StageLine = z.output<typeof stageLine>;

export const readStageLine = (record: unknown): StageLine | undefined =>
  stageLine.safeParse(record).data;

/** The function that takes webhooks, as its lines name it. */
export const doorService = 'accept-webhook';

/** When it was written; undefined where the line does not say. */
export const writtenAt = ({ timestamp }: StageLine): number | undefined => {
  const instant = Date.parse(timestamp ?? '');
  return Number.isNaN(instant) ? undefined : instant;
};
