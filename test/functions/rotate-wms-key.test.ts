/** A rotation of the WMS's credentials, step by step, against the simulated WMS. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import { makeKeyNames } from '../../lib/rotation/key-names.ts';
import type { Step } from '../../lib/rotation/rotation.ts';
import {
  makeRotatedSecret,
  type RotatedSecret,
  secretArn,
  tokenOf,
} from '../fakes/rotated-secret.ts';

const client = { clientId: 'bridge', clientSecret: 'first-secret-0123456789' };
const apiKey = 'first-api-key-0123456789';
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const [one, two, three] = [tokenOf(1), tokenOf(2), tokenOf(3)];

let wms: SimulatedWms;
beforeEach(async () => {
  wms = await startSimulatedWms({ port: 0, clients: client, apiKeys: [apiKey] });
});
afterEach(() => wms.close());

const ofClient = (): RotatedSecret => makeRotatedSecret({ wmsUrl: wms.url, value: client });
const runAll = async (secret: RotatedSecret, token: string): Promise<void> => {
  secret.begin(token);
  for (const step of steps) await secret.run(step, token);
};
/** Whether the WMS gives a token for it. */
const isGood = async (given: unknown): Promise<boolean> => {
  const { clientId, clientSecret } = given as typeof client;
  const body = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
  });
  return (await fetch(`${wms.url}/oauth/token`, { method: 'POST', body })).ok;
};
const names = makeKeyNames(secretArn);
/** One of ours by the version that it was made for. */
const keyIds = (): readonly string[] =>
  wms
    .keys()
    .map(({ keyId }) => [one, two, three].find((token) => names.isOf(token, keyId)) ?? keyId);

describe('a rotation', () => {
  it('gives a new client secret that is good, beside the old one, which stays good', async () => {
    const secret = ofClient();
    await runAll(secret, one);

    const current = secret.read('AWSCURRENT');
    expect(current).toEqual({ clientId: 'bridge', clientSecret: expect.any(String) });
    expect(current).not.toEqual(client);
    expect(secret.read('AWSPREVIOUS')).toEqual(client);
    expect([await isGood(current), await isGood(client)]).toEqual([true, true]);
    expect(secret.told.map(({ rotated }) => rotated)).toEqual([
      { kind: 'done', what: 'a key was made' },
      { kind: 'done', what: 'the WMS has the key' },
      { kind: 'done', what: 'the new key lets in' },
      { kind: 'done', what: 'the new key is in use', revoked: 0 },
    ]);
  });

  it('is not taken for under way once it is at its end, also where its last step came twice', async () => {
    const secret = ofClient();
    await runAll(secret, one);
    expect(secret.labelsOf(one)).toEqual(['AWSCURRENT']);

    const value = { SecretString: JSON.stringify(secret.read('AWSCURRENT')) };
    secret.store.put(secret.secret, one, value, ['AWSCURRENT', 'AWSPENDING']);
    await secret.run('finishSecret', one);
    expect(secret.labelsOf(one)).toEqual(['AWSCURRENT']);
  });

  it('revokes what the one before had left good, and nothing of anybody else', async () => {
    const secret = ofClient();
    await runAll(secret, one);
    const first = secret.read('AWSCURRENT');
    await runAll(secret, two);

    expect([await isGood(client), await isGood(first)]).toEqual([false, true]);
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
    expect(keyIds()).toEqual(['initial-api-key-1', one, two]);
    await runAll(secret, three);
    expect(keyIds()).toEqual(['initial-api-key-1', two, three]);
  });

  it('of an API key makes an API key', async () => {
    const secret = makeRotatedSecret({ wmsUrl: wms.url, value: { apiKey }, auth: 'apiKey' });
    await runAll(secret, one);
    const { apiKey: next } = secret.read('AWSCURRENT') as { readonly apiKey: string };
    const answer = await fetch(`${wms.url}/keys`, { headers: { 'x-api-key': next } });

    expect([answer.status, next === apiKey]).toEqual([200, false]);
  });

  it('asks for tokens of its own scope, where one is set', async () => {
    const scopes: (string | null)[] = [];
    const send = makeHttpRequest();
    const secret = makeRotatedSecret({
      ...{ wmsUrl: wms.url, value: client, scope: 'keys' },
      request: (outgoing) => {
        if (outgoing.url.endsWith('/token'))
          scopes.push(new URLSearchParams(outgoing.body).get('scope'));
        return send(outgoing);
      },
    });
    secret.begin(one);
    await secret.run('createSecret', one);

    expect(scopes).toEqual(['keys']);
  });
});

