/** When a secret was set, for the adapter over the wire and on the local stack's Secrets Manager. */
import {
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeReadSecretSetAt } from '../../lib/adapters/secret-age.ts';
import { type Fixture, resourcesWith, startFixture } from '../local/aws-fixture.ts';
import { arn } from './secrets-scene.ts';
import { type Listening, listenHttp, reply } from './wms-server.ts';

describe('over the wire', () => {
  let server: Listening & { readonly received: readonly { readonly body: string }[] };
  let client: SecretsManagerClient;
  let versions: readonly object[] = [];
  beforeAll(async () => {
    server = await listenHttp((_received, response) =>
      reply(response, 200, { ARN: arn, Versions: versions }, contentType),
    );
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
  const contentType = { 'content-type': 'application/x-amz-json-1.1' };

  it('the present version is the one that counts, whatever else there is', async () => {
    versions = [
      { VersionId: 'v3', VersionStages: ['AWSPENDING'], CreatedDate: 1_795_345_200 },
      { VersionId: 'v2', VersionStages: ['mine', 'AWSCURRENT'], CreatedDate: 1_795_341_600.5 },
      { VersionId: 'v1', VersionStages: ['AWSPREVIOUS'], CreatedDate: 1_787_000_000 },
    ];
    expect(await makeReadSecretSetAt(client, arn)()).toBe(1_795_341_600_500);
    expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: arn }]);
  });

  it('a secret without a value was never set', async () => {
    versions = [];
    expect(await makeReadSecretSetAt(client, arn)()).toBeUndefined();
  });
});

describe('on the local stack', () => {
  let fixture: Fixture;
  let secrets: SecretsManagerClient;
  beforeEach(async () => {
    fixture = await startFixture(resourcesWith());
    secrets = new SecretsManagerClient(fixture.operator);
  });
  afterEach(async () => {
    secrets.destroy();
    await fixture.close();
  });

  it('it is the time of the value: a new one renews it, another description does not', async () => {
    const setAt = makeReadSecretSetAt(secrets, 'shop');
    const made = await setAt();
    await secrets.send(new UpdateSecretCommand({ SecretId: 'shop', Description: 'of a shop' }));
    expect(await setAt()).toBe(made);

    const before = Date.now();
    await secrets.send(new PutSecretValueCommand({ SecretId: 'shop', SecretString: 'next' }));
    expect(await setAt()).toBeGreaterThanOrEqual(before - 1);
  });

  it('a secret that is not there cannot be read', async () => {
    await expect(makeReadSecretSetAt(secrets, 'no-such-secret')()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
