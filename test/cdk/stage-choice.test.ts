import { describe, expect, it } from 'vitest';
import { makeBridgeApp } from '../../cdk/bridge-app.ts';
import { targetFaults } from '../../cdk/deploy-target.ts';
import { environmentFaults } from '../../cdk/environment-size.ts';
import { chooseStage } from '../../cdk/stage-choice.ts';
import { contextOf, keptBlock, newOutdir } from './synthesize.ts';

const stages = { sandbox: { ...keptBlock, removal: 'destroy' }, production: keptBlock };

/** The settings of a choice that is expected to be right. */
const settingsOf = (overrides: unknown) => {
  const choice = chooseStage({ stages, overrides });
  if (choice.kind === 'invalid') throw new Error(choice.faults.join('; '));
  return choice.settings;
};

describe('the stage', () => {
  it('is the sandbox unless another one is named', () => {
    expect(chooseStage({ stages })).toMatchObject({ name: 'sandbox' });
    expect(chooseStage({ stages, stage: 'production' })).toMatchObject({ name: 'production' });
  });

  it.each(['prod', '', 'toString', 7])(
    'that nobody knows is answered with those that exist: %j',
    (stage) => {
      expect(chooseStage({ stages, stage })).toEqual({
        kind: 'invalid',
        faults: [`there is no stage "${stage}" in cdk.json; it has production, sandbox`],
      });
    },
  );

  it.each([undefined, null, [], 'text'])('is missed when the context has no stages: %j', (none) => {
    expect(chooseStage({ stages: none })).toEqual({
      kind: 'invalid',
      faults: ['cdk.json: context.stages must hold one block per stage'],
    });
  });

  it('has a name that a stack can carry', () => {
    expect(chooseStage({ stages: { My_Stage: keptBlock }, stage: 'My_Stage' })).toEqual({
      kind: 'invalid',
      faults: [
        'stage "My_Stage": a stage\'s name has 1 to 32 lower-case letters, digits and hyphens, a letter first',
      ],
    });
  });
});

describe('overrides', () => {
  it('replace single values and leave their neighbours', () => {
    const { wms, delivery } = settingsOf({ wms: { limitPerSecond: 20 } });

    expect(wms).toMatchObject({ baseUrl: 'https://wms.example.com/api', limitPerSecond: 20 });
    expect(delivery.attemptsMax).toBe(5);
  });

  it('replace a list as a whole', () => {
    const shops = [{ domain: 'another.myshopify.com' }];

    expect(settingsOf({ shops }).shops).toEqual(shops);
  });

  it('replace credentials of one kind by those of another', () => {
    expect(settingsOf({ wms: { auth: { kind: 'none' } } }).wms.auth).toEqual({ kind: 'none' });
    expect(settingsOf({ wms: { auth: { scope: 'orders' } } }).wms.auth).toEqual({
      kind: 'oauth2',
      tokenUrl: 'https://wms.example.com/oauth/token',
      scope: 'orders',
    });
  });

  it('may be JSON text, as the command line gives them', () => {
    expect(settingsOf('{"delivery":{"attemptsMax":2}}').delivery.attemptsMax).toBe(2);
  });

  it.each(['{"delivery"', '[]', '7', 'null', 7])(
    'that are no object are refused: %j',
    (overrides) => {
      expect(chooseStage({ stages, overrides })).toEqual({
        kind: 'invalid',
        faults: ['overrides: must be a JSON object of settings'],
      });
    },
  );

  it('are checked like the block itself', () => {
    expect(chooseStage({ stages, overrides: '{"__proto__":{"a":1},"wms":{"limit":1}}' })).toEqual({
      kind: 'invalid',
      faults: [
        'stage "sandbox": wms.limit: no such setting; check the spelling',
        'stage "sandbox": __proto__: no such setting; check the spelling',
      ],
    });
  });

  it('leave the block in cdk.json as it was', () => {
    settingsOf({ shops: [{ domain: 'another.myshopify.com' }], wms: { limitPerSecond: 20 } });

    expect(settingsOf({})).toEqual(settingsOf(undefined));
    expect(settingsOf({}).shops).toEqual([{ domain: 'one-shop.myshopify.com' }]);
  });
});

describe('a pinned stage', () => {
  const pinned = { account: '111122223333', region: 'eu-central-1' };
  const pinnedApp = (account: string) =>
    makeBridgeApp({
      context: contextOf({ kept: { ...keptBlock, ...pinned } }, 'kept'),
      outdir: newOutdir(),
      target: { CDK_DEFAULT_ACCOUNT: account },
    });

  it('refuses another account and another region, each in one sentence', () => {
    const target = { CDK_DEFAULT_ACCOUNT: '444455556666', CDK_DEFAULT_REGION: 'us-west-2' };

    expect(targetFaults(pinned, target)).toEqual([
      'account: is pinned to 111122223333, but the deploy would go to 444455556666',
      'region: is pinned to eu-central-1, but the deploy would go to us-west-2',
    ]);
  });

  it('refuses the fallback region when somebody is about to deploy or has chosen it', () => {
    const fallback = { CDK_DEFAULT_REGION: 'us-east-1' };
    const fault = ['region: is pinned to eu-central-1, but the deploy would go to us-east-1'];

    expect(targetFaults(pinned, { ...fallback, CDK_DEFAULT_ACCOUNT: '111122223333' })).toEqual(
      fault,
    );
    expect(targetFaults(pinned, { ...fallback, AWS_REGION: 'us-east-1' })).toEqual(fault);
    expect(targetFaults(pinned, { ...fallback, AWS_DEFAULT_REGION: 'us-east-1' })).toEqual(fault);
  });

  it('can be synthesized without an AWS account', () => {
    expect(targetFaults(pinned, {})).toEqual([]);
    expect(targetFaults(pinned, { CDK_DEFAULT_REGION: 'us-east-1' })).toEqual([]);
  });

  it('is synthesized for its account and region', () => {
    const made = pinnedApp('111122223333');

    expect(made.kind === 'app' && [made.stack.account, made.stack.region]).toEqual([
      '111122223333',
      'eu-central-1',
    ]);
  });

  it('is no stack when the deploy would go elsewhere', () => {
    expect(pinnedApp('444455556666')).toEqual({
      kind: 'invalid',
      faults: [
        'stage "kept": account: is pinned to 111122223333, but the deploy would go to 444455556666',
      ],
    });
  });
});

describe('settings larger than a function can carry', () => {
  const settings = settingsOf({});
  const shopsOf = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => ({
      domain: `${String(index).padStart(length, 's')}.myshopify.com`,
    }));

  it('are refused with the remedy before the deploy fails on them', () => {
    expect(environmentFaults({ ...settings, shops: shopsOf(20, 40) })).toEqual([
      'shops: accept-webhook would need about 5800 bytes of variables and Lambda allows 4096; move some shops to another stage',
      expect.stringMatching(/^shops: reconcile-orders would need about \d+ bytes/),
    ]);
  });

  it('do not stop a stage with ten shops of ordinary names', () => {
    expect(environmentFaults({ ...settings, shops: shopsOf(10, 20) })).toEqual([]);
  });

  it('are refused for the WMS too', () => {
    const wms = { ...settings.wms, baseUrl: `https://wms.example.com/${'a'.repeat(3_000)}` };

    expect(environmentFaults({ ...settings, wms })).toEqual([
      // It compares each night with what the WMS has.
      expect.stringMatching(/^wms: reconcile-orders would need about \d+ bytes/),
      expect.stringMatching(/^wms: deliver-order would need about \d+ bytes/),
    ]);
  });
});
