/**
 * From the functions' log lines to what the page shows: the stage each order is in, and its story.
 *
 * A pure reducer, bounded to the newest 500 orders. Lines of different functions may come in any
 * order and more than once; a line about an older version never sets an order back.
 */
import type { Stage } from '../../../lib/order/stage-report.ts';
import { noStages, readStageLine, type StageLine, writtenAt } from './stage-line.ts';
import { type Story, tell } from './story.ts';

export const boardOrdersMax = 500;
export const latenciesMax = 100;

export type BoardRow = {
  readonly orderId: string;
  readonly correlationId: string;
  /** Counts the orders in the sequence in which they were first heard of. */
  readonly number: number;
  readonly stage: Stage;
  /** HTTP calls to the WMS, over all deliveries of this version. */
  readonly attempts: number;
  /** Webhook received → WMS confirmed; null while it is not. */
  readonly latencyMillis: number | null;
  /** Why it waits or was parked; a code, never a text of the WMS. */
  readonly reason: string | null;
  /** The version that the stage is about. */
  readonly version: string | null;
  /** When the last line that moved it was written. */
  readonly atMillis: number;
  readonly story: Story;
};

export type OrderBoard = {
  /** Lines by stage since the start. */
  readonly counts: Readonly<Record<Stage, number>>;
  /** Orders heard of since the start. */
  readonly orders: number;
  /** By order id; the one heard of last is the last. */
  readonly rows: ReadonlyMap<string, BoardRow>;
  /** End-to-end latencies of the newest deliveries, oldest first; without replays. */
  readonly latencies: readonly number[];
};

export const emptyBoard: OrderBoard = {
  counts: noStages,
  orders: 0,
  rows: new Map(),
  latencies: [],
};

/** Stages of an order that is on its way. */
const waitingStages: readonly Stage[] = ['received', 'enqueued', 'failed', 'deferred', 'replayed'];
export const isWaiting = (row: BoardRow): boolean => waitingStages.includes(row.stage);

/** Lines that say where the order now is, whatever it was before. */
const movingStages: readonly Stage[] = ['processed', 'failed', 'deferred', 'parked'];
/** Lines that end a version that was on its way, and say nothing of one that had ended. */
const endingStages: readonly Stage[] = ['unchanged', 'ignored'];

const isOlder = (line: StageLine, row: BoardRow): boolean =>
  typeof line.order_version === 'string' &&
  row.version !== null &&
  Date.parse(line.order_version) < Date.parse(row.version);

const isSameVersion = (line: StageLine, row: BoardRow): boolean =>
  (line.order_version ?? null) === row.version;

/** Whether the order's stage becomes the line's. */
const moves = (line: StageLine, row: BoardRow): boolean => {
  if (isOlder(line, row)) return false;
  if (movingStages.includes(line.stage)) return true;
  if (endingStages.includes(line.stage)) return isWaiting(row);
  // A replay is told when its letter is gone: the WMS may have the order by then.
  if (line.stage === 'replayed') return row.stage === 'parked' || isWaiting(row);
  // accept-webhook may tell of the queue after deliver-order told of the WMS.
  return line.stage === 'enqueued' && !(isSameVersion(line, row) && row.stage !== 'received');
};

type Known = Omit<BoardRow, 'story'>;

const moved = (line: StageLine, known: BoardRow | undefined, number: number): Known => {
  const { stage, correlation_id: correlationId } = line;
  const before = known !== undefined && isSameVersion(line, known) ? known.attempts : 0;
  return {
    orderId: line.shopify_order_id ?? correlationId,
    correlationId,
    number,
    stage,
    attempts: before + line.attempt,
    latencyMillis: stage === 'processed' ? line.latency_ms : null,
    reason: line.class ?? line.reason ?? line.cause ?? null,
    version: line.order_version ?? known?.version ?? null,
    atMillis: writtenAt(line) ?? known?.atMillis ?? 0,
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

const withLatency = ({ latencies }: OrderBoard, line: StageLine): readonly number[] =>
  line.stage === 'processed' && (line.origin ?? 'webhook') === 'webhook'
    ? [...latencies, line.latency_ms].slice(-latenciesMax)
    : latencies;

/** The board after one record of a function's log. Records that are no stage lines change nothing. */
export const addRecord = (board: OrderBoard, record: unknown): OrderBoard => {
  const line = readStageLine(record);
  if (line === undefined) return board;
  const counts = { ...board.counts, [line.stage]: board.counts[line.stage] + 1 };
  if (line.shopify_order_id === null) return { ...board, counts };
  const known = board.rows.get(line.shopify_order_id);
  const orders = board.orders + (known === undefined ? 1 : 0);
  const row =
    known === undefined || moves(line, known) ? moved(line, known, known?.number ?? orders) : known;
  return {
    counts,
    orders,
    latencies: withLatency(board, line),
    rows: withRow(board.rows, { ...row, story: tell(known?.story, line) }),
  };
};

/** An order that does not simply pass: it waits after a failure. */
const isInTrouble = ({ stage }: BoardRow): boolean => ['failed', 'deferred'].includes(stage);

/** Orders that wait after a failure first, then the newest; they keep their places otherwise. */
export const rowsToShow = (board: OrderBoard, max: number): readonly BoardRow[] =>
  [...board.rows.values()]
    .sort(
      (one, other) =>
        Number(isInTrouble(other)) - Number(isInTrouble(one)) || other.number - one.number,
    )
    .slice(0, max);
