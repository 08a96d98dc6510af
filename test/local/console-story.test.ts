/** The story of one order, from its log lines. */
import { describe, expect, it } from 'vitest';
import { addRecord, emptyBoard, type OrderBoard } from '../../cdk/local/console/order-board.ts';
import { duration, storyLinesMax, withAttempts } from '../../cdk/local/console/story.ts';

const at = (second: number): string =>
  new Date(Date.UTC(2026, 10, 22, 10, 0, second)).toISOString();

const line = (service: string, stage: string, second: number, given: object = {}) => ({
  ...{ service, stage, shopify_order_id: '42', correlation_id: 'shopify-order-42', attempt: 0 },
  ...{ latency_ms: 0, timestamp: at(second), order_version: '2026-11-22T10:00:00Z' },
  ...given,
});

const storyOf = (...records: readonly object[]) => {
  const board = records.reduce<OrderBoard>(addRecord, emptyBoard);
  return board.rows.get('42')?.story ?? { lines: [], forgotten: 0 };
};

const attempt = (second: number, status: number) => ({
  ...{ atMillis: Date.parse(at(second)), place: Date.parse(at(second)), service: 'WMS' },
  ...{ stage: 'attempt' as const, attempts: 0, status, version: null, replays: 0 },
  sentence: `answered ${status}`,
});

describe('a story', () => {
  it('says of each line what happened, with its function, attempts and status', () => {
    const { lines } = storyOf(
      line('accept-webhook', 'received', 0, { answer: 200 }),
      line('accept-webhook', 'enqueued', 0),
      line('deliver-order', 'failed', 3, {
        ...{ attempt: 5, cause: 'unavailable', status: 503, seconds: 30 },
      }),
      line('deliver-order', 'processed', 33, { attempt: 1, latency_ms: 33_000 }),
    );

    expect(
      lines.map(({ service, stage, attempts, status }) => [service, stage, attempts, status]),
    ).toEqual([
      ['accept-webhook', 'received', 0, 200],
      ['accept-webhook', 'enqueued', 0, null],
      ['deliver-order', 'failed', 5, 503],
      ['deliver-order', 'processed', 1, null],
    ]);
    expect(lines.map(({ sentence }) => sentence)).toEqual([
      'A webhook came in and was answered 200.',
      'It is put on the queue: a version that was not seen before.',
      'Put back after 5 attempts: unavailable, the WMS answered 503; tried again in 30 s or so.',
      'The WMS confirmed it after 1 attempt, 33.0 s after its webhook.',
    ]);
  });

  it.each([
    ['duplicate', {}, 'The same version with the same content was seen before: dropped.'],
    ['superseded', {}, 'A newer version is known: this one is dropped.'],
    ['unchanged', {}, 'Nothing in it that the WMS needs has changed: not sent again.'],
    ['ignored', { reason: 'nothing_to_ship' }, 'Knowingly not sent: nothing to ship.'],
    ['processed', {}, 'The WMS had confirmed it before: not sent again.'],
    [
      'deferred',
      { reason: 'in_progress', seconds: 15 },
      'It waits: in progress; tried again in 15 s or so.',
    ],
    [
      'parked',
      { class: 'rejected', reason: 'the WMS answered 422', status: 422 },
      'Parked as a dead letter, class rejected: the WMS answered 422.',
    ],
    ['replayed', {}, 'Its dead letter was sent again: it is back on the queue.'],
    ['reconciled', {}, 'It was found in Shopify without a webhook, and put on the queue.'],
  ])('has a sentence for %s', (stage, given, sentence) => {
    expect(storyOf(line('deliver-order', stage, 1, given)).lines[0]?.sentence).toBe(sentence);
  });

  it('puts each line after what caused it, also where that was written later', () => {
    const story = storyOf(
      line('deliver-order', 'parked', 2, { class: 'rejected' }),
      // Written at its end, three seconds after the webhook came in.
      line('accept-webhook', 'enqueued', 3, { latency_ms: 3_000 }),
      line('deliver-order', 'processed', 11, { replays: 1, attempt: 1 }),
      line('replay-dead-letters', 'replayed', 12, { replays: 1 }),
    );

    const { lines } = withAttempts(story, [attempt(1, 422), attempt(10, 201)]);

    expect(lines.map(({ stage, status }) => (stage === 'attempt' ? status : stage))).toEqual([
      ...['enqueued', 422, 'parked', 'replayed', 201, 'processed'],
    ]);
  });

  it('keeps its newest lines, and says how many it has forgotten', () => {
    const many = Array.from({ length: storyLinesMax + 5 }, (_, index) =>
      line('accept-webhook', 'duplicate', 100 + index),
    );
    const story = storyOf(line('accept-webhook', 'enqueued', 0), ...many);

    const { lines, forgotten } = withAttempts(story, [attempt(1, 201), attempt(150, 200)]);

    expect([story.lines.length, forgotten]).toEqual([60, 6]);
    expect(lines.filter(({ service }) => service === 'WMS').map(({ status }) => status)).toEqual([
      200,
    ]);
  });

  it('gives times as people do', () => {
    expect([88.4, 1_234, 61_000, 7_260_000].map(duration)).toEqual([
      ...['88 ms', '1.2 s', '1 min 1 s', '2 h 1 min'],
    ]);
  });
});
