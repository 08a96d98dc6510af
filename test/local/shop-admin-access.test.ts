import { describe, expect, it } from 'vitest';
import {
  adminClient,
  askToken,
  giveToken,
  idsOf,
  orderId,
  post,
  startAdmin,
  webhookOrder,
} from './shop-admin-client.ts';

const query = '{ shop { name } }';
const statusOf = async (
  { admin }: Awaited<ReturnType<typeof startAdmin>>,
  token: string,
): Promise<number> => (await post(admin, token, { query })).status;

describe('a token', () => {
  it('is given for the app’s credentials, and opens the API for a day less a second', async () => {
    const started = await startAdmin();
    const token = await giveToken(started.admin);

    expect(token).toEqual({
      access_token: expect.stringMatching(/^shpat_[0-9a-f]{32}$/),
      ...{ scope: 'read_orders,read_all_orders,read_products', expires_in: 86_399 },
    });
    expect(await statusOf(started, token.access_token)).toBe(200);
    started.pass(86_398);
    expect(await statusOf(started, token.access_token)).toBe(200);
    started.pass(1);
    expect(await statusOf(started, token.access_token)).toBe(401);
  });

  it('is asked for in JSON as well', async () => {
    const { admin } = await startAdmin();
    const { clientId, clientSecret } = adminClient;
    const asked = { grant_type: 'client_credentials', client_id: clientId };
    const response = await fetch(`${admin.url}/oauth/access_token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...asked, client_secret: clientSecret }),
    });

    expect(response.status).toBe(200);
  });

  it.each([
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ client_id: 'nobody' }, 400, '400 - Oauth error application_cannot_be_found'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('is not given for %j', async (given, status, said) => {
    const { admin } = await startAdmin();
    const response = await askToken(admin, given);

    expect(response.status).toBe(status);
    expect(await response.text()).toContain(said);
  });

  it('is good no more once it is revoked, or the credentials are others', async () => {
    const started = await startAdmin();
    const { admin } = started;
    const first = (await giveToken(admin)).access_token;
    admin.revokeTokens();
    expect(await statusOf(started, first)).toBe(401);

    const second = (await giveToken(admin)).access_token;
    admin.setClient({ ...adminClient, clientSecret: 'another-battery-of-horses' });

    expect(await statusOf(started, second)).toBe(401);
    expect((await askToken(admin)).status).toBe(401);
  });

  it('is missed with what Shopify says', async () => {
    const { admin } = await startAdmin();
    const response = await post(admin, 'shpat_wrong', { query });

    expect([response.status, await response.json()]).toEqual([
      401,
      { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
    ]);
  });
});

describe('a request that is none', () => {
  it.each([
    ['no json', 400],
    [{ question: query }, 400],
    [{ query: '{' }, 200],
    [{ query: '{ customers { id } }' }, 200],
    [{ query: 'query ($id: ID!) { order(id: $id) { id } }' }, 200],
    [{ query: 'query a { shop { id } } query b { shop { id } }' }, 200],
  ])('is answered with errors and without data: %j', async (body, status) => {
    const { admin, token } = await startAdmin();
    const response = await post(admin, token, body);

    expect([response.status, await response.json()]).toEqual([
      status,
      { errors: expect.anything() },
    ]);
  });

  it('is of another version or address', async () => {
    const { admin } = await startAdmin();
    const statuses = ['/api/2025-10/graphql.json', '/api/2026-10/orders.json', '/nothing'].map(
      async (path) => (await fetch(`${admin.url}${path}`, { method: 'POST' })).status,
    );

    expect(await Promise.all(statuses)).toEqual([404, 404, 404]);
  });
});

describe('scopes', () => {
  it('are listed as they were granted', async () => {
    const { admin, ask } = await startAdmin();
    admin.set({ scopes: ['write_orders'] });

    expect((await ask('{ currentAppInstallation { accessScopes { handle } } }')).data).toEqual({
      currentAppInstallation: { accessScopes: [{ handle: 'write_orders' }] },
    });
  });

  it('close the orders where they are missing', async () => {
    const { ask } = await startAdmin({ scopes: ['read_products'] });
    const denied = [
      {
        message: expect.stringMatching(/^Access denied for orders? field. Required access: `read/),
        path: [expect.stringMatching(/^orders?$/)],
        extensions: expect.objectContaining({
          code: 'ACCESS_DENIED',
          requiredAccess: '`read_orders` access scope.',
        }),
      },
    ];

    const many = await ask('{ orders(first: 1) { nodes { id } } }');
    const one = await ask(`{ order(id: "gid://shopify/Order/${orderId}") { id } }`);

    expect([many.data, many.errors]).toEqual([null, denied]);
    expect([one.data, one.errors]).toEqual([{ order: null }, denied]);
  });

  it('close a line’s variant alone where products may not be read', async () => {
    const { admin, ask } = await startAdmin({ scopes: ['write_orders'] });
    admin.putOrder(webhookOrder());

    const answer = await ask(`{ orders(first: 1) { nodes {
      id lineItems(first: 5) { nodes { sku variant { id } } }
    } } }`);

    expect(idsOf(answer)).toEqual([orderId]);
    expect(answer.errors?.map(({ path, extensions }) => [path?.at(-1), extensions?.code])).toEqual([
      ['variant', 'ACCESS_DENIED'],
    ]);
  });
});

