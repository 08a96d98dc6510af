import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  makeReadSecretText,
  makeReadShopSecrets,
  makeReadWmsSecret,
  type ReadSecretText,
} from '../../lib/adapters/secrets.ts';
import { notSetSecret } from '../../lib/config/secret-values.ts';
import { type Listening, listenHttp, reply } from './wms-server.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:shop';
const kept = { fresh: false };
const fresh = { fresh: true };
const value = '{"secrets":["hush-hush-hush-hush"]}';

/** A Secrets Manager that answers with its current text, until it fails. */
const makeScene = (first = value) => {
  let now = Date.UTC(2026, 10, 22, 10);
  let text = first;
  let away = false;
  let reads = 0;
  let gate = Promise.resolve();
  const send = async (command: unknown) => {
    expect(command).toBeInstanceOf(GetSecretValueCommand);
    expect((command as GetSecretValueCommand).input).toEqual({ SecretId: arn });
    reads += 1;
    await gate;
    if (away) throw new Error('Secrets Manager is away');
    return { SecretString: text };
  };
  const client = { send } as unknown as SecretsManagerClient;
  return {
    read: makeReadSecretText(client, arn, () => now),
    reads: () => reads,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    set: (next: string) => {
      text = next;
    },
    goAway: (isAway = true) => {
      away = isAway;
    },
    /** Reads wait until the returned function is called. */
    hold: () => {
      const held = Promise.withResolvers<void>();
      gate = held.promise;
      return held.resolve;
    },
  };
};

describe('a secret', () => {
  it('is read once for five minutes, then again', async () => {
    const scene = makeScene('old');
    await scene.read(kept);
    scene.set('new');
    scene.pass(299);
    expect([await scene.read(kept), scene.reads()]).toEqual(['old', 1]);
    scene.pass(1);
    expect([await scene.read(kept), scene.reads()]).toEqual(['new', 2]);
  });

  it('is read afresh on demand, at most once a minute', async () => {
    const scene = makeScene('old');
    await scene.read(kept);
    scene.set('new');
    scene.pass(59);
    expect([await scene.read(fresh), scene.reads()]).toEqual(['old', 1]);
    scene.pass(1);
    expect([await scene.read(fresh), scene.reads()]).toEqual(['new', 2]);
    scene.pass(59);
    for (let n = 0; n < 100; n++) await scene.read(fresh);
    expect(scene.reads()).toBe(2);
  });

  it('that was read afresh counts as read for everybody', async () => {
    const scene = makeScene('old');
    await scene.read(kept);
    scene.pass(250);
    await scene.read(fresh);
    scene.pass(250);
    await scene.read(kept);
    expect(scene.reads()).toBe(2);
  });

  it('keeps its old value while Secrets Manager is away, and asks every ten seconds', async () => {
    const scene = makeScene('old');
    await scene.read(kept);
    scene.pass(300);
    scene.goAway();
    expect(await scene.read(kept)).toBe('old');
    scene.pass(9);
    expect([await scene.read(kept), await scene.read(fresh), scene.reads()]).toEqual([
      'old',
      'old',
      2,
    ]);
    scene.pass(1);
    scene.goAway(false);
    scene.set('new');
    expect([await scene.read(kept), scene.reads()]).toEqual(['new', 3]);
  });

  it('that was never read throws while Secrets Manager is away, and is asked for each time', async () => {
    const scene = makeScene();
    scene.goAway();
    await expect(scene.read(kept)).rejects.toThrow('Secrets Manager is away');
    await expect(scene.read(kept)).rejects.toThrow('Secrets Manager is away');
    scene.goAway(false);
    expect([await scene.read(kept), scene.reads()]).toEqual([value, 3]);
  });

  it('is read once for all who ask at the same time', async () => {
    const scene = makeScene();
    const letGo = scene.hold();
    const readers = Array.from({ length: 20 }, () => scene.read(kept));
    letGo();
    expect(new Set(await Promise.all(readers))).toEqual(new Set([value]));
    expect(scene.reads()).toBe(1);
  });

  it('that cannot be read is not remembered as such by those who asked at the same time', async () => {
    const scene = makeScene();
    scene.goAway();
    const readers = await Promise.allSettled([scene.read(kept), scene.read(kept)]);
    expect(readers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    scene.goAway(false);
    expect(await scene.read(kept)).toBe(value);
  });
});

describe('the shops’ secrets', () => {
  const texts: Readonly<Record<string, ReadSecretText>> = {
    'good.myshopify.com': async () => value,
    'new.myshopify.com': async () => notSetSecret,
    'torn.myshopify.com': async () => '{"secrets":["short"]}',
    'binary.myshopify.com': async () => '',
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
    const asked: boolean[] = [];
    const readText: ReadSecretText = async (options) => {
      asked.push(options.fresh);
      return value;
    };
    const read = makeReadShopSecrets([{ domain: 'good.myshopify.com', readText }]);
    await read(kept);
    await read(fresh);
    expect(asked).toEqual([false, true]);
  });
});

describe('the WMS’s secret', () => {
  it.each([
    [
      '{"clientId":"bridge","clientSecret":"hush-hush-hush-hush"}',
      { kind: 'set', value: { clientId: 'bridge', clientSecret: 'hush-hush-hush-hush' } },
    ],
    ['{"apiKey":"hush-hush-hush-hush"}', { kind: 'set', value: { apiKey: 'hush-hush-hush-hush' } }],
    [notSetSecret, { kind: 'not-set' }],
    ['hush-hush-hush-hush', { kind: 'malformed', fault: 'it is not JSON' }],
  ])('%j is read as what it is', async (text, parsed) => {
    expect(await makeReadWmsSecret(async () => text)(kept)).toEqual(parsed);
  });

  it('that is malformed is told without any part of it', async () => {
    const parsed = await makeReadWmsSecret(async () => '{"apiKey":"hush"}')(kept);
    expect(parsed.kind).toBe('malformed');
    expect(JSON.stringify(parsed)).not.toContain('hush');
  });
});

describe('over the wire', () => {
  let server: Listening & { readonly received: readonly { readonly body: string }[] };
  let client: SecretsManagerClient;
  let status = 200;
  beforeAll(async () => {
    server = await listenHttp((_received, response) => {
      const answer = status === 200 ? { ARN: arn, SecretString: value } : { __type: 'Denied' };
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
    expect(await read(kept)).toBe(value);
    expect(server.received.map(({ body }) => JSON.parse(body))).toEqual([{ SecretId: arn }]);
  });

  it('a denial throws', async () => {
    status = 400;
    await expect(makeReadSecretText(client, arn, Date.now)(kept)).rejects.toMatchObject({
      name: 'Denied',
    });
  });
});
