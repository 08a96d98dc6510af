/** One order's story: in the order of time, causes first, and waiting told once. */
import { describe, expect, it } from 'vitest';
import type { ShownLetter } from '../../cdk/bridge/dead-letters/answers.ts';
import type { Moment } from '../../cdk/bridge/trace/moment.ts';
import { withKnown } from '../../cdk/bridge/trace/record-moments.ts';
import { inOrder, toldOnce } from '../../cdk/bridge/trace/story.ts';
import { traceJson } from '../../cdk/bridge/trace/trace-json.ts';
import { traceText } from '../../cdk/bridge/trace/trace-text.ts';
import { whereNow } from '../../cdk/bridge/trace/where-now.ts';
import type { OrderRecord } from '../../lib/order/order-record.ts';
import { ago, seenLetter } from './seen-letters.ts';
import * as scene from './trace-scene.ts';

const { line, seen, version } = scene;
const [door, deliver, replay] = ['accept-webhook', 'deliver-order', 'replay-dead-letters'] as const;
const id = { message_id: 'm1' };
const again = { message_id: 'm2', origin: 'replay', replays: 1 };
const nothing = { letters: [], settled: [] };

/** Delayed by an outage, parked, replayed and delivered; the logs of several functions one after the other. */
const logged: readonly Moment[] = [
  line(3_599.9, door, 'received', { answer: 200, latency_ms: 100 }),
  line(3_599.9, door, 'enqueued', { order_name: '#1001', latency_ms: 100 }),
  line(3_000, door, 'received', { answer: 200 }),
  line(3_000, door, 'duplicate'),
  line(2_990, door, 'received', { answer: 200 }),
  line(2_990, door, 'duplicate'),
  line(3_599, deliver, 'failed', { ...id, cause: 'status', status: 503, attempt: 5, seconds: 30 }),
  ...Array.from({ length: 40 }, (_, n) =>
    line(3_560 - n * 10, deliver, 'deferred', { ...id, reason: 'circuit_open', seconds: 10 + n }),
  ),
  line(3_360, deliver, 'failed', { ...id, cause: 'status', status: 503, attempt: 1, seconds: 9 }),
  line(1_800, deliver, 'parked', {
    ...{ ...id, class: 'rejected', reason: 'the WMS answered 422', status: 422, attempt: 1 },
  }),
  line(60, deliver, 'processed', { ...again, latency_ms: 3_540_000, attempt: 1 }),
  // Told when the letter is settled: its message is at the WMS by then.
  line(59, replay, 'replayed', { message_id: 'on-the-queue', replays: 1, class: 'rejected' }),
];
const record: OrderRecord = {
  accepted: scene.accepted,
  decided: scene.decided('delivered'),
  wmsOrderId: 'W-1',
};
const letter = seenLetter({
  ...{ letterId: 'm1', messageId: 'on-the-queue', orderId: scene.orderId, version },
});
const settled: ShownLetter = {
  ...{ kind: 'letter', letter },
  settled: { how: 'replayed', at: ago(59), jobId: 'j1' },
};

const story = (moments: readonly Moment[], known: OrderRecord = {}) =>
  inOrder(withKnown(moments, { record: known, ...nothing }));

it('delayed by an outage, parked, replayed and delivered: all of it in order', () => {
  const moments = inOrder(withKnown(logged, { record, letters: [], settled: [settled] }));
  const given = seen(record, { logged });

  expect(traceText(given, moments, whereNow(given, moments)).split('\n')).toEqual([
    'Order 820982911946154508 (#1001) of demo.myshopify.com, the local stack.',
    '',
    '  log           read since 2026-11-08 10:00:00 UTC, 14 d ago',
    '',
    '  TIME                     AGO                    AFTER  WHAT                      DETAILS',
    '  2026-11-22 09:00:00 UTC  1 h ago                       webhook received          answered 200',
    '  2026-11-22 09:00:00 UTC  1 h ago                 0 ms  enqueued',
    '  2026-11-22 09:00:01 UTC  59 min 59 s ago        1.0 s  failed 2 times            the WMS answered 503, not counted, last 2026-11-22 09:04:00 UTC, 1 attempt, until 2026-11-22 09:04:09 UTC',
    '  2026-11-22 09:00:40 UTC  59 min 20 s ago               deferred 40 times         circuit_open, last 2026-11-22 09:07:10 UTC, until 2026-11-22 09:07:59 UTC',
    '  2026-11-22 09:10:00 UTC  50 min ago        2 min 50 s  webhook received 2 times  answered 200, last 2026-11-22 09:10:10 UTC',
    '  2026-11-22 09:10:00 UTC  50 min ago                    duplicate 2 times         this version was accepted before, last 2026-11-22 09:10:10 UTC',
    '  2026-11-22 09:30:00 UTC  30 min ago       19 min 50 s  parked                    rejected: the WMS answered 422, letter m1, 1 attempt',
    '  2026-11-22 09:59:00 UTC  1 min ago             29 min  replayed                  letter m1, job j1, replay 1',
    '  2026-11-22 09:59:00 UTC  1 min ago               0 ms  delivered                 WMS id W-1, 1 attempt, end to end 59 min, with the time among the dead letters',
    '',
    'The WMS has it as W-1, version 2026-11-22T09:00:00Z, since 2026-11-22 09:59:00 UTC, 1 min ago. Nothing is to be done.',
  ]);
});

