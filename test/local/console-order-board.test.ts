/** From log lines to the stage that an order is in. */
import { describe, expect, it } from 'vitest';
import {
  addRecord,
  boardOrdersMax,
  emptyBoard,
  isWaiting,
  type OrderBoard,
  rowsToShow,
} from '../../cdk/local/console/order-board.ts';

const versions = { old: '2026-11-22T10:00:00Z', new: '2026-11-22T10:00:09Z' };

const line = (stage: string, given: object = {}) => ({
  ...{ stage, shopify_order_id: '42', correlation_id: 'shopify-order-42', attempt: 0 },
  ...{ latency_ms: 5, timestamp: '2026-11-22T10:00:07.000Z', order_version: versions.old },
  ...given,
});

const boardOf = (...records: readonly unknown[]): OrderBoard =>
  records.reduce<OrderBoard>(addRecord, emptyBoard);

const stageAfter = (...records: readonly unknown[]) => boardOf(...records).rows.get('42')?.stage;

describe('the board', () => {
  it('follows an order to the WMS, over several deliveries', () => {
    const board = boardOf(
      line('received', { order_version: undefined }),
      line('enqueued'),
      line('failed', { attempt: 5, reason: 'unavailable' }),
      line('processed', { attempt: 2, latency_ms: 33_000, timestamp: '2026-11-22T10:00:33.000Z' }),
    );

    expect(board.rows.get('42')).toMatchObject({
      orderId: '42',
      correlationId: 'shopify-order-42',
      number: 1,
      stage: 'processed',
      attempts: 7,
      latencyMillis: 33_000,
      reason: null,
      version: versions.old,
      atMillis: Date.parse('2026-11-22T10:00:33.000Z'),
    });
    expect(board.counts).toMatchObject({ received: 1, enqueued: 1, failed: 1, processed: 1 });
    expect(board.latencies).toEqual([33_000]);
  });

  it('passes over lines that are about no stage', () => {
    expect(boardOf('text', null, { level: 'INFO' }, line('made-up'))).toBe(emptyBoard);
  });

  it('counts a line without an order, and lists nothing', () => {
    const board = boardOf(line('received', { shopify_order_id: null }));

    expect([board.counts.received, board.rows.size]).toEqual([1, 0]);
  });

  it('is not set back by a line that comes late', () => {
    expect([
      stageAfter(line('processed'), line('enqueued')),
      stageAfter(line('parked'), line('received')),
      stageAfter(line('processed'), line('duplicate')),
      stageAfter(line('processed', { order_version: versions.new }), line('failed')),
      stageAfter(line('processed', { order_version: versions.new }), line('superseded')),
    ]).toEqual(['processed', 'parked', 'processed', 'processed', 'processed']);
  });

  it('starts anew with a newer version, and with a replay', () => {
    const next = { order_version: versions.new };

    expect([
      stageAfter(line('processed'), line('enqueued', next)),
      stageAfter(line('parked'), line('replayed')),
      stageAfter(line('parked'), line('replayed'), line('processed')),
      // The replay is told when its letter is gone, which may be after the delivery.
      stageAfter(line('parked'), line('processed'), line('replayed')),
      stageAfter(line('enqueued', next), line('unchanged', next)),
    ]).toEqual(['enqueued', 'replayed', 'processed', 'processed', 'unchanged']);
    expect(
      boardOf(
        line('processed', { attempt: 4 }),
        line('processed', { ...next, attempt: 1 }),
      ).rows.get('42')?.attempts,
    ).toBe(1);
  });

  it('says what waits', () => {
    const waiting = ['received', 'enqueued', 'failed', 'deferred', 'replayed'];
    const ended = ['processed', 'parked', 'ignored', 'unchanged', 'superseded'];

    const rows = [...waiting, ...ended].flatMap((stage) => [...boardOf(line(stage)).rows.values()]);

    expect(rows.filter(isWaiting).map(({ stage }) => stage)).toEqual(waiting);
  });

  it('keeps the newest orders only', () => {
    const ids = Array.from({ length: boardOrdersMax + 10 }, (_, index) => String(index));
    const lines = ids.map((id) => line('enqueued', { shopify_order_id: id }));

    const board = boardOf(...lines, line('processed', { shopify_order_id: '300' }));

    expect([board.rows.size, board.orders]).toEqual([500, 510]);
    expect(['9', '10'].map((id) => board.rows.has(id))).toEqual([false, true]);
  });

  it('shows orders that wait after a failure first, then the newest, each in its place', () => {
    const of = (id: string) => ({ shopify_order_id: id });
    const board = boardOf(
      ...['1', '2', '3', '4'].map((id) => line('enqueued', of(id))),
      line('failed', of('2')),
      line('processed', of('1')),
    );

    expect(rowsToShow(board, 3).map(({ orderId }) => orderId)).toEqual(['2', '4', '3']);
  });

  it('counts no replay into the latency', () => {
    const board = boardOf(
      line('processed', { latency_ms: 7, origin: 'webhook' }),
      line('processed', { latency_ms: 90_000, origin: 'replay' }),
    );

    expect(board.latencies).toEqual([7]);
  });
});