describe('each step may come again', () => {
  it.each([2, 3])('every one of them %i times, by another process each', async (times) => {
    const secret = ofClient();
    secret.begin(one);
    for (const step of steps) {
      for (let n = 0; n < times; n += 1) await secret.run(step, one);
    }

    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
    expect(secret.labelsOf(one)).toContain('AWSCURRENT');
    expect(keyIds()).toEqual(['initial-1', 'initial-api-key-1', one]);
  });

  it('all of them once more, when all is done', async () => {
    const secret = ofClient();
    await runAll(secret, one);
    const current = secret.read('AWSCURRENT');
    for (const step of steps) await secret.run(step, one);

    expect(secret.read('AWSCURRENT')).toEqual(current);
    expect(secret.read('AWSPREVIOUS')).toEqual(client);
    expect(keyIds()).toHaveLength(3);
  });

  it.each([1, 2, 3])(
    'a rotation that ended after step %i is gone through from the start',
    async (done) => {
      const secret = ofClient();
      secret.begin(one);
      for (const step of steps.slice(0, done)) await secret.run(step, one);
      expect(secret.read('AWSCURRENT')).toEqual(client);
      expect(await isGood(client)).toBe(true);
      await runAll(secret, one);

      expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
      expect(keyIds()).toEqual(['initial-1', 'initial-api-key-1', one]);
    },
  );

  it('a key whose secret was never stored gets another one', async () => {
    const secret = ofClient();
    secret.begin(one);
    secret.away.add('PutSecretValue');
    await expect(secret.run('createSecret', one)).rejects.toThrow('away');
    expect(keyIds()).toContain(one);
    secret.away.clear();
    for (const step of steps) await secret.run(step, one);

    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
  });

  it('the first step twice at once: the credentials in use stay good, and the next rotation is', async () => {
    const secret = ofClient();
    secret.begin(one);
    const twice = [secret.run('createSecret', one), secret.run('createSecret', one)];
    await Promise.allSettled(twice);
    // Which of the two secrets the WMS gave last is the good one, and either may have been stored.
    for (const step of steps.slice(1)) await secret.run(step, one).catch(() => undefined);
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
    await runAll(secret, two);

    expect(secret.labelsOf(two)).toContain('AWSCURRENT');
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
  });

  it('old keys that are revoked already, when the last call fails, are no trouble', async () => {
    const secret = ofClient();
    await runAll(secret, one);
    secret.begin(two);
    for (const step of steps.slice(0, 3)) await secret.run(step, two);
    secret.away.add('UpdateSecretVersionStage');
    await expect(secret.run('finishSecret', two)).rejects.toThrow('away');
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
    secret.away.clear();
    await secret.run('finishSecret', two);

    expect(secret.labelsOf(two)).toContain('AWSCURRENT');
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
  });
});

