import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeReadSecretText,
  makeReadShopSecrets,
  type ReadSecretText,
} from '../../lib/adapters/secrets.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import { describeSecret } from './secret.ts';
import { arn, fresh, kept, makeSimplestKeeper, textOf, value } from './secrets-scene.ts';
import { type Listening, listenHttp, reply } from './wms-server.ts';

describeSecret('the simplest keeper', makeSimplestKeeper);

describe('the shops’ secrets', () => {
  const texts: Readonly<Record<string, ReadSecretText>> = {
    'good.myshopify.com': textOf(value),
    'changing.myshopify.com': textOf(
      '{"secrets":["hush-hush-hush-hush","psst-psst-psst-psst"],"oldUntil":"1970-01-01T00:00:01Z"}',
    ),
    'new.myshopify.com': textOf(notSetSecret),
    'torn.myshopify.com': textOf('{"secrets":["short"]}'),
    'binary.myshopify.com': textOf(''),
    'away.myshopify.com': () => Promise.reject(new Error('away')),
  };
  const shops = Object.entries(texts).map(([domain, readText]) => ({ domain, readText }));

  it('are in hand or missing for a reason, each shop for itself', async () => {
    expect(await makeReadShopSecrets(shops)(kept)).toEqual({
      shops: [
        { shop: 'good.myshopify.com', secrets: ['hush-hush-hush-hush'] },
        {
          shop: 'changing.myshopify.com',
          secrets: ['hush-hush-hush-hush', 'psst-psst-psst-psst'],
          oldUntil: 1_000,
        },
      ],
      missing: [
        { shop: 'new.myshopify.com', reason: 'not_configured' },
        { shop: 'torn.myshopify.com', reason: 'malformed_secret' },
        { shop: 'binary.myshopify.com', reason: 'malformed_secret' },
        { shop: 'away.myshopify.com', reason: 'secret_unreachable' },
      ],
    });
  });

  it('are read afresh where that is asked for', async () => {
    const asked: unknown[] = [];
    const readText: ReadSecretText = async (options) => {
      asked.push(options.fresh);
      return { text: value };
    };
    const read = makeReadShopSecrets([{ domain: 'good.myshopify.com', readText }]);
    await read(kept);
    await read(fresh);
    expect(asked).toEqual([false, true]);
  });
});

describe('over the wire', () => {
  let server: Listening & { readonly received: readonly { readonly body: string }[] };
  let client: SecretsManagerClient;
  let status = 200;
  beforeAll(async () => {
    server = await listenHttp((_received, response) => {
      const answer =
        status === 200 ? { ARN: arn, SecretString: value, VersionId: 'v1' } : { __type: 'Denied' };
      reply(response, status, answer, { 'content-type': 'application/x-amz-json-1.1' });
    });
    client = new SecretsManagerClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'operator', secretAccessKey: 'made-up' },
      endpoint: server.url,
      maxAttempts: 1,
    });
  });
  afterAll(async () => {
    client.destroy();
    await server[Symbol.asyncDispose]();
  });

  it('the current version of the secret is asked for, and no other', async () => {
    const read = makeReadSecretText(client, arn, Date.now);
    expect(await read(kept)).toEqual({ text: value, version: 'v1' });
    expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: arn }]);
  });

  it('a denial throws', async () => {
    status = 400;
    await expect(makeReadSecretText(client, arn, Date.now)(kept)).rejects.toMatchObject({
      name: 'Denied',
    });
  });
});