it('for a program every moment stands for itself, with all that its source says', () => {
  const moments = inOrder(withKnown(logged, { record, letters: [], settled: [settled] }));
  const given = seen(record, { logged, settled: [settled] });
  const json = traceJson(given, moments, whereNow(given, moments));

  expect(json).toMatchObject({
    ...{ stage: 'local', order: { orderId: scene.orderId, shop: scene.shop, number: '#1001' } },
    now: { state: 'delivered' },
    ...{ record, deadLetters: [], settledLetters: [settled] },
  });
  expect(json).toHaveProperty('story.length', logged.length);
  expect(json).toHaveProperty('story.6.facts.message_id', 'm1');
});

describe('waiting is told once', () => {
  const told = (...moments: Moment[]) =>
    toldOnce(moments).map(({ first, count }) => `${first.what} ${count}: ${first.detail}`);
  const failed = (seconds: number, facts: object) =>
    line(seconds, deliver, 'failed', { ...id, cause: 'timeout', attempt: 5, ...facts });
  const deferred = (seconds: number, reason: string) =>
    line(seconds, deliver, 'deferred', { ...id, reason });

  it('by reason, cause and count, whatever came between', () => {
    expect(
      told(
        ...[failed(90, { counted: 0 }), deferred(80, 'circuit_open'), failed(70, { counted: 0 })],
        ...[deferred(60, 'circuit_open'), deferred(50, 'circuit_hold')],
        ...[failed(40, { counted: 1 }), failed(30, { counted: 2 })],
      ),
    ).toEqual([
      'failed 2: timeout, not counted',
      'deferred 2: circuit_open',
      'deferred 1: circuit_hold',
      'failed 1: timeout, counted 1',
      'failed 1: timeout, counted 2',
    ]);
  });

  it('not across what ended it, nor for two versions', () => {
    const newer = line(40, deliver, 'deferred', { reason: 'circuit_open', order_version: 'later' });

    expect(
      told(
        ...[deferred(90, 'circuit_open'), line(80, deliver, 'parked', { ...id, class: 'expired' })],
        ...[deferred(50, 'circuit_open'), newer],
      ),
    ).toEqual([
      'deferred 1: circuit_open',
      'parked 1: expired: no reason given, letter m1',
      'deferred 1: circuit_open',
      'deferred 1: circuit_open',
    ]);
  });
});

describe('what the logs do not tell', () => {
  const words = (moments: readonly Moment[]) =>
    moments.map(({ what, detail, source }) => `${what} (${source}): ${detail}`);

  it('is told by the record', () => {
    const { accepted, parked } = scene;

    expect(words(story([], { accepted, parked }))).toEqual([
      'enqueued (record): ',
      'parked (record): exhausted, letter m1',
    ]);
    expect(words(story([], { ...record, waitingSince: ago(30) }))).toEqual([
      'enqueued (record): ',
      'delivered (record): WMS id W-1',
      'waits (record): its first delivery failed or was deferred',
    ]);
    expect(words(story([], { decided: scene.decided('discarded') }))).toEqual([
      'discarded (record): ',
    ]);
  });

  it('is told by the letters, those that are settled too', () => {
    const known = { record: {}, letters: [{ ...letter, letterId: 'm3' }], settled: [settled] };

    expect(words(inOrder(withKnown([], known)))).toEqual([
      'parked (dead letters): rejected: the WMS answered 422, letter m3',
      'parked (dead letters): rejected: the WMS answered 422, letter m1',
      'replayed (dead letters): letter m1, job j1',
    ]);
  });

  it('a discard by its letter, with the job', () => {
    const discarded = { ...settled, settled: { how: 'discarded', at: ago(60), jobId: 'j2' } };
    const known = { record: { decided: scene.decided('discarded') }, letters: [] };

    expect(words(inOrder(withKnown([], { ...known, settled: [discarded] })))).toEqual([
      'parked (dead letters): rejected: the WMS answered 422, letter m1',
      'discarded (dead letters): letter m1, job j2',
    ]);
  });

  it('and never twice', () => {
    const known = { record: { ...record, parked: scene.parked }, letters: [], settled: [settled] };
    const moments = withKnown(logged, known);

    expect(moments).toHaveLength(logged.length);
    expect(new Set(moments.map(({ source }) => source))).toEqual(new Set(['log']));
  });

  it('a version that no line tells of is told beside the one that has lines', () => {
    const newer = { ...scene.accepted, version: '2026-11-22T09:30:00Z', at: ago(1_700) };
    const moments = inOrder(
      withKnown(logged, { record: { accepted: newer }, letters: [], settled: [] }),
    );
    const text = traceText(seen({}), moments, whereNow(seen({}), moments));

    expect(text).toMatch(/WHAT +VERSION +DETAILS/);
    expect(text).toMatch(/28 min 20 s ago +1 min 40 s +enqueued +2026-11-22T09:30:00Z$/m);
  });
});

it('a replay of another version is no cause of what came before it', () => {
  const other = { order_version: '2026-11-22T09:30:00Z', replays: 1 };
  const moments = inOrder([
    line(60, deliver, 'processed', again),
    line(30, replay, 'replayed', other),
  ]);

  expect(moments.map(({ what }) => what)).toEqual(['delivered', 'replayed']);
});
