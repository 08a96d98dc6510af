/** Shop, bridge and WMS agree: what the bridge makes of a simulated order fits the WMS's contract. */
import { describe, expect, it } from 'vitest';
import { makeDraft } from '../../cdk/local/shop/order-draft.ts';
import { planLife } from '../../cdk/local/shop/order-life.ts';
import { makeRandom } from '../../cdk/local/shop/random.ts';
import { webhookText } from '../../cdk/local/shop/webhook-text.ts';
import { checkOrder } from '../../cdk/local/wms/order-contract.ts';
import { sendSchema } from '../../lib/config/policy.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { normalizeOrder } from '../../lib/order/normal-order.ts';
import { planShipment } from '../../lib/order/shipment.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';

const createdAt = '2026-11-22T05:00:00-05:00';
const settings = sendSchema.parse({});

/** Every state of one simulated order, as the bridge would send it. */
const shipmentsOf = (number: number, odd: boolean) => {
  const random = makeRandom(`fit/${number}`);
  let order = makeDraft(random, { number, createdAt, odd });
  return planLife(random, order).map((action) => {
    order = { ...action.change(order, createdAt), updated_at: createdAt };
    const parsed = parseLosslessJson(Buffer.from(webhookText(order)));
    if (parsed.kind !== 'json') throw new Error('the webhook is not JSON');
    const read = shopifyOrderSchema.parse(parsed.value);
    const shipment = planShipment(normalizeOrder('demo.myshopify.com', read), settings, true);
    if (shipment.kind !== 'send') return shipment.kind;
    return checkOrder(JSON.parse(JSON.stringify(shipment.body)), order.id);
  });
};

describe('simulated orders', () => {
  it('fit the contract in every state in which they are sent', () => {
    const checked = Array.from({ length: 300 }, (_, number) => shipmentsOf(number, false)).flat();

    const kinds = new Set(checked.map((each) => (typeof each === 'string' ? each : each.kind)));

    expect([...kinds].sort()).toEqual(['not-sent', 'valid']);
    expect(checked.length).toBeGreaterThan(400);
  });

  it('cannot be mapped if they were made so', () => {
    const kinds = new Set(Array.from({ length: 20 }, (_, number) => shipmentsOf(number, true)[0]));

    expect(kinds.has('unmappable')).toBe(true);
  });
});
