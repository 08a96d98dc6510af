/**
 * A rotation of the WMS's credentials that is not alone: other stages and other keys of the same client, a
 * person who sets credentials meanwhile, and Secrets Manager that only tries the configuration.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedWms, startSimulatedWms } from '../../cdk/local/wms/simulated-wms.ts';
import { makeHttpRequest } from '../../lib/adapters/http-request.ts';
import type { Step } from '../../lib/rotation/rotation.ts';
import { makeRotatedSecret, type RotatedSecret, tokenOf } from '../fakes/rotated-secret.ts';

const client = { clientId: 'bridge', clientSecret: 'first-secret-0123456789' };
const certificates = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const [one, two, three, four, five] = [tokenOf(1), tokenOf(2), tokenOf(3), tokenOf(4), tokenOf(5)];
const outdated =
  'other credentials have been set since the key was made; the next rotation makes another';

let wms: SimulatedWms;
beforeEach(async () => {
  wms = await startSimulatedWms({ port: 0, clients: client });
});
afterEach(() => wms.close());

const ofStage = (stage = 'production', value: typeof client = client): RotatedSecret =>
  makeRotatedSecret({
    ...{ wmsUrl: wms.url, value },
    arn: `arn:aws:secretsmanager:eu-central-1:111122223333:secret:bridge-${stage}-wms-AbCdEf`,
  });
const runSteps = async (
  secret: RotatedSecret,
  token: string,
  asked: readonly Step[] = steps,
): Promise<void> => {
  secret.begin(token);
  for (const step of asked) await secret.run(step, token);
};
const failing = async (secret: RotatedSecret, step: Step, token = one): Promise<string> =>
  secret.run(step, token).then(
    () => 'it was done',
    (error: Error) => error.message,
  );
const tokenFor = ({ clientId, clientSecret }: typeof client): Promise<Response> => {
  const body = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
  });
  return fetch(`${wms.url}/oauth/token`, { method: 'POST', body });
};
const isGood = async (given: unknown): Promise<boolean> =>
  (await tokenFor(given as typeof client)).ok;
const keyCount = (): number => wms.keys().length;
/** By a person, or by somebody else's tool. */
const makeKey = async (keyId: string): Promise<typeof client> => {
  const { access_token: token } = (await (await tokenFor(client)).json()) as {
    readonly access_token: string;
  };
  const answer = await fetch(`${wms.url}/keys/${keyId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'client_secret' }),
  });
  const { secret } = (await answer.json()) as { readonly secret: string };
  return { ...client, clientSecret: secret };
};

describe('of another stage that is the same client', () => {
  it('no key is revoked, however often both are rotated', async () => {
    const production = ofStage('production');
    const staging = ofStage('staging', await makeKey('staging'));
    for (const token of [one, two]) {
      await runSteps(production, token);
      await runSteps(staging, token);
    }
    await runSteps(production, three);

    expect(await isGood(staging.read('AWSCURRENT'))).toBe(true);
    expect(await isGood(staging.read('AWSPREVIOUS'))).toBe(true);
    expect(await isGood(production.read('AWSCURRENT'))).toBe(true);
    expect(keyCount()).toBe(4);
  });
});

describe('what a person sets while a rotation is under way', () => {
  const withCertificates = { ...client, tls: { ca: certificates } };

  it.each([
    ['setSecret', 'the WMS does not know a key made with the credentials in use'],
    ['testSecret', 'other credentials have been set since the key was made'],
    ['finishSecret', 'other credentials have been set since the key was made'],
  ] as const)('is not overwritten, and its key revoked: seen by %s', async (step, why) => {
    const secret = ofStage();
    await runSteps(secret, one, steps.slice(0, steps.indexOf(step)));
    secret.put(await makeKey('by-hand'));
    const set = secret.read('AWSCURRENT');

    expect(await failing(secret, step)).toBe(
      `${step} failed: ${why}; the next rotation makes another`,
    );
    expect(secret.read('AWSCURRENT')).toEqual(set);
    expect(secret.labelsOf(one) ?? []).toEqual([]);
    expect(wms.keys().map(({ keyId }) => keyId)).toEqual(['initial-1', 'by-hand']);
  });

  it('stays also where only the certificates are others', async () => {
    const secret = ofStage();
    await runSteps(secret, one, steps.slice(0, 3));
    secret.put(withCertificates);

    expect(await failing(secret, 'finishSecret')).toBe(`finishSecret failed: ${outdated}`);
    expect(secret.read('AWSCURRENT')).toEqual(withCertificates);
  });

  it('stays also where it is another client, which cannot revoke the key', async () => {
    const another = { clientId: 'another', clientSecret: 'another-secret-0123456789' };
    await wms.close();
    wms = await startSimulatedWms({ port: 0, clients: [client, another] });
    const secret = ofStage();
    await runSteps(secret, one, steps.slice(0, 3));
    secret.put(another);

    expect(await failing(secret, 'finishSecret')).toBe(`finishSecret failed: ${outdated}`);
    expect(secret.read('AWSCURRENT')).toEqual(another);
    await runSteps(secret, two);
    expect(await isGood(secret.read('AWSCURRENT'))).toBe(true);
  });
});

describe('a try of the configuration alone, as a deploy has it', () => {
  it.each([
    ['without a value', undefined],
    ['with the value in use', JSON.stringify(client)],
  ])('on a version %s is done, and asks the WMS nothing', async (_, text) => {
    let requests = 0;
    const send = makeHttpRequest();
    const secret = makeRotatedSecret({
      ...{ wmsUrl: wms.url, value: client },
      request: (outgoing) => {
        requests += 1;
        return send(outgoing);
      },
    });
    secret.store.put(secret.secret, one, { SecretString: text }, ['AWSPENDING']);
    await secret.run('testSecret', one);

    expect(secret.told.map(({ rotated }) => rotated)).toEqual([
      { kind: 'done', what: 'only the configuration was tried' },
    ]);
    expect([requests, secret.labelsOf(one), keyCount()]).toEqual([0, ['AWSPENDING'], 1]);
  });

  it('is done where nobody has set the credentials yet', async () => {
    const secret = makeRotatedSecret({ wmsUrl: wms.url, value: { state: 'not set' } });
    secret.begin(one);

    expect(await failing(secret, 'testSecret')).toBe('it was done');
  });
});

describe('at the limit of five keys', () => {
  /** As whoever cancels a rotation does by hand: its version is to come no more, and its key stays. */
  const cancel = ({ secret }: RotatedSecret, token: string): void => {
    secret.versions = secret.versions.map((version) =>
      version.id === token ? { ...version, stages: [] } : version,
    );
  };

  it('a rotation ends what cancelled ones have left, and neither the key in use nor the previous', async () => {
    const secret = ofStage();
    const byHand = await makeKey('by-hand');
    for (const token of [one, two]) await runSteps(secret, token);
    for (const token of [three, four]) {
      await runSteps(secret, token, ['createSecret']);
      cancel(secret, token);
    }
    const kept = [secret.read('AWSCURRENT'), secret.read('AWSPREVIOUS'), byHand];
    expect(keyCount()).toBe(5);
    await runSteps(secret, five, ['createSecret']);

    expect(await Promise.all(kept.map(isGood))).toEqual([true, true, true]);
    expect(await isGood(secret.read('AWSPENDING'))).toBe(true);
    expect(keyCount()).toBe(4);
    for (const step of steps) await secret.run(step, five);
    expect(secret.labelsOf(five)).toContain('AWSCURRENT');
  });

  it('a rotation ends nothing of anybody else, and says why it stops', async () => {
    const secret = ofStage();
    for (const keyId of ['a', 'b', 'c', 'bridge-d']) await makeKey(keyId);
    secret.begin(one);

    expect(await failing(secret, 'createSecret')).toBe(
      'createSecret failed: the new key: conflict, status 409',
    );
    expect(keyCount()).toBe(5);
  });

  it('rotations that are given up one after the other do not reach it', async () => {
    const secret = ofStage();
    for (const number of [1, 2, 3, 4, 5, 6]) {
      await runSteps(secret, tokenOf(number), ['createSecret']);
      secret.put(client);
      await failing(secret, 'finishSecret', tokenOf(number));
      expect(keyCount()).toBe(1);
    }
  });
});
