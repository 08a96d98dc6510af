import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { shapeNames } from '../../cdk/local/shop/order-shapes.ts';
import { planOrder } from '../../cdk/local/shop/plan-order.ts';
import { webhookText } from '../../cdk/local/shop/webhook-text.ts';
import { parseLosslessJson } from '../../lib/order/lossless-json.ts';
import { normalizeOrder } from '../../lib/order/normal-order.ts';
import { shopifyOrderSchema } from '../../lib/order/shopify-order.ts';
import { normalizeAdminOrder } from '../../lib/reconciliation/admin/normalize-admin-order.ts';
import { orderSchema } from '../../lib/reconciliation/admin/order-documents.ts';
import { orderId, startAdmin, webhookOrder } from './shop-admin-client.ts';

const gid = `gid://shopify/Order/${orderId}`;

describe('an order', () => {
  it('is shown under GraphQL’s names, in UTC, with ids as exact as they came', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(
      webhookOrder({
        ...{ financial_status: 'partially_refunded', fulfillment_status: 'partial' },
        ...{ cancelled_at: '2026-11-22T04:59:00-05:00', cancel_reason: 'fraud', tags: 'a, b' },
      }),
    );

    const { data, errors } = await ask(`{ order(id: "${gid}") {
      id legacyResourceId name number createdAt updatedAt processedAt cancelledAt cancelReason
      test note tags displayFinancialStatus displayFulfillmentStatus currencyCode requiresShipping
    } }`);

    expect(errors).toBeUndefined();
    expect(data?.order).toEqual({
      ...{ id: gid, legacyResourceId: orderId, name: '#1001', number: 1_001 },
      ...{ createdAt: '2026-11-22T09:58:00Z', updatedAt: '2026-11-22T09:59:00Z' },
      ...{ processedAt: '2026-11-22T09:58:00Z', cancelledAt: '2026-11-22T09:59:00Z' },
      ...{ cancelReason: 'FRAUD', test: false, note: null, tags: ['a', 'b'] },
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      ...{ currencyCode: 'CAD', requiresShipping: true },
    });
  });

  it('is null where there is none, and once it was deleted', async () => {
    const { admin, ask } = await startAdmin();
    const query = `{ order(id: "${gid}") { id } }`;
    expect((await ask(query)).data).toEqual({ order: null });

    admin.putOrder(webhookOrder());
    expect((await ask(query)).data).toEqual({ order: { id: gid } });

    admin.removeOrder(orderId);
    expect((await ask(query)).data).toEqual({ order: null });
  });

  it('is read as a node too, beside others', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(webhookOrder());
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

    const { data } = await ask(query, { ids: [gid, 'gid://shopify/AppInstallation/1'] });

    expect(data?.nodes).toEqual([
      { __typename: 'Order', id: gid },
      { __typename: 'AppInstallation', id: 'gid://shopify/AppInstallation/1' },
    ]);
  });

  it('has no shipping address where nothing is shipped, whatever its webhook says', async () => {
    const { admin, ask } = await startAdmin();
    const address = { name: 'Ada', address1: '1 Test Street', city: 'Ottawa', country_code: 'CA' };
    const query = `{ order(id: "${gid}") { shippingAddress { name countryCodeV2 } } }`;
    admin.putOrder(webhookOrder({ shipping_address: address }));
    expect((await ask(query)).data?.order).toEqual({
      shippingAddress: { name: 'Ada', countryCodeV2: 'CA' },
    });

    const line = { id: '1', title: 'Gift card', quantity: 1, requires_shipping: false };
    admin.putOrder(webhookOrder({ shipping_address: address, line_items: [line] }));

    expect((await ask(query)).data?.order).toEqual({ shippingAddress: null });
  });
});

