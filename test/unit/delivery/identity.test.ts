import { expect, it } from 'vitest';
import { idempotencyKeyOf } from '../../../lib/delivery/identity.ts';
import { orderMessage } from '../../builders/order-message.ts';

it('the idempotency key never changes its form: the WMS would forget what it has', () => {
  const message = orderMessage({
    order: { shop: 'demo.myshopify.com', orderId: '820982911946154508' },
    data: { hash: 'ab'.repeat(32) },
  });
  expect([idempotencyKeyOf(message, 0), idempotencyKeyOf(message, 7)]).toEqual([
    'v1:demo.myshopify.com:820982911946154508:2026-11-22T10:00:00Z:abababababababababababababababababababababababababababababababab:g0',
    'v1:demo.myshopify.com:820982911946154508:2026-11-22T10:00:00Z:abababababababababababababababababababababababababababababababab:g7',
  ]);
});

it('the key is the same on every way that a message may come', () => {
  const keys = [
    orderMessage(),
    orderMessage({ data: { topic: 'orders/updated', webhookId: null } }),
    orderMessage({ data: { origin: 'replay', replays: 3 }, time: '2026-11-23T10:00:00.000Z' }),
    orderMessage({ id: 'another', traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` }),
  ].map((message) => idempotencyKeyOf(message, 0));
  expect(new Set(keys).size).toBe(1);
});

it('another shop, order, version, content or generation is another key', () => {
  const keys = [
    orderMessage(),
    orderMessage({ order: { shop: 'other.myshopify.com' } }),
    orderMessage({ order: { orderId: '2' } }),
    orderMessage({ order: { version: '2026-11-22T10:00:01Z' } }),
    orderMessage({ order: { note: 'ring twice' } }),
  ].flatMap((message) => [idempotencyKeyOf(message, 0), idempotencyKeyOf(message, 1)]);
  expect(new Set(keys).size).toBe(10);
});

it('the key of the longest ids is short enough for the WMS', () => {
  const shop = `${'s'.repeat(60)}.myshopify.com`;
  const order = { shop, orderId: '9'.repeat(32), version: '2026-11-22T10:00:00.123Z' };
  expect(idempotencyKeyOf(orderMessage({ order }), 99).length).toBeLessThanOrEqual(255);
});
