/** Facts of one order, by the number of its version. */
import type { OrderKey, Waiting } from '../../lib/delivery/settle-ports.ts';
import type { Accepted, Decided, Failing, Parked } from '../../lib/order/order-record.ts';

export const shop = 'demo.myshopify.com';
export const order: OrderKey = { shop, orderId: '820982911946154508' };

/** The nth version, a second after the one before. */
export const atVersion = (n: number) => ({
  version: `2026-11-22T10:00:0${n}Z`,
  instant: Date.UTC(2026, 10, 22, 10, 0, n),
});
export const accepted = (n: number, hash = `hash-${n}`): Accepted => ({
  ...atVersion(n),
  hash,
  at: '2026-11-22T10:00:10.000Z',
  source: 'webhook',
});
export const decided = (n: number, given: Partial<Decided> = {}): Decided => ({
  ...atVersion(n),
  hash: `hash-${n}`,
  generation: 0,
  at: '2026-11-22T10:00:11.000Z',
  outcome: 'delivered',
  ...given,
});
export const parked = (n: number, letterId = `letter-${n}`): Parked => ({
  ...atVersion(n),
  class: 'rejected',
  letterId,
  at: '2026-11-22T10:00:12.000Z',
});
export const firstSince = '2026-11-22T10:00:20.000Z';
export const waiting = (n: number, given: Partial<Waiting> = {}): Waiting => ({
  instant: atVersion(n).instant,
  generation: 0,
  since: firstSince,
  ended: true,
  ...given,
});
export const failing = (counted: number): Failing => ({
  messageId: 'f1ab4c0e-5f0c-4e0e-8a53-3f0f5a1d3b11',
  since: Date.UTC(2026, 10, 22, 10, 0, 20),
  counted,
  served: 1_795_341_600_000,
});
export const laterSince = '2026-11-22T10:05:00.000Z';
