import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalStackOptions } from '../../cdk/local/stack.ts';
import { exitCodeOf } from '../../cdk/local/start-refused.ts';
import { askToken, post } from './shop-admin-client.ts';
import { type Outputs, type Resources, startFixture } from './stack-fixture.ts';

const urlInTemplate = 'https://bridge.execute-api.example/webhooks/shopify';

/** Two shops, each with a secret for its Admin API that nobody has set. */
const withAdminSecrets = (resources: Resources, outputs: Outputs): void => {
  for (const name of ['AdminOfDemo', 'AdminOfOther', 'Other']) {
    resources[name] = {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: name, SecretString: '{"state":"not set"}' },
    };
  }
  outputs['ShopAdminSecretArndemo'] = { Value: { Ref: 'AdminOfDemo' } };
  outputs['ShopSecretArnother'] = { Value: { Ref: 'Other' } };
  outputs['ShopAdminSecretArnother'] = { Value: { Ref: 'AdminOfOther' } };
  outputs['WebhookUrl'] = { Value: urlInTemplate };
};

const open: { readonly end: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.end()));
});

const running = async (options: Partial<LocalStackOptions> = {}) => {
  const started = await startFixture(withAdminSecrets, options);
  open.push(started);
  const { awsEndpoint: endpoint, region } = started.stack.describe();
  const credentials = { accessKeyId: 'anybody', secretAccessKey: 'anything' };
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  const secret = async (SecretId: string) =>
    JSON.parse((await client.send(new GetSecretValueCommand({ SecretId }))).SecretString ?? '');
  return { ...started, secret };
};

const adminOf = ({ stack }: Awaited<ReturnType<typeof running>>) => {
  const { shopAdmin } = stack;
  if (shopAdmin === undefined) throw new Error('the simulated Admin API did not start');
  return shopAdmin;
};

describe('the Admin API beside the running stack', () => {
  it('takes the credentials in the secret of the first shop, and of no other', async () => {
    const started = await running();
    const { clientId, clientSecret } = await started.secret('AdminOfDemo');
    const credentials = { client_id: clientId, client_secret: clientSecret };

    expect((await askToken(adminOf(started), credentials)).status).toBe(200);
    expect(started.stack.describe().shopifyAdminUrl).toBe(adminOf(started).url);
    expect(await started.secret('AdminOfOther')).toEqual({ state: 'not set' });
  });

  it('knows every order of the shop, whatever became of its webhooks', async () => {
    const started = await running({
      traffic: true,
      shop: { ratePerMinute: 60_000, ordersMax: 12, seed: 'known' },
    });
    const admin = adminOf(started);

    await expect.poll(() => admin.orders().length, { timeout: 5_000 }).toBe(12);
    expect(started.stack.shop?.counts().orders).toBe(12);
    const query = '{ ordersCount { count } }';
    const answer = await post(admin, admin.issueToken(), { query });
    expect(await answer.json()).toMatchObject({ data: { ordersCount: { count: 12 } } });
  });

  it('has subscriptions to what the shop tells, at the address of the door', async () => {
    const started = await running();
    const subscriptions = adminOf(started).webhooks.all();

    const { webhookUrl } = started.stack.describe();
    expect(new Set(subscriptions.map(({ uri }) => uri))).toEqual(new Set([webhookUrl]));
    expect(subscriptions.map(({ topic }) => topic)).toEqual(
      expect.arrayContaining(['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_DELETE']),
    );
  });

  it('may be an outside one, which gets the same credentials', async () => {
    const { stack, secret } = await running({ shopifyAdminUrl: 'http://127.0.0.1:9' });

    expect([stack.shopAdmin, stack.describe().shopifyAdminUrl]).toEqual([
      undefined,
      'http://127.0.0.1:9/admin',
    ]);
    expect(await secret('AdminOfDemo')).toEqual({
      clientId: 'shopify-wms-bridge-local',
      clientSecret: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
  });

  it('is refused a secret from elsewhere', async () => {
    const Value = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:admin-AbCdEf';
    const start = startFixture((_resources, outputs) => {
      outputs['ShopAdminSecretArndemo'] = { Value };
    });

    const fault = await start.catch((error: unknown) => error);
    expect([String(fault), exitCodeOf(fault)]).toEqual([
      "Error: the secret of demo.myshopify.com is not the template's own: leave out adminSecretArn",
      2,
    ]);
  });
});
