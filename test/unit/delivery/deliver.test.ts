import { describe, expect, it } from 'vitest';
import type { AttemptOutcome } from '../../../lib/delivery/attempt.ts';
import {
  type Answer,
  body,
  delivered,
  makeDeliveryScene,
  start,
  status,
  timeout,
} from './delivery-scene.ts';

const many = (outcome: AttemptOutcome, millis = 0): Answer[] =>
  Array.from({ length: 20 }, () => [outcome, millis] as const);

describe('one delivery', () => {
  it('that succeeds at once is one attempt, with everything that identifies it', async () => {
    const scene = makeDeliveryScene([[delivered, 40]]);
    expect(await scene.deliver()).toEqual({ kind: 'delivered', wmsOrderId: 'W-1', attempts: 1 });
    expect(scene.calls).toEqual([
      {
        orderId: '820982911946154508',
        version: '2026-11-22T10:00:00Z',
        body: JSON.stringify(body),
        idempotencyKey: 'key',
        correlationId: 'shopify-order-820982911946154508',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01',
        deadline: start + 12_000,
      },
    ]);
    expect(scene.observed).toEqual([['delivered', 40]]);
  });

  it('that meets 503 twice is three attempts, with the formula’s delays between them', async () => {
    const scene = makeDeliveryScene([
      [status(503), 10],
      [status(503), 10],
      [delivered, 10],
    ]);
    expect(await scene.deliver()).toEqual({ kind: 'delivered', wmsOrderId: 'W-1', attempts: 3 });
    expect(scene.waits).toEqual([225, 425]);
    expect(scene.observed).toEqual([
      ['unavailable', 10],
      ['unavailable', 10],
      ['delivered', 10],
    ]);
  });

  it('sends the same body and key on every attempt, each in a span of its own', async () => {
    const scene = makeDeliveryScene([
      [status(500), 0],
      [timeout, 0],
    ]);
    await scene.deliver();
    const identities = scene.calls.map((call) => `${call.idempotencyKey} ${call.body}`);
    expect(new Set(identities).size).toBe(1);
    expect(scene.calls.map(({ traceparent }) => traceparent)).toEqual([
      '00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01',
      '00-0af7651916cd43dd8448eb211c80319c-0000000000000002-01',
      '00-0af7651916cd43dd8448eb211c80319c-0000000000000003-01',
    ]);
  });

  it('makes exactly five attempts, and waits four times', async () => {
    const scene = makeDeliveryScene(many(status(502)));
    expect(await scene.deliver()).toMatchObject({ kind: 'failed', attempts: 5, status: 502 });
    expect([scene.calls.length, scene.waits]).toEqual([5, [225, 425, 825, 1_625]]);
  });

  it.each([1, 2, 10])(
    'makes at most %i attempts where the settings say so',
    async (attemptsMax) => {
      const delivery = { attemptsMax, backoffBaseMillis: 1 };
      const scene = makeDeliveryScene(many(status(502)), { delivery });
      await scene.deliver();
      expect(scene.calls).toHaveLength(attemptsMax);
    },
  );

  it.each([400, 401, 403, 404, 422])('is never tried again for a status like %i', async (code) => {
    const outcome: AttemptOutcome =
      code === 401
        ? { kind: 'unauthorized', reason: 'refused', status: code }
        : code === 403
          ? { kind: 'forbidden', status: code }
          : { kind: 'rejected', status: code };
    const scene = makeDeliveryScene([[outcome, 0]]);
    await scene.deliver();
    expect([scene.calls.length, scene.waits]).toEqual([1, []]);
  });

  it('gives every attempt the deadline of the delivery, and no attempt that could not connect', async () => {
    const scene = makeDeliveryScene(many(timeout, 60_000));
    await scene.deliver(6_000);
    expect(scene.calls.map(({ deadline }) => deadline - start)).toEqual([6_000, 6_000, 6_000]);
    expect(scene.waits).toEqual([225, 425]);
  });

  it('of an order that alone sees the trouble is one attempt', async () => {
    const scene = makeDeliveryScene(many(status(502)));
    expect(await scene.deliver(12_000, 1)).toMatchObject({ kind: 'failed', attempts: 1 });
    expect([scene.calls.length, scene.waits]).toEqual([1, []]);
  });

  it('never runs beyond its deadline, however slow the WMS is', async () => {
    const elapsed: number[] = [];
    for (const deadline of [2_000, 3_000, 5_500, 8_000, 12_000]) {
      const scene = makeDeliveryScene(many(timeout, 60_000));
      await scene.deliver(deadline);
      elapsed.push(deadline - scene.elapsed());
    }
    expect(Math.min(...elapsed)).toBeGreaterThanOrEqual(0);
  });

  it('leaves a retry that does not fit to the next delivery, and tells what was asked', async () => {
    const scene = makeDeliveryScene([[status(503, 12), 5]]);
    expect(await scene.deliver()).toEqual({
      kind: 'failed',
      cause: 'status',
      status: 503,
      retryAfterSeconds: 12,
      attempts: 1,
    });
    expect(scene.waits).toEqual([]);
  });

  it('that begins too late still makes one attempt, which has no time', async () => {
    const scene = makeDeliveryScene([[timeout, 60_000]]);
    await scene.deliver(-100);
    expect(scene.calls.map(({ deadline }) => deadline - start)).toEqual([-100]);
    expect(scene.elapsed()).toBe(0);
  });

  it('lets through what the attempt throws: that is a bug, and no answer of the WMS', async () => {
    const scene = makeDeliveryScene([[new TypeError('a bug'), 0]]);
    await expect(scene.deliver()).rejects.toThrow('a bug');
  });
});
