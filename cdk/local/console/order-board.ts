/**
 * From the functions' log lines to what the page shows: counts, and the stage each order is in.
 *
 * A pure reducer, bounded to the newest 500 orders. Lines of different functions may come in any
 * order and more than once; a line about an older version never sets an order back.
 */
import * as z from 'zod';
import type { Stage } from '../../../lib/order/stage-report.ts';

export const boardOrdersMax = 500;
export const latenciesMax = 100;

const noCounts: Readonly<Record<Stage, number>> = {
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
  typeof value === 'string' && Object.hasOwn(noCounts, value);

/** A line about a stage of an order (DESIGN section 6). Other lines of a log are passed over. */
const stageLine = z.object({
  stage: z.custom<Stage>(isStage),
  shopify_order_id: z.string().nullable(),
  latency_ms: z.number(),
  attempt: z.number(),
  correlation_id: z.string(),
  timestamp: z.string().optional(),
  order_version: z.string().optional(),
  class: z.string().nullish(),
  reason: z.string().nullish(),
});
type StageLine = z.output<typeof stageLine>;

export type BoardRow = {
  readonly orderId: string;
  readonly correlationId: string;
  readonly stage: Stage;
  /** HTTP calls to the WMS, over all deliveries of this version. */
  readonly attempts: number;
  /** Webhook received → WMS confirmed; null while it is not. */
  readonly latencyMillis: number | null;
  /** Why it waits or was parked; a code, never a text of the WMS. */
  readonly reason: string | null;
  /** The version that the stage is about. */
  readonly version: string | null;
  /** When the last line about it was written. */
  readonly atMillis: number;
};

export type OrderBoard = {
  /** Lines by stage since the start. */
  readonly counts: Readonly<Record<Stage, number>>;
  /** By order id; the one heard of last is the last. */
  readonly rows: ReadonlyMap<string, BoardRow>;
  /** End-to-end latencies of the newest deliveries, oldest first. */
  readonly latencies: readonly number[];
};

export const emptyBoard: OrderBoard = { counts: noCounts, rows: new Map(), latencies: [] };

/** Stages of an order that is on its way. */
const waitingStages: readonly Stage[] = ['received', 'enqueued', 'failed', 'deferred', 'replayed'];
export const isWaiting = (row: BoardRow): boolean => waitingStages.includes(row.stage);

/** Lines that say where the order now is, whatever it was before. */
const movingStages: readonly Stage[] = ['processed', 'failed', 'deferred', 'parked', 'replayed'];
/** Lines that end a version that was on its way, and say nothing of one that had ended. */
const endingStages: readonly Stage[] = ['unchanged', 'ignored'];

const isOlder = (line: StageLine, row: BoardRow): boolean =>
  line.order_version !== undefined &&
  row.version !== null &&
  Date.parse(line.order_version) < Date.parse(row.version);

const isSameVersion = (line: StageLine, row: BoardRow): boolean =>
  (line.order_version ?? null) === row.version;

/** Whether the order's stage becomes the line's. */
const moves = (line: StageLine, row: BoardRow | undefined): boolean => {
  if (row === undefined) return true;
  if (isOlder(line, row)) return false;
  if (movingStages.includes(line.stage)) return true;
  if (endingStages.includes(line.stage)) return isWaiting(row);
  // accept-webhook may tell of the queue after deliver-order told of the WMS.
  return line.stage === 'enqueued' && !(isSameVersion(line, row) && row.stage !== 'received');
};

const rowAfter = (line: StageLine, orderId: string, row: BoardRow | undefined): BoardRow => {
  const { stage } = line;
  const instant = Date.parse(line.timestamp ?? '');
  const attemptsBefore = row !== undefined && isSameVersion(line, row) ? row.attempts : 0;
  return {
    orderId,
    correlationId: line.correlation_id,
    stage,
    attempts: attemptsBefore + line.attempt,
    latencyMillis: stage === 'processed' ? line.latency_ms : null,
    reason: line.class ?? line.reason ?? null,
    version: line.order_version ?? row?.version ?? null,
    atMillis: Number.isNaN(instant) ? (row?.atMillis ?? 0) : instant,
  };
};

const withRow = (
  rows: ReadonlyMap<string, BoardRow>,
  row: BoardRow,
): ReadonlyMap<string, BoardRow> => {
  const next = new Map(rows);
  // Put anew, the order is the last of the map: the map's first is the one to forget.
  next.delete(row.orderId);
  next.set(row.orderId, row);
  const [oldest] = next.keys();
  if (next.size > boardOrdersMax && oldest !== undefined) next.delete(oldest);
  return next;
};

/** The board after one record of a function's log. Records that are no stage lines change nothing. */
export const addRecord = (board: OrderBoard, record: unknown): OrderBoard => {
  const parsed = stageLine.safeParse(record);
  if (!parsed.success) return board;
  const line = parsed.data;
  const counts = { ...board.counts, [line.stage]: board.counts[line.stage] + 1 };
  const latencies =
    line.stage === 'processed'
      ? [...board.latencies, line.latency_ms].slice(-latenciesMax)
      : board.latencies;
  const orderId = line.shopify_order_id;
  if (orderId === null) return { ...board, counts };
  const row = board.rows.get(orderId);
  if (!moves(line, row)) return { ...board, counts, latencies };
  return { counts, latencies, rows: withRow(board.rows, rowAfter(line, orderId, row)) };
};

/** The orders heard of last, the newest first. */
export const newestRows = (board: OrderBoard, max: number): readonly BoardRow[] =>
  [...board.rows.values()].slice(-max).reverse();
