/**
 * Shapes that differ in where an order comes from, and in how far it is handed over already.
 */

import type { ShopifyOrder } from './order-body.ts';
import { changed, changeFirstLine, type ShapeGroup, shipmentOf } from './order-shape.ts';

const handedOver = (order: ShopifyOrder): ShopifyOrder =>
  changed(order, {
    fulfillment_status: 'fulfilled',
    fulfillments: [shipmentOf(order, order.line_items, order.created_at, 1)],
  });

const testOrder = { test: true, payment_gateway_names: ['bogus'] } as const;

export const channelShapes = {
  'draft-order': {
    weight: 1,
    dress: (order) =>
      changed(changeFirstLine(order, { variant_id: null, product_id: null }), {
        source_name: 'shopify_draft_order',
        checkout_token: null,
        landing_site: null,
      }),
  },
  pos: {
    weight: 2,
    dress: (order) =>
      changed(handedOver(order), {
        ...{ source_name: 'pos', location_id: '905684977', shipping_lines: [] },
        ...{ shipping_address: null, billing_address: null },
      }),
  },
  'pos-to-ship': {
    weight: 0.5,
    dress: (order) => changed(order, { source_name: 'pos', location_id: '905684977' }),
  },
  marketplace: {
    weight: 1,
    dress: (order) =>
      changed(order, {
        source_name: '755357713',
        app_id: '755357713',
        source_identifier: 'MP-1/7',
      }),
  },
  subscription: {
    weight: 1,
    dress: (order) =>
      changed(order, {
        source_name: 'subscription_contract_checkout_one',
        tags: 'Subscription, Subscription Recurring Order',
      }),
  },
  'fulfilled-elsewhere': { weight: 0.5, dress: handedOver },
  'partly-fulfilled': {
    weight: 0.5,
    dress: (order) => {
      const whole = changeFirstLine(order, { quantity: 3, current_quantity: 3 });
      const first = whole.line_items.slice(0, 1).map((line) => ({ ...line, quantity: 2 }));
      return changed(whole, {
        fulfillment_status: 'partial',
        fulfillments: [shipmentOf(whole, first, whole.created_at, 1)],
      });
    },
  },
  'test-order': { weight: 2, dress: (order) => changed(order, testOrder) },
  // What "Send test notification" in Shopify's admin sends: a huge id, voided, twice the same sku.
  'test-notification': {
    weight: 0.1,
    life: 'over',
    dress: (order) =>
      changed(order, {
        ...testOrder,
        id: `82098${order.id}`,
        financial_status: 'voided',
        cancelled_at: order.created_at,
        line_items: order.line_items.flatMap((line) => [
          line,
          { ...line, id: `${BigInt(line.id) + 3n}` },
        ]),
      }),
  },
  'huge-id': { weight: 2, dress: (order) => changed(order, { id: `82098${order.id}` }) },
  deleted: { weight: 0.2, life: 'deleted', dress: (order) => order },
} satisfies ShapeGroup;
