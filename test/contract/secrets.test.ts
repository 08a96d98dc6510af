import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeReadSecretText,
  makeReadShopSecrets,
  type ReadSecretText,
} from '../../lib/adapters/secrets.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import { arn, fresh, kept, makeScene, now, textOf, value } from './secrets-scene.ts';
import { type Listening, listenHttp, reply } from './wms-server.ts';

describe('a secret', () => {
  it('is read once for five minutes, then again', async () => {
    const scene = makeScene('old');
    await scene.readValue(kept);
    scene.set('new');
    scene.pass(299);
    expect([await scene.readValue(kept), scene.reads()]).toEqual(['old', 1]);
    scene.pass(1);
    expect([await scene.readValue(kept), scene.reads()]).toEqual(['new', 2]);
  });

  it('is read afresh on demand, at most once a minute', async () => {
    const scene = makeScene('old');
    await scene.readValue(kept);
    scene.set('new');
    scene.pass(59);
    expect([await scene.readValue(fresh), scene.reads()]).toEqual(['old', 1]);
    scene.pass(1);
    expect([await scene.readValue(fresh), scene.reads()]).toEqual(['new', 2]);
    scene.pass(59);
    for (let n = 0; n < 100; n++) await scene.readValue(fresh);
    expect(scene.reads()).toBe(2);
  });

  it('that was read afresh counts as read for everybody', async () => {
    const scene = makeScene('old');
    await scene.readValue(kept);
    scene.pass(250);
    await scene.readValue(fresh);
    scene.pass(250);
    await scene.readValue(kept);
    expect(scene.reads()).toBe(2);
  });

  it('keeps its old value while Secrets Manager is away, and asks every ten seconds', async () => {
    const scene = makeScene('old');
    await scene.readValue(kept);
    scene.pass(300);
    scene.goAway();
    expect(await scene.readValue(kept)).toBe('old');
    scene.pass(9);
    expect([await scene.readValue(kept), await scene.readValue(fresh), scene.reads()]).toEqual([
      'old',
      'old',
      2,
    ]);
    scene.pass(1);
    scene.goAway(false);
    scene.set('new');
    expect([await scene.readValue(kept), scene.reads()]).toEqual(['new', 3]);
  });

  it('that was never read throws while Secrets Manager is away, and is asked for each time', async () => {
    const scene = makeScene();
    scene.goAway();
    await expect(scene.readValue(kept)).rejects.toThrow('Secrets Manager is away');
    await expect(scene.readValue(kept)).rejects.toThrow('Secrets Manager is away');
    scene.goAway(false);
    expect([await scene.readValue(kept), scene.reads()]).toEqual([value, 3]);
  });

  it('is read once for all who ask at the same time', async () => {
    const scene = makeScene();
    const letGo = scene.hold();
    const readers = Array.from({ length: 20 }, () => scene.readValue(kept));
    letGo();
    expect(new Set(await Promise.all(readers))).toEqual(new Set([value]));
    expect(scene.reads()).toBe(1);
  });

  it('that cannot be read is not remembered as such by those who asked at the same time', async () => {
    const scene = makeScene();
    scene.goAway();
    const readers = await Promise.allSettled([scene.readValue(kept), scene.readValue(kept)]);
    expect(readers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    scene.goAway(false);
    expect(await scene.readValue(kept)).toBe(value);
  });

  it('says which version it has, also from memory', async () => {
    const scene = makeScene('old');
    const seen = [await scene.read(kept)];
    scene.set('new');
    seen.push(await scene.read(kept), await scene.read(now), await scene.read(kept));
    expect(seen).toEqual([
      { text: 'old', version: 'v1' },
      { text: 'old', version: 'v1' },
      { text: 'new', version: 'v2' },
      { text: 'new', version: 'v2' },
    ]);
    expect(scene.reads()).toBe(2);
  });

  it('as it is now is asked for each time, and an old value does not answer', async () => {
    const scene = makeScene();
    await scene.read(now);
    await scene.read(now);
    expect(scene.reads()).toBe(2);
    scene.goAway();
    await expect(scene.read(now)).rejects.toThrow('Secrets Manager is away');
    expect(await scene.readValue(kept)).toBe(value);
  });
});

describe('the shops’ secrets', () => {
  const texts: Readonly<Record<string, ReadSecretText>> = {
    'good.myshopify.com': textOf(value),
    'new.myshopify.com': textOf(notSetSecret),
    'torn.myshopify.com': textOf('{"secrets":["short"]}'),
    'binary.myshopify.com': textOf(''),
    'away.myshopify.com': () => Promise.reject(new Error('away')),
  };
  const shops = Object.entries(texts).map(([domain, readText]) => ({ domain, readText }));

  it('are in hand or missing for a reason, each shop for itself', async () => {
    expect(await makeReadShopSecrets(shops)(kept)).toEqual({
      shops: [{ shop: 'good.myshopify.com', secrets: ['hush-hush-hush-hush'] }],
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
