/**
 * The terminal's view of the orders: one aligned line for each that came to an end or to a halt.
 */
import * as z from 'zod';
import type { Stage } from '../../lib/order/stage-report.ts';
import type { LogRecord } from './functions/log-lines.ts';

/** The stages at which a person wants to see an order; the others would be several lines for each. */
const shown: readonly Stage[] = [
  'processed',
  'failed',
  'deferred',
  'superseded',
  'unchanged',
  'ignored',
  'parked',
  'replayed',
];

const stageLine = z.object({
  timestamp: z.string(),
  stage: z.enum(shown),
  shopify_order_id: z.string(),
  latency_ms: z.number(),
  attempt: z.number(),
});

/** The longest order id has 20 digits, the longest stage 10 letters. */
const columns = { time: 8, order: 20, stage: 10, millis: 9 };

export const orderLinesHeader =
  `${'time'.padEnd(columns.time)}  ${'order'.padEnd(columns.order)}  ` +
  `${'stage'.padEnd(columns.stage)}  ${'latency'.padStart(columns.millis)}  attempts`;

/** The line for a record of a function's log, if it is one that a person wants to see. */
export const orderLine = (record: LogRecord): string | undefined => {
  const parsed = stageLine.safeParse(record);
  if (!parsed.success) return undefined;
  const { timestamp, shopify_order_id, stage, latency_ms, attempt } = parsed.data;
  const time = timestamp.slice(11, 19).padEnd(columns.time);
  const millis = `${Math.round(latency_ms)} ms`.padStart(columns.millis);
  const order = shopify_order_id.padEnd(columns.order);
  return `${time}  ${order}  ${stage.padEnd(columns.stage)}  ${millis}  ${attempt}`;
};