describe('in whatever order steps come, and whichever of them break', () => {
  it('the credentials in use are good, and a rotation can be gone through afterwards', async () => {
    const step = fc.constantFrom(...steps);
    const broken = fc.constantFrom(
      '',
      'PutSecretValue',
      'UpdateSecretVersionStage',
      'GetSecretValue',
    );
    const asked = fc.array(fc.tuple(step, fc.constantFrom(one, two), broken), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(asked, async (all) => {
        wms.setClients([client]);
        const secret = ofClient();
        for (const [name, token, operation] of all) {
          if (secret.labelsOf(token) === undefined) await failing(secret, token);
          if (operation !== '') secret.away.add(operation);
          await secret.run(name, token).catch(() => undefined);
          secret.away.clear();
          expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
        }
        const next = [one, two].find((token) => secret.labelsOf(token)?.includes('AWSPENDING'));
        await runAll(secret, next ?? three);
        expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  /** Where one is under way already, Secrets Manager refuses another. */
  const failing = async (secret: RotatedSecret, token: string): Promise<void> => {
    try {
      secret.begin(token);
    } catch {
      // The steps of the one that was refused are asked for all the same.
    }
  };
});

describe('a rotation that cannot be finished', () => {
  const failing = async (secret: RotatedSecret, step: Step, token = one): Promise<string> =>
    secret.run(step, token).then(
      () => 'it was done',
      (error: Error) => error.message,
    );

  it('leaves the old credentials in use while the WMS is in trouble, and goes on later', async () => {
    const secret = ofClient();
    secret.begin(one);
    wms.faults.add({ kind: 'status', status: 500, at: 'keys' });

    expect(await failing(secret, 'createSecret')).toBe(
      'createSecret failed: the new key: failed, status 500',
    );
    expect(secret.read('AWSCURRENT')).toEqual(client);
    wms.faults.clear();
    for (const step of steps) await secret.run(step, one);
    expect(secret.labelsOf(one)).toContain('AWSCURRENT');
  });

  it('makes way for the next one where its key is no good', async () => {
    const secret = ofClient();
    secret.begin(one);
    await secret.run('createSecret', one);
    wms.setClients([client]);

    expect(await failing(secret, 'testSecret')).toBe(
      'testSecret failed: the new key is refused, refused; the next rotation makes another',
    );
    expect(await failing(secret, 'finishSecret')).toBe(
      'finishSecret failed: the secret has no such version',
    );
    await runAll(secret, two);
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
  });

  it('sees that the WMS has not taken the key', async () => {
    const secret = ofClient();
    secret.begin(one);
    await secret.run('createSecret', one);
    wms.setClients([client]);

    expect(await failing(secret, 'setSecret')).toBe(
      'setSecret failed: the WMS does not know a key made with the credentials in use; the next rotation makes another',
    );
  });

  it.each([
    ['setSecret', 'the new credentials are not made yet'],
    ['finishSecret', 'the new credentials are not made yet'],
  ] as const)('%s before a key is made: %s', async (step, why) => {
    const secret = ofClient();
    secret.begin(one);

    expect(await failing(secret, step)).toBe(`${step} failed: ${why}`);
    expect(keyIds()).toEqual(['initial-1', 'initial-api-key-1']);
  });

  it('is refused for credentials that nobody has set, another version, and another secret', async () => {
    const secret = makeRotatedSecret({ wmsUrl: wms.url, value: { state: 'not set' } });
    secret.begin(one);

    expect(await failing(secret, 'createSecret')).toBe(
      'createSecret failed: nobody has set the credentials that are in use',
    );
    expect(await failing(secret, 'createSecret', two)).toBe(
      'createSecret failed: the secret has no such version',
    );
    await expect(secret.run('createSecret', one, `${secretArn}x`)).rejects.toThrow(
      'this function rotates another secret',
    );
  });

  it('tells nothing of a secret', async () => {
    const secret = ofClient();
    await runAll(secret, one);
    const { clientSecret } = secret.read('AWSCURRENT') as typeof client;

    expect(JSON.stringify(secret.told)).not.toContain(clientSecret);
    expect(JSON.stringify(secret.told)).not.toContain(client.clientSecret);
  });

  it.each([
    ['short', 'tooshort'],
    ['of two lines', 'a secret\r\nX-Header: 0123456789'],
  ])('a new key that is %s does not get into the secret', async (_, text) => {
    const send = makeHttpRequest();
    const secret = makeRotatedSecret({
      ...{ wmsUrl: wms.url, value: client },
      request: async (outgoing) => {
        const answer = await send(outgoing);
        return answer.kind === 'answer' && outgoing.method === 'PUT'
          ? { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), secret: text }) }
          : answer;
      },
    });
    secret.begin(one);

    expect(await failing(secret, 'createSecret')).toBe(
      'createSecret failed: the new key: failed, the new key is too short, too long, or no printable ASCII',
    );
    expect(secret.read('AWSPENDING')).toBeUndefined();
  });
});