const linesPage = z.object({
  lineItems: z.object({
    nodes: z.array(z.object({ title: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string() }),
  }),
});

describe('lines and shipments', () => {
  const lines = Array.from({ length: 7 }, (_, index) => ({
    ...{ id: String(index + 1), title: `Part ${index + 1}`, quantity: 3, current_quantity: 2 },
  }));
  const order = webhookOrder({
    line_items: lines,
    shipping_lines: [
      { id: '1', title: 'Express', is_removed: true },
      { id: '2', title: 'Courier', is_removed: false },
    ],
    fulfillments: [
      { id: '91', status: 'success', line_items: [{ id: '1', quantity: 1 }] },
      { id: '92', status: 'cancelled', line_items: lines.map(({ id }) => ({ id, quantity: 2 })) },
    ],
  });

  it('come page by page, each line once', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(order);
    const query = `query ($after: String) { order(id: "${gid}") {
      lineItems(first: 3, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } }
    } }`;
    const titles: string[][] = [];
    let after: string | null = null;
    for (let page = 0; page < 5; page += 1) {
      const { data } = await ask(query, { after });
      const { lineItems } = linesPage.parse(data?.order);
      titles.push(lineItems.nodes.map(({ title }) => title));
      after = lineItems.pageInfo.endCursor;
      if (!lineItems.pageInfo.hasNextPage) break;
    }

    expect(titles).toEqual([
      ['Part 1', 'Part 2', 'Part 3'],
      ['Part 4', 'Part 5', 'Part 6'],
      ['Part 7'],
    ]);
  });

  it('say what is left, what was shipped, and how', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(order);

    const { data } = await ask(`{ order(id: "${gid}") {
      lineItems(first: 1) { edges { node { quantity currentQuantity unfulfilledQuantity } } }
      shippingLine { title }
      shippingLines(first: 5) { nodes { title isRemoved } }
      removed: shippingLines(first: 5, includeRemovals: true) { nodes { title } }
      fulfillments(first: 1) {
        id status totalQuantity
        fulfillmentLineItems(first: 5) { nodes { quantity lineItem { id } } }
      }
    } }`);

    expect(data?.order).toEqual({
      lineItems: {
        edges: [{ node: { quantity: 3, currentQuantity: 2, unfulfilledQuantity: 1 } }],
      },
      shippingLine: { title: 'Courier' },
      shippingLines: { nodes: [{ title: 'Courier', isRemoved: false }] },
      removed: { nodes: [{ title: 'Express' }, { title: 'Courier' }] },
      fulfillments: [
        {
          ...{ id: 'gid://shopify/Fulfillment/91', status: 'SUCCESS', totalQuantity: 1 },
          fulfillmentLineItems: {
            nodes: [{ quantity: 1, lineItem: { id: 'gid://shopify/LineItem/1' } }],
          },
        },
      ],
    });
  });

  it('are reached by the shipment too, page by page', async () => {
    const { admin, ask } = await startAdmin();
    admin.putOrder(order);

    const { data } = await ask(`{ fulfillment(id: "gid://shopify/Fulfillment/92") {
      status order { id }
      fulfillmentLineItems(first: 2) { nodes { lineItem { id } } pageInfo { hasNextPage } }
    } }`);

    expect(data?.fulfillment).toEqual({
      ...{ status: 'CANCELLED', order: { id: gid } },
      fulfillmentLineItems: {
        nodes: ['1', '2'].map((id) => ({ lineItem: { id: `gid://shopify/LineItem/${id}` } })),
        pageInfo: { hasNextPage: true },
      },
    });
  });
});

const readBody = (text: string): unknown => {
  const parsed = parseLosslessJson(Buffer.from(text));
  if (parsed.kind !== 'json') throw new Error('a webhook that is no JSON');
  return parsed.value;
};

describe('the two sides of a simulated order', () => {
  const whole = `query ($id: ID!) { order(id: $id) {
    id name updatedAt displayFinancialStatus cancelledAt test note
    shippingAddress { name firstName lastName company address1 address2 city province provinceCode zip countryCodeV2 phone }
    shippingLines(first: 10) { nodes { title isRemoved } }
    lineItems(first: 250) { nodes { id sku title quantity currentQuantity requiresShipping variant { id } } pageInfo { hasNextPage endCursor } }
    fulfillments(first: 2) { id status fulfillmentLineItems(first: 100) { nodes { quantity lineItem { id } } pageInfo { hasNextPage endCursor } } }
  } }`;

  it.each(shapeNames.filter((name) => name !== 'five-hundred-lines'))(
    'mean the same to the bridge: %s',
    async (shape) => {
      const { admin, ask } = await startAdmin();
      const createdAt = '2026-11-22T04:58:00-05:00';
      const { draft } = planOrder({
        seed: 's',
        number: 1,
        createdAt,
        mix: 'every',
        shapes: [shape],
      });
      admin.putOrder(draft);

      const { data, errors } = await ask(whole, { id: `gid://shopify/Order/${draft.id}` });

      expect(errors).toBeUndefined();
      const read = normalizeAdminOrder('a.myshopify.com', orderSchema.parse(data?.order));
      const sent = shopifyOrderSchema.parse(readBody(webhookText(draft)));
      expect(read).toEqual(normalizeOrder('a.myshopify.com', sent));
    },
  );
});
