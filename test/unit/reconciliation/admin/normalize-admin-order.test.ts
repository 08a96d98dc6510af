/** Both shapes of an order, the webhook's and the Admin API's, are the same order to the bridge. */
import { describe, expect, it } from 'vitest';
import { act } from '../../../../cdk/local/shop/order-life.ts';
import { newestApiVersion, sampleOf } from '../../../../cdk/local/shop/order-sample.ts';
import { shapeNames } from '../../../../cdk/local/shop/order-shapes.ts';
import { planOrder } from '../../../../cdk/local/shop/plan-order.ts';
import { shopTime } from '../../../../cdk/local/shop/shop-time.ts';
import { webhookBody } from '../../../../cdk/local/shop/webhook-body.ts';
import { webhookText } from '../../../../cdk/local/shop/webhook-text.ts';
import { parseLosslessJson } from '../../../../lib/order/lossless-json.ts';
import { contentHash, normalizeOrder } from '../../../../lib/order/normal-order.ts';
import { shopifyOrderSchema } from '../../../../lib/order/shopify-order.ts';
import { normalizeAdminOrder } from '../../../../lib/reconciliation/admin/normalize-admin-order.ts';
import {
  type AdminOrder,
  orderSchema,
} from '../../../../lib/reconciliation/admin/order-documents.ts';
import { adminOrder, type WebhookBody } from '../../../builders/admin-order.ts';
import { shopifyFulfillment, shopifyLine, shopifyOrder } from '../../../builders/shopify-order.ts';

const shop = 'demo.myshopify.com';
const start = Date.parse('2026-11-22T10:00:00Z');
const at = (second: number): string => shopTime(start + second * 1_000, -300);

/** The same order as its webhook tells it and as the Admin API does. */
const pairOf = (body: unknown) => {
  const parsed = parseLosslessJson(Buffer.from(webhookText(body)));
  if (parsed.kind !== 'json') throw new Error('the webhook is not JSON');
  const node = adminOrder(parsed.value as WebhookBody);
  return {
    webhook: normalizeOrder(shop, shopifyOrderSchema.parse(parsed.value)),
    admin: normalizeAdminOrder(shop, orderSchema.parse(node)),
  };
};
const normalOf = (body: unknown) => pairOf(body).admin;

const ordersOfShape = 6;

describe('an order of the shape', () => {
  it.each(shapeNames)('%s is the same from both sides, all its life', (shape) => {
    const numbers = Array.from({ length: ordersOfShape }, (_, index) => index + 1);
    const pairs = numbers.flatMap((number) => {
      const given = { seed: 'pairs', number, createdAt: at(0), shapes: [shape] };
      const { draft, actions } = planOrder({ ...given, mix: 'every' });
      let order = draft;
      return actions.map((action, second) => {
        order = act(order, action, at(second));
        return pairOf(webhookBody(newestApiVersion, 'orders/updated', order));
      });
    });

    expect(pairs.map(({ admin }) => admin)).toEqual(pairs.map(({ webhook }) => webhook));
    expect(pairs.map(({ admin }) => contentHash(admin))).toEqual(
      pairs.map(({ webhook }) => contentHash(webhook)),
    );
  });

  it('which Shopify itself documents is the same from both sides', () => {
    const { webhook, admin } = pairOf(sampleOf(newestApiVersion, 'orders/create'));

    expect(admin).toEqual(webhook);
    expect(admin.lines.length).toBeGreaterThan(0);
  });
});

describe('the normal form of an order node', () => {
  it('has the id’s digits, however many there are, and the version in UTC', () => {
    const normal = normalOf(shopifyOrder({ updated_at: '2026-11-22T05:00:00-05:00' }));

    expect(normal).toMatchObject({
      orderId: '820982911946154508',
      version: '2026-11-22T10:00:00Z',
      lines: [{ lineId: '466157049', variantId: '808950810', quantity: 1 }],
    });
  });

  it('counts what is left of a line, and what was shipped of it with success', () => {
    const fulfillments = [
      shopifyFulfillment({ id: '1', line_items: [{ id: '466157049', quantity: 2 }] }),
      shopifyFulfillment({ id: '2', line_items: [{ id: '466157049', quantity: 1 }] }),
      shopifyFulfillment({ id: '3', status: 'cancelled' }),
    ];
    const lines = [shopifyLine({ quantity: 9, current_quantity: 5 })];

    expect(normalOf(shopifyOrder({ line_items: lines, fulfillments })).lines).toMatchObject([
      { quantity: 5, fulfilled: 3 },
    ]);
  });

  it('has neither what needs no shipping nor what was removed', () => {
    const lines = [
      shopifyLine({ id: '1', requires_shipping: false }),
      shopifyLine({ id: '2', current_quantity: 0 }),
      shopifyLine({ id: '3' }),
    ];

    expect(normalOf(shopifyOrder({ line_items: lines })).lines).toMatchObject([{ lineId: '3' }]);
  });

  it('takes the first shipping line that is not removed, also where removed ones are told', () => {
    const node: AdminOrder = {
      ...adminOrder(shopifyOrder()),
      shippingLines: {
        nodes: [
          { title: 'By sea', isRemoved: true },
          { title: 'By air', isRemoved: false },
        ],
      },
    };

    expect(normalizeAdminOrder(shop, node).shippingMethod).toBe('By air');
  });

  it('has no financial status where Shopify has none', () => {
    const node: AdminOrder = { ...adminOrder(shopifyOrder()), displayFinancialStatus: null };

    expect(normalizeAdminOrder(shop, node).financialStatus).toBeNull();
  });

  it('is refused for a node that no webhook could tell', () => {
    const node = adminOrder(shopifyOrder({ line_items: [shopifyLine({ quantity: -1 })] }));

    expect(() => normalizeAdminOrder(shop, node)).toThrow('line_items');
  });
});
