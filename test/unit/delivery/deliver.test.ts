import { describe, expect, it } from 'vitest';
import { deliverySchema } from '../../../lib/config/policy.ts';
import type { AttemptOutcome } from '../../../lib/delivery/attempt.ts';
import { type Attempt, makeDeliver } from '../../../lib/delivery/deliver.ts';
import { planShipment } from '../../../lib/order/shipment.ts';
import { orderMessage } from '../../builders/order-message.ts';

const start = Date.UTC(2026, 10, 22, 10);
const delivered: AttemptOutcome = { kind: 'delivered', wmsOrderId: 'W-1' };
const status = (code: number): AttemptOutcome => ({
  kind: 'unavailable',
  cause: 'status',
  status: code,
});
const timeout: AttemptOutcome = { kind: 'unavailable', cause: 'timeout' };

const message = orderMessage();
const sendSettings = {
  financialStatus: ['paid' as const],
  testOrders: true,
  variantIdWhenSkuMissing: false,
};
const plan = planShipment(message.data.order, sendSettings, false);
if (plan.kind !== 'send') throw new Error('the default order is sent');

/** A WMS that answers in this order, each answer after so many milliseconds. */
const makeScene = (
  answers: readonly (readonly [outcome: AttemptOutcome, millis: number])[],
  given: Partial<Parameters<typeof deliverySchema.parse>[0] & object> = {},
) => {
  let now = start;
  let spans = 0;
  const calls: Parameters<Attempt>[0][] = [];
  const waits: number[] = [];
  const observed: (readonly [string, number])[] = [];
  const deliver = makeDeliver({
    attempt: async (call) => {
      const [outcome, millis] = answers[calls.length] ?? [delivered, 0];
      calls.push(call);
      now += Math.min(millis, call.timeoutMillis);
      return outcome;
    },
    settings: deliverySchema.parse(given),
    now: () => now,
    wait: async (millis) => {
      waits.push(millis);
      now += millis;
    },
    random: () => 0.5,
    randomHex: (bytes) => {
      spans += 1;
      return String(spans).padStart(2 * bytes, '0');
    },
    observeAttempt: (kind, millis) => observed.push([kind, millis]),
  });
  return {
    calls,
    waits,
    observed,
    deliver: (deadlineMillis = 12_000) =>
      deliver({
        message,
        body: plan.body,
        idempotencyKey: 'key',
        receives: 1,
        deadline: start + deadlineMillis,
      }),
    elapsed: () => now - start,
  };
};

describe('one delivery', () => {
  it('that succeeds at once is one attempt, with everything that identifies it', async () => {
    const scene = makeScene([[delivered, 40]]);
    expect(await scene.deliver()).toEqual({ kind: 'delivered', wmsOrderId: 'W-1', attempts: 1 });
    expect(scene.calls).toEqual([
      {
        orderId: '820982911946154508',
        version: '2026-11-22T10:00:00Z',
        body: JSON.stringify(plan.body),
        idempotencyKey: 'key',
        correlationId: 'shopify-order-820982911946154508',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01',
        timeoutMillis: 2_000,
      },
    ]);
    expect(scene.observed).toEqual([['delivered', 40]]);
  });

  it('that meets 503 twice is three attempts, with the formula’s delays between them', async () => {
    const scene = makeScene([
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
    const scene = makeScene([
      [status(500), 0],
      [timeout, 0],
    ]);
    await scene.deliver();
    const identities = scene.calls.map(({ body, idempotencyKey }) => `${idempotencyKey} ${body}`);
    expect(new Set(identities).size).toBe(1);
    expect(scene.calls.map(({ traceparent }) => traceparent)).toEqual([
      '00-0af7651916cd43dd8448eb211c80319c-0000000000000001-01',
      '00-0af7651916cd43dd8448eb211c80319c-0000000000000002-01',
      '00-0af7651916cd43dd8448eb211c80319c-0000000000000003-01',
    ]);
  });

  it('makes exactly five attempts, and waits four times', async () => {
    const scene = makeScene(Array.from({ length: 9 }, () => [status(502), 0] as const));
    expect(await scene.deliver()).toMatchObject({ kind: 'put-back', attempts: 5, status: 502 });
    expect([scene.calls.length, scene.waits]).toEqual([5, [225, 425, 825, 1_625]]);
  });

  it.each([1, 2, 10])(
    'makes at most %i attempts where the settings say so',
    async (attemptsMax) => {
      const scene = makeScene(
        Array.from({ length: 20 }, () => [status(502), 0] as const),
        { attemptsMax, backoffBaseMillis: 1 },
      );
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
    const scene = makeScene([[outcome, 0]]);
    await scene.deliver();
    expect([scene.calls.length, scene.waits]).toEqual([1, []]);
  });

  it('shrinks an attempt’s timeout to what is left of its deadline', async () => {
    const scene = makeScene(Array.from({ length: 5 }, () => [timeout, 60_000] as const));
    await scene.deliver(6_000);
    expect(scene.calls.map(({ timeoutMillis }) => timeoutMillis)).toEqual([2_000, 2_000, 1_350]);
    expect(scene.waits).toEqual([225, 425]);
  });

  it('never runs beyond its deadline, however slow the WMS is', async () => {
    const elapsed: number[] = [];
    for (const deadline of [2_000, 3_000, 5_500, 8_000, 12_000]) {
      const scene = makeScene(Array.from({ length: 9 }, () => [timeout, 60_000] as const));
      await scene.deliver(deadline);
      elapsed.push(deadline - scene.elapsed());
    }
    expect(Math.min(...elapsed)).toBeGreaterThanOrEqual(0);
  });

  it('leaves a retry that does not fit to the next delivery', async () => {
    const scene = makeScene([[{ ...status(503), retryAfterSeconds: 12 } as AttemptOutcome, 5]]);
    expect(await scene.deliver()).toEqual({
      kind: 'put-back',
      cause: 'status',
      status: 503,
      seconds: 31.5,
      attempts: 1,
    });
    expect(scene.waits).toEqual([]);
  });

  it('that begins too late still makes one attempt, of the shortest time there is', async () => {
    const scene = makeScene([[timeout, 60_000]]);
    await scene.deliver(-100);
    expect(scene.calls.map(({ timeoutMillis }) => timeoutMillis)).toEqual([1]);
  });

  it('lets through what the attempt throws: that is a bug, and no answer of the WMS', async () => {
    const deliver = makeDeliver({
      attempt: () => Promise.reject(new TypeError('a bug')),
      settings: deliverySchema.parse({}),
      now: () => start,
      wait: async () => {},
      random: () => 0,
      randomHex: () => '0',
      observeAttempt: () => {},
    });
    const body = plan.body;
    await expect(
      deliver({ message, body, idempotencyKey: 'key', receives: 1, deadline: start + 12_000 }),
    ).rejects.toThrow('a bug');
  });
});
