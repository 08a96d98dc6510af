/** A whole order from the Admin API: all lines and shipments, of one version, however many there are. */
import { describe, expect, it } from 'vitest';
import { normalizeAdminOrder } from '../../lib/reconciliation/admin/normalize-admin-order.ts';
import type { AdminOrder } from '../../lib/reconciliation/admin/order-documents.ts';
import { adminOrder } from '../builders/admin-order.ts';
import { shopifyFulfillment, shopifyLine, shopifyOrder } from '../builders/shopify-order.ts';
import { type Asked, type Script, shop, startAdmin, tell } from './shopify-admin-scene.ts';

const orderId = '820982911946154508';

const orderOf = (lines: number, shipments: readonly (readonly number[])[] = []): AdminOrder =>
  adminOrder(
    shopifyOrder({
      line_items: Array.from({ length: lines }, (_, index) =>
        shopifyLine({ id: String(1_000 + index), quantity: 3 }),
      ),
      fulfillments: shipments.map((shipped, index) =>
        shopifyFulfillment({
          id: String(index + 1),
          line_items: shipped.map((line) => ({ id: String(1_000 + line), quantity: 1 })),
        }),
      ),
    }),
  );

/** A piece of a list as a connection gives it; a cursor is the number of the item that follows. */
const pageOf = <Node>(nodes: readonly Node[], after: unknown, first: number) => {
  const from = Number(after ?? 0);
  const to = from + first;
  return {
    nodes: nodes.slice(from, to),
    pageInfo: { hasNextPage: to < nodes.length, endCursor: String(to) },
  };
};

const shippedPage = (shipment: AdminOrder['fulfillments'][number], after: unknown, first: number) =>
  pageOf(shipment.fulfillmentLineItems.nodes, after, first);

/** The answer that Shopify would give about this order, with the page sizes of our documents. */
const answerOf = (order: AdminOrder, { name, variables }: Asked): unknown => {
  const { updatedAt, fulfillments } = order;
  if (name === 'WholeOrder') {
    const first = fulfillments.slice(0, 5).map((shipment) => ({
      ...shipment,
      fulfillmentLineItems: shippedPage(shipment, null, 20),
    }));
    const lineItems = pageOf(order.lineItems.nodes, null, 50);
    return { order: { ...order, lineItems, fulfillments: first } };
  }
  if (name === 'MoreLines') {
    return { order: { updatedAt, lineItems: pageOf(order.lineItems.nodes, variables.after, 250) } };
  }
  if (name === 'AllFulfillments') {
    const all = fulfillments.slice(0, 250).map(({ id, status }) => ({ id, status }));
    return { order: { updatedAt, fulfillments: all } };
  }
  const shipment = fulfillments.find(({ id }) => id === variables.id);
  return {
    fulfillment: shipment
      ? { order: { updatedAt }, fulfillmentLineItems: shippedPage(shipment, variables.after, 250) }
      : null,
  };
};

const always =
  (order: AdminOrder): Script =>
  (asked, response) =>
    tell(response, answerOf(order, asked));

