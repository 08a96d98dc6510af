/** What a line of a log tells of an order, in the words of the bridge. */
import { describe, expect, it } from 'vitest';
import { logMoment, readLogLine } from '../../cdk/bridge/trace/log-moment.ts';
import { line, lineText, orderId, version } from './trace-scene.ts';

const deliver = 'deliver-order';

describe('a stage', () => {
  it.each<[string, string, object, string]>([
    ['accept-webhook', 'received', { answer: 200 }, 'webhook received: answered 200'],
    ['accept-webhook', 'superseded', {}, 'superseded: a newer version is known'],
    [
      deliver,
      'superseded',
      { by: 'wms', attempt: 1 },
      'superseded: the WMS has a newer version; 1 attempt',
    ],
    [deliver, 'unchanged', {}, 'unchanged: the WMS has this content'],
    [deliver, 'ignored', { reason: 'nothing_to_ship' }, 'not sent: nothing_to_ship'],
    [
      deliver,
      'deferred',
      { reason: 'unexpected_error', error: 'TypeError', seconds: 30 },
      'deferred: unexpected_error, TypeError; until 2026-11-22 10:00:30 UTC',
    ],
    [
      deliver,
      'failed',
      { cause: 'status', status: 503, attempt: 5, counted: 2, seconds: 60.4 },
      'failed: the WMS answered 503, counted 2; 5 attempts, until 2026-11-22 10:01:00 UTC',
    ],
    [
      deliver,
      'failed',
      { cause: 'timeout', attempt: 1, counted: 0, seconds: 5 },
      'failed: timeout, not counted; 1 attempt, until 2026-11-22 10:00:05 UTC',
    ],
    [
      deliver,
      'failed',
      { cause: 'unexpected status', status: 301, attempt: 1 },
      'failed: unexpected status, the WMS answered 301, not counted; 1 attempt',
    ],
    [
      deliver,
      'parked',
      { class: 'unmappable', reason: 'line 1 has no sku', message_id: 'm1' },
      'parked: unmappable: line 1 has no sku, letter m1',
    ],
    [
      'accept-webhook',
      'parked',
      { class: 'malformed', reason: 'not JSON', letter_id: 'sha' },
      'parked: malformed: not JSON, letter sha',
    ],
    [
      'replay-dead-letters',
      'replayed',
      { letter_id: 'm1', job_id: 'j1', replays: 2 },
      'replayed: letter m1, job j1, replay 2',
    ],
    [
      deliver,
      'processed',
      { latency_ms: 1_234, attempt: 0, remembered: true },
      'delivered: the WMS had it from an earlier delivery; end to end 1.2 s',
    ],
    ['reconcile-orders', 'reconciled', {}, 'reconciled: found in Shopify, and enqueued'],
    [
      'reconcile-orders',
      'reconciled',
      { cause: 'missed' },
      'reconciled: no webhook had brought it, found in Shopify, and enqueued',
    ],
    ['another', 'brand_new', { reason: 'r', by: 'somebody' }, 'brand_new: r, by somebody'],
  ])('%s %s %j', (service, stage, facts, told) => {
    const { what, detail, once } = line(0, service, stage, { ...facts });

    expect([what, [detail, once].filter(Boolean).join('; ')].join(': ')).toBe(told);
  });

  it('a line without a stage is told by its name', () => {
    const text = JSON.stringify({ message: 'letter.shown', shopify_order_id: '1', by: 'ann' });
    const parsed = readLogLine(text);

    expect(parsed && logMoment(parsed, 5, {})).toMatchObject({
      ...{ at: 5, stage: 'noted', what: 'letter.shown', detail: 'by ann' },
    });
  });
});

describe('the time', () => {
  it("is the line's own; a webhook's is when it came", () => {
    expect(line(10, deliver, 'deferred', { latency_ms: 500 }).at).toBe(
      Date.parse('2026-11-22T09:59:50Z'),
    );
    expect(line(10, 'accept-webhook', 'enqueued', { latency_ms: 500 }).at).toBe(
      Date.parse('2026-11-22T09:59:49.500Z'),
    );
  });
});

describe('what is no line about an order', () => {
  it.each(['START RequestId: 1', '{', '[]', '{"shopify_order_id":null}', '{"_aws":{}}'])(
    '%s',
    (text) => {
      expect(readLogLine(text)).toBeUndefined();
    },
  );

  it('a fact of another type than ours is left out, and hides no other', () => {
    const parsed = readLogLine(lineText(0, deliver, 'failed', { status: 'odd', counted: null }));

    expect(parsed).toMatchObject({ shopify_order_id: orderId, order_version: version });
    expect(parsed?.status).toBeUndefined();
  });

  it('what would move the cursor is a space', () => {
    const { detail } = line(0, deliver, 'parked', { class: 'rejected', reason: 'a\u001b[2J\nb' });

    expect(detail).toBe('rejected: a [2J b');
  });
});
