/** The order of a smoke test: what the bridge makes of it, and that it can be nobody's. */
import { describe, expect, it } from 'vitest';
import {
  chanceEnd,
  makeSmokeOrder,
  type SmokeState,
  signedWebhook,
  smokeBody,
} from '../../cdk/bridge/smoke/smoke-order.ts';
import { sendSchema } from '../../lib/config/policy.ts';
import { planShipment } from '../../lib/order/shipment.ts';
import { readBody } from '../../lib/webhook/read-body.ts';
import { decodeSignature, verifySignature } from '../../lib/webhook/signature.ts';
import { now } from './seen-circuits.ts';

const shop = 'demo.myshopify.com';
const secret = 'hush-hush-hush-hush-hush-hush-01';
const order = makeSmokeOrder(now + 678, 42, 'IPOD-342-N');
const signed = (state: SmokeState) =>
  signedWebhook(order, state, { shop, secret, webhookId: 'one' });

/** As accept-webhook reads it. */
const read = (state: SmokeState) => {
  const { headers, body } = signed(state);
  const found = readBody(shop, headers['X-Shopify-Topic'], Buffer.from(body));
  if (found.kind !== 'order') throw new Error(`the body is ${found.kind}`);
  return found.order;
};

describe('the order of a smoke test', () => {
  it('has an id of 18 digits, far from those that Shopify gives, and a name that says what it is', () => {
    expect([order.id, order.name]).toEqual(['917953416006780042', '#SMOKE-20261122T100000Z']);
    expect(Number.isSafeInteger(Number(order.id))).toBe(false);
    expect(BigInt(order.id)).toBeLessThan(2n ** 63n);
    expect(makeSmokeOrder(now, chanceEnd - 1, 'A').id).toHaveLength(18);
  });

  it('is read with all digits of its ids, as a test order of nobody', () => {
    expect(read('open')).toMatchObject({
      ...{ shop, orderId: order.id, name: order.name, test: true, cancelled: false },
      ...{ version: '2026-11-22T10:00:00Z', financialStatus: 'paid' },
      lines: [{ lineId: '917953416006780043', sku: 'IPOD-342-N', quantity: 1, fulfilled: 0 }],
    });
  });

  it('is sent where test orders are, then as cancelled under a later version', () => {
    const settings = sendSchema.parse({});

    expect(planShipment(read('open'), settings, false)).toMatchObject({
      ...{ kind: 'send', body: { status: 'open', test: true } },
    });
    expect(planShipment(read('cancelled'), settings, true)).toMatchObject({
      ...{ kind: 'send', body: { status: 'cancelled', version: '2026-11-22T10:00:01Z' } },
    });
  });

  it.each<SmokeState>(['open', 'cancelled'])('goes nowhere in production when %s', (state) => {
    const settings = sendSchema.parse({ testOrders: false });

    expect(planShipment(read(state), settings, false)).toEqual({
      ...{ kind: 'not-sent', reason: 'test_order' },
    });
  });

  it('is signed as Shopify signs', () => {
    const { headers, body } = signed('open');
    const signature = decodeSignature(headers['X-Shopify-Hmac-Sha256'] ?? '');

    expect(
      signature && verifySignature(Buffer.from(body), signature, [{ shop, secrets: [secret] }]),
    ).toEqual({ kind: 'verified', shop, position: 0 });
    expect(headers).toMatchObject({
      ...{ 'X-Shopify-Topic': 'orders/create', 'X-Shopify-Shop-Domain': shop },
    });
    expect(signed('cancelled').headers['X-Shopify-Topic']).toBe('orders/cancelled');
  });

  it('is the same text each time: the second is a duplicate', () => {
    expect(smokeBody(order, 'open')).toBe(signed('open').body);
    expect(smokeBody(order, 'open')).toBe(smokeBody(order, 'open'));
  });
});