describe('webhook subscriptions', () => {
  const create = `mutation ($topic: WebhookSubscriptionTopic!, $uri: String!) {
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri }) {
      webhookSubscription { id topic uri apiVersion { handle } } userErrors { field message }
    }
  }`;
  const list = `query ($topics: [WebhookSubscriptionTopic!]) {
    webhookSubscriptions(first: 10, topics: $topics) { nodes { topic uri } }
  }`;
  const [topic, uri] = ['ORDERS_CREATE', 'https://bridge.example/webhooks'];

  it('are made, listed by topic, and deleted', async () => {
    const { ask } = await startAdmin();
    const made = await ask(create, { topic, uri });
    await ask(create, { topic: 'APP_UNINSTALLED', uri });

    const id = 'gid://shopify/WebhookSubscription/1001';
    expect(made.data?.webhookSubscriptionCreate).toEqual({
      webhookSubscription: { id, topic, uri, apiVersion: { handle: '2026-10' } },
      userErrors: [],
    });
    expect((await ask(list, { topics: [topic] })).data).toEqual({
      webhookSubscriptions: { nodes: [{ topic, uri }] },
    });
    const remove = `mutation { webhookSubscriptionDelete(id: "${id}") { deletedWebhookSubscriptionId userErrors { message } } }`;
    expect((await ask(remove)).data).toEqual({
      webhookSubscriptionDelete: { deletedWebhookSubscriptionId: id, userErrors: [] },
    });
    expect((await ask(list, { topics: [topic] })).data).toEqual({
      webhookSubscriptions: { nodes: [] },
    });
  });

  it('are refused as a user error, without an error of GraphQL', async () => {
    const { admin, ask } = await startAdmin();
    await ask(create, { topic, uri });
    const twice = await ask(create, { topic, uri });
    const nowhere = await ask(create, { topic, uri: 'ftp://bridge.example' });
    admin.set({ scopes: ['read_products'] });
    const unseen = await ask(create, { topic: 'ORDERS_UPDATED', uri });

    const said = [twice, nowhere, unseen].map(({ data, errors }) => [data, errors]);
    const refused = (field: string, message: string) => [
      {
        webhookSubscriptionCreate: {
          webhookSubscription: null,
          userErrors: [{ field: expect.arrayContaining([field]), message }],
        },
      },
      undefined,
    ];
    expect(said).toEqual([
      refused('callbackUrl', 'Address for this topic has already been taken'),
      refused('callbackUrl', 'Address is invalid'),
      refused(
        'topic',
        'You do not have permission to create or update webhooks with ORDERS_UPDATED topic.',
      ),
    ]);
  });
});
