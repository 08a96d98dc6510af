/** What is asked of Shopify's Admin API, and what is made of its answers. */
import { describe, expect, it } from 'vitest';
import { noOrders, permanent, startAdmin, tell, window } from './shopify-admin-scene.ts';

const page = (ids: number[], endCursor: string | null, hasNextPage = false) => ({
  orders: {
    nodes: ids.map((id) => ({
      id: `gid://shopify/Order/${id}`,
      updatedAt: `2026-11-22T09:00:0${id}Z`,
    })),
    pageInfo: { hasNextPage, endCursor },
  },
});

describe('the orders that changed', () => {
  it('are asked for by their window, with quoted timestamps, at the API’s version', async () => {
    await using shopify = await startAdmin((_, response) => tell(response, noOrders));

    await shopify.api.changed({ from: '2026-11-22T04:00:00-05:00', until: window.until });

    expect(shopify.received).toMatchObject([
      {
        method: 'POST',
        path: '/admin/api/2026-10/graphql.json',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'shopify-wms-bridge/1.2.3',
          'x-shopify-access-token': Object.values(permanent)[0],
        },
      },
    ]);
    expect(shopify.asked).toMatchObject([
      {
        name: 'ChangedOrders',
        variables: {
          query: "updated_at:>='2026-11-22T09:00:00Z' AND updated_at:<='2026-11-22T09:58:00Z'",
          after: null,
        },
      },
    ]);
  });

  it('come page by page, as ids and versions', async () => {
    await using shopify = await startAdmin(({ variables }, response) =>
      tell(response, variables.after === null ? page([1, 2], 'c2', true) : page([3], 'c3')),
    );

    expect(await shopify.api.changed(window)).toEqual({
      kind: 'answered',
      value: {
        stamps: [
          { orderId: '1', version: '2026-11-22T09:00:01Z' },
          { orderId: '2', version: '2026-11-22T09:00:02Z' },
        ],
        next: 'c2',
      },
    });
    expect(await shopify.api.changed(window, 'c2')).toEqual({
      kind: 'answered',
      value: { stamps: [{ orderId: '3', version: '2026-11-22T09:00:03Z' }] },
    });
  });

  it('are not taken for all where there are more and no way to them', async () => {
    await using shopify = await startAdmin((_, response) => tell(response, page([1], null, true)));

    expect(await shopify.api.changed(window)).toMatchObject({ kind: 'malformed' });
  });

  it('are never asked for by a window that is none', async () => {
    await using shopify = await startAdmin((_, response) => tell(response, noOrders));
    const injected = { from: "2026' OR status:any", until: window.until };

    await expect(shopify.api.changed(injected)).rejects.toThrow(RangeError);
    expect(shopify.asked).toEqual([]);
  });
});

describe('the scopes', () => {
  it.each([
    [[], ['read_orders', 'read_products', 'read_all_orders']],
    [['read_orders', 'read_products'], ['read_all_orders']],
    [['write_orders', 'read_all_orders', 'read_products'], []],
    [['read_all_orders', 'read_orders', 'read_customers'], ['read_products']],
  ])('%j granted lack %j', async (granted, missing) => {
    const accessScopes = granted.map((handle) => ({ handle }));
    await using shopify = await startAdmin((_, response) =>
      tell(response, { currentAppInstallation: { accessScopes } }),
    );

    expect(await shopify.api.missingScopes()).toEqual({ kind: 'answered', value: missing });
  });
});

const subscription = (number: number, topic: string) => ({
  id: `gid://shopify/WebhookSubscription/${number}`,
  topic,
  uri: 'https://bridge.example.com/webhooks/shopify',
  apiVersion: { handle: '2026-10' },
});

describe('the webhook subscriptions', () => {
  it('are told with the topics that webhooks have, all pages together', async () => {
    const pages = [
      {
        nodes: [subscription(1, 'ORDERS_CREATE')],
        pageInfo: { hasNextPage: true, endCursor: 'c' },
      },
      {
        nodes: [subscription(2, 'ORDERS_PARTIALLY_FULFILLED')],
        pageInfo: { hasNextPage: false, endCursor: 'd' },
      },
    ];
    await using shopify = await startAdmin((_, response, count) =>
      tell(response, { webhookSubscriptions: pages[count - 1] }),
    );

    expect(await shopify.api.subscriptions()).toEqual({
      kind: 'answered',
      value: ['orders/create', 'orders/partially_fulfilled'].map((topic, index) => ({
        id: `gid://shopify/WebhookSubscription/${index + 1}`,
        topic,
        uri: 'https://bridge.example.com/webhooks/shopify',
        apiVersion: '2026-10',
      })),
    });
    expect(shopify.asked.map(({ variables }) => variables.after)).toEqual([null, 'c']);
  });

  it.each([
    ['without a way to the next', null, 1],
    ['without an end', 'again', 10],
  ])('are not taken for all in pages %s', async (_, endCursor, asked) => {
    const page = { nodes: [subscription(1, 'ORDERS_CREATE')] };
    const pageInfo = { hasNextPage: true, endCursor };
    await using shopify = await startAdmin((_asked, response) =>
      tell(response, { webhookSubscriptions: { ...page, pageInfo } }),
    );

    expect(await shopify.api.subscriptions()).toMatchObject({ kind: 'malformed' });
    expect(shopify.asked).toHaveLength(asked);
  });

  it('are made for a topic and an address', async () => {
    await using shopify = await startAdmin((_, response) =>
      tell(response, {
        webhookSubscriptionCreate: {
          webhookSubscription: subscription(3, 'ORDERS_UPDATED'),
          userErrors: [],
        },
      }),
    );

    const made = await shopify.api.subscribe('orders/updated', 'https://bridge.example.com/x');

    expect(made).toMatchObject({ kind: 'answered', value: { topic: 'orders/updated' } });
    expect(shopify.asked).toMatchObject([
      { variables: { topic: 'ORDERS_UPDATED', uri: 'https://bridge.example.com/x' } },
    ]);
  });

  it('are not made where Shopify refuses them, and it says why', async () => {
    const userErrors = [
      { field: ['webhookSubscription', 'callbackUrl'], message: 'Address for this topic has …' },
    ];
    await using shopify = await startAdmin((_, response) =>
      tell(response, { webhookSubscriptionCreate: { webhookSubscription: null, userErrors } }),
    );

    expect(await shopify.api.subscribe('orders/updated', 'https://x.example.com')).toEqual({
      kind: 'rejected',
      fault: 'webhookSubscription.callbackUrl: Address for this topic has ?',
    });
  });
});
