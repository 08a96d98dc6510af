/** Shop, bridge and WMS agree: what the bridge makes of every shape of order, and that it fits the contract. */
import { describe, expect, it } from 'vitest';
import { act } from '../../cdk/local/shop/order-life.ts';
import { apiVersions } from '../../cdk/local/shop/order-sample.ts';
import { type ShapeName, shapeNames } from '../../cdk/local/shop/order-shapes.ts';
import { type PlannedOrder, planOrder } from '../../cdk/local/shop/plan-order.ts';
import { shopTime } from '../../cdk/local/shop/shop-time.ts';
import { webhookBody } from '../../cdk/local/shop/webhook-body.ts';
import { webhookText } from '../../cdk/local/shop/webhook-text.ts';
import { checkOrder } from '../../cdk/local/wms/order-contract.ts';
import { sendSchema } from '../../lib/config/policy.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { normalizeOrder } from '../../lib/order/normal-order.ts';
import { planShipment, type Shipment } from '../../lib/order/shipment.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';

const start = Date.parse('2026-11-22T10:00:00Z');
const at = (second: number): string => shopTime(start + second * 1_000, -300);

const planned = (shape: ShapeName, number: number): PlannedOrder =>
  planOrder({ seed: 'fit', number, createdAt: at(0), mix: 'every', shapes: [shape] });

/** What the bridge would make of one state of an order, told in the order's API version. */
const shipmentOf = (
  { apiVersion }: PlannedOrder,
  order: PlannedOrder['draft'],
  { sentBefore = false, testOrders = true } = {},
): Shipment => {
  const text = webhookText(webhookBody(apiVersion, 'orders/updated', order));
  const parsed = parseLosslessJson(Buffer.from(text));
  if (parsed.kind !== 'json') throw new Error('the webhook is not JSON');
  const read = shopifyOrderSchema.parse(parsed.value);
  const settings = sendSchema.parse({ testOrders });
  return planShipment(normalizeOrder('demo.myshopify.com', read), settings, sentBefore);
};

const outcomeOf = (shipment: Shipment): string => {
  if (shipment.kind === 'send') return `sent ${shipment.body.status}`;
  return shipment.kind === 'not-sent'
    ? shipment.reason
    : `unmappable: ${shipment.fault.replace(/line \d+/, 'line N')}`;
};

/** Of every API version and of several orders, so that chance has had its say. */
const numbers = Array.from({ length: apiVersions.length * 2 }, (_, index) => index + 1);

const open = 'sent open';
const cancelled = 'sent cancelled';
const noSku = 'unmappable: line N has no sku';
const noAddress = 'unmappable: shipping_address is missing';

const expected: Readonly<Record<ShapeName, string>> = {
  plain: open,
  'multi-currency': open,
  yen: open,
  'three-decimals': open,
  'free-of-charge': open,
  'paid-by-gift-card': open,
  discounted: open,
  tip: open,
  authorized: open,
  'partially-paid': open,
  'pending-transfer': 'waiting_for_payment',
  'authorization-expired': 'waiting_for_payment',
  'partly-refunded': open,
  refunded: cancelled,
  voided: cancelled,
  'cancelled-at-once': cancelled,
  'company-address': open,
  'foreign-scripts': open,
  'sparse-address': open,
  'long-address': open,
  'null-address': noAddress,
  'absent-address': noAddress,
  'no-street': 'unmappable: shipping_address.address1 is missing',
  'no-country': 'unmappable: shipping_address.country_code is missing',
  'draft-order': open,
  pos: 'nothing_to_ship',
  'pos-to-ship': open,
  marketplace: open,
  subscription: open,
  'fulfilled-elsewhere': 'nothing_to_ship',
  'partly-fulfilled': open,
  'test-order': open,
  'test-notification': cancelled,
  'huge-id': open,
  deleted: open,
  'digital-only': 'nothing_to_ship',
  'gift-card-only': 'nothing_to_ship',
  'goods-and-gift-card': open,
  bundle: open,
  'duplicate-sku': open,
  'null-sku': noSku,
  'empty-sku': noSku,
  'five-hundred-lines': open,
  'ten-thousand-pieces': open,
  'removed-line': open,
  edited: open,
  'deleted-product': open,
  personalised: open,
  'long-note': open,
  'odd-characters': open,
  'no-shipping-method': open,
  'changed-shipping-method': open,
};

describe('a simulated order of the shape', () => {
  it.each(Object.entries(expected) as [ShapeName, string][])('%s is %s', (shape, outcome) => {
    const outcomes = numbers.map((number) => {
      const order = planned(shape, number);
      return outcomeOf(shipmentOf(order, order.draft));
    });

    expect([...new Set(outcomes)]).toEqual([outcome]);
  });

  it.each(['test-order', 'test-notification'] as const)('%s is no order in production', (shape) => {
    const order = planned(shape, 1);

    expect(outcomeOf(shipmentOf(order, order.draft, { testOrders: false }))).toBe('test_order');
  });
});

describe('simulated orders', () => {
  it('have every shape that is expected of them, and no other', () => {
    expect([...shapeNames].sort()).toEqual(Object.keys(expected).sort());
    expect(shapeNames.length).toBeGreaterThanOrEqual(30);
  });

  it('fit the contract in every state in which they are sent', () => {
    const checked = shapeNames.flatMap((shape) =>
      numbers.slice(0, 8).flatMap((number) => {
        const whole = planned(shape, number);
        let order = whole.draft;
        return whole.actions.map((action, second) => {
          order = act(order, action, at(second));
          const shipment = shipmentOf(whole, order, { sentBefore: true });
          if (shipment.kind !== 'send') return shipment.kind;
          return checkOrder(JSON.parse(JSON.stringify(shipment.body)), order.id).kind;
        });
      }),
    );

    expect([...new Set(checked)].sort()).toEqual(['not-sent', 'unmappable', 'valid']);
    expect(checked.length).toBeGreaterThan(1_000);
  });
});