const all = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('an order', () => {
  it.each<[string, AdminOrder, string[]]>([
    ['an ordinary one', orderOf(3, [[0], [1, 2]]), ['WholeOrder']],
    ['500 lines', orderOf(500), ['WholeOrder', 'MoreLines', 'MoreLines']],
    ['51 lines', orderOf(51), ['WholeOrder', 'MoreLines']],
    ['30 lines of one shipment', orderOf(30, [all(30)]), ['WholeOrder', 'FulfillmentLines']],
    [
      'five shipments, which could be more',
      orderOf(5, [[0], [1], [2], [3], [4]]),
      ['WholeOrder', 'AllFulfillments'],
    ],
    [
      'seven shipments, one of them of 25 lines',
      orderOf(25, [[0], [1], [2], [3], [4], [5], all(25)]),
      ['WholeOrder', 'AllFulfillments', 'FulfillmentLines', 'FulfillmentLines'],
    ],
  ])('with %s is read whole', async (_, order, documents) => {
    await using shopify = await startAdmin(always(order));

    expect(await shopify.api.order(orderId)).toEqual({
      kind: 'answered',
      value: normalizeAdminOrder(shop, order),
    });
    expect(shopify.asked.map(({ name }) => name)).toEqual(documents);
    expect(shopify.asked[0]?.variables).toEqual({ id: `gid://shopify/Order/${orderId}` });
  });

  it('that the app cannot see is none', async () => {
    await using shopify = await startAdmin((_, response) => tell(response, { order: null }));

    expect(await shopify.api.order('1')).toEqual({ kind: 'answered', value: undefined });
  });

  it('that changes between two pages is read anew', async () => {
    const before = orderOf(60);
    const after = { ...orderOf(60, [[0]]), updatedAt: '2026-11-22T10:00:01Z' };
    await using shopify = await startAdmin((asked, response, count) =>
      tell(response, answerOf(count === 1 ? before : after, asked)),
    );

    expect(await shopify.api.order(orderId)).toEqual({
      kind: 'answered',
      value: normalizeAdminOrder(shop, after),
    });
    expect(shopify.asked.map(({ name }) => name)).toEqual([
      ...['WholeOrder', 'MoreLines'],
      ...['WholeOrder', 'MoreLines'],
    ]);
  });

  it('that is deleted between two pages is none', async () => {
    await using shopify = await startAdmin((asked, response, count) =>
      tell(response, count === 1 ? answerOf(orderOf(60), asked) : { order: null }),
    );

    expect(await shopify.api.order(orderId)).toEqual({ kind: 'answered', value: undefined });
  });

  it('that changes whenever it is read is left to the next run', async () => {
    await using shopify = await startAdmin((asked, response, count) => {
      const updatedAt = `2026-11-22T10:00:0${count}Z`;
      tell(response, answerOf({ ...orderOf(60), updatedAt }, asked));
    });

    expect(await shopify.api.order(orderId)).toEqual({
      kind: 'unavailable',
      cause: 'order_keeps_changing',
    });
    expect(shopify.asked).toHaveLength(6);
  });
});

describe('an answer about an order', () => {
  const malformed = async (script: Script) => {
    await using shopify = await startAdmin(script);
    return { trouble: await shopify.api.order(orderId), asked: shopify.asked.length };
  };
  const endless = { hasNextPage: true, endCursor: 'again' };

  it('whose pages never end is not read on and on', async () => {
    const order = orderOf(1);
    const page = { nodes: order.lineItems.nodes, pageInfo: endless };
    const { trouble, asked } = await malformed(({ name }, response) =>
      tell(response, {
        order:
          name === 'WholeOrder'
            ? { ...order, lineItems: page }
            : { updatedAt: order.updatedAt, lineItems: page },
      }),
    );

    expect(trouble).toEqual({ kind: 'malformed', fault: 'order: more than 20 pages of lines' });
    expect(asked).toBe(21);
  });

  it('with a further page and no way to it is not taken for whole', async () => {
    const order = orderOf(1);
    const lineItems = { ...order.lineItems, pageInfo: { hasNextPage: true, endCursor: null } };

    expect(
      await malformed((_, response) => tell(response, { order: { ...order, lineItems } })),
    ).toMatchObject({ trouble: { kind: 'malformed' }, asked: 1 });
  });

  it('with more shipments than can be listed is not taken for whole', async () => {
    const { trouble } = await malformed(
      always(
        orderOf(
          1,
          Array.from({ length: 250 }, () => [0]),
        ),
      ),
    );

    expect(trouble).toEqual({ kind: 'malformed', fault: 'order.fulfillments: 250 or more' });
  });

  it('that is of another order is not taken for it', async () => {
    const { trouble } = await malformed(always({ ...orderOf(1), id: 'gid://shopify/Order/2' }));

    expect(trouble).toMatchObject({ kind: 'malformed' });
  });

  it.each<[string, Partial<AdminOrder> & Readonly<Record<string, unknown>>, string]>([
    ['a text for a quantity', { test: 'no' as unknown as boolean }, 'order.test: invalid_type'],
    ['an instant that is none', { updatedAt: 'Ann-Marie' }, 'order.updatedAt: invalid_format'],
    [
      'a negative quantity',
      {
        lineItems: adminOrder(shopifyOrder({ line_items: [shopifyLine({ quantity: -5 })] }))
          .lineItems,
      },
      'line_items.0.quantity: too_small; line_items.0.current_quantity: too_small',
    ],
  ])('with %s says where, and nothing of what', async (_, wrong, fault) => {
    const order = { ...orderOf(1), ...wrong };
    const { trouble } = await malformed((_asked, response) => tell(response, { order }));

    expect(trouble).toEqual({ kind: 'malformed', fault });
  });
});
