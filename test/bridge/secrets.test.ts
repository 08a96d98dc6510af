/** The secrets of a stage that was just deployed: listed by who may only look, and set by a person. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OpenTerminal } from '../../cdk/bridge/terminal.ts';
import { privateAuthority } from '../contract/wms-private-authority.ts';
import { changeStage } from './changed-stage.ts';
import { makeRun, type Ran } from './run-bridge.ts';
import { giving, type NewStage, startNewStage, typing } from './secrets-stage.ts';

const [first, second] = ['shpss_0123456789abcdef', 'shpss_fedcba9876543210'];
const client = { clientId: 'bridge', clientSecret: 'wms-0123456789abcdef' };
const notSet = { state: 'not set' };
const shop = 'shop one-shop.myshopify.com';

let stage: NewStage;
beforeAll(async () => {
  stage = await startNewStage();
});
afterAll(async () => {
  await stage?.close();
});

const arns = () => ({
  one: stage.outputs.ShopSecretArnoneDashshop,
  other: stage.outputs.ShopSecretArnotherDashshop,
  wms: stage.outputs.WmsSecretArn,
  pager: stage.outputs.PagerSecretArn,
});
const set = (person: OpenTerminal | string, ...args: readonly string[]): Promise<Ran> => {
  const terminal = typeof person === 'string' ? giving(person) : person;
  return makeRun(stage.stateDir, Date.now, terminal)('secrets', 'set', ...args);
};
const toOne = (text: string, ...args: readonly string[]) =>
  set(text, 'shop', '--shop', 'one-shop', ...args);
const statesOf = ({ out }: Ran) =>
  JSON.parse(out).secrets.map(({ state }: { readonly state: string }) => state);
const fault = (text: string) => ({ code: 1, out: '', complaints: [`bridge: ${text}`] });

describe('after the deploy', () => {
  it('none is set, which whoever may only look can see', async () => {
    const viewer = makeRun(stage.stateDir, Date.now, undefined, stage.keysOf('Viewer'));
    const { code, out } = await viewer('secrets', 'list');

    expect(code).toBe(0);
    expect(out).toMatch(
      /^ {2}shop one-shop\.myshopify\.com +not set {2}[\da-f]{8} {2}20.*(?: ago|just now) +-$/m,
    );
    expect(out).toContain('\n  WMS: npm run bridge -- secrets set wms');
    expect(statesOf(await viewer('secrets', 'list', '--json'))).toEqual(Array(6).fill('not_set'));
  });

  it('a smoke test says that nobody has set the one that it would sign with', async () => {
    const { code, out } = await makeRun(stage.stateDir)('smoke', '--shop', 'one-shop');

    expect(code).toBe(1);
    expect(out).toContain(
      'nobody has set it: npm run bridge -- secrets set shop --shop one-shop.myshopify.com',
    );
    expect(out).toMatch(/^It leaves nothing behind\.$/m);
  });

  it('they are set on standard input, and nothing that is printed has a part of them', async () => {
    const ran = await Promise.all([
      toOne(`${first}\n`, '--json'),
      set(JSON.stringify(client), 'wms'),
    ]);
    const { one, wms } = arns();

    expect(ran.map(({ code, complaints }) => [code, complaints])).toEqual([
      [0, []],
      [0, []],
    ]);
    expect(await stage.read(one)).toEqual({ secrets: [first] });
    expect(await stage.read(wms)).toEqual(client);
    expect(JSON.parse(ran[0]?.out ?? '')).toMatchObject({
      audit: { command: 'secrets set shop', secret: shop, how: 'set', before: 'not_set' },
      values: 1,
    });
    expect(JSON.stringify(ran)).not.toMatch(/0123456789|shpss_/);
    expect(statesOf(await makeRun(stage.stateDir)('secrets', 'list', '--json'))).toEqual([
      ...['set', 'not_set', 'not_set', 'not_set', 'set', 'not_set'],
    ]);
  });
});

describe("a shop's secret that is set", () => {
  beforeEach(async () => {
    await stage.put(arns().one, { secrets: [first] });
  });

  it('is not lost by setting it once more', async () => {
    expect(await toOne(second)).toEqual(
      fault(
        `${shop} has a secret already: npm run bridge -- secrets set shop --shop one-shop.myshopify.com --add keeps it beside the new one, for as long as Shopify signs with it; --replace drops it`,
      ),
    );
    expect(await stage.read(arns().one)).toEqual({ secrets: [first] });
  });

  it('gets another one beside it, or in its place', async () => {
    const added = await toOne(second, '--add');
    const both = await stage.read(arns().one);
    const replaced = await toOne(second, '--replace');

    expect([added.code, replaced.code]).toEqual([0, 0]);
    expect(added.out).toMatch(/^ {2}version {7}[\da-f]{8}, 2 values$/m);
    expect(both).toEqual({ secrets: [first, second] });
    expect(await stage.read(arns().one)).toEqual({ secrets: [second] });
  });

  it('does not get the same twice, nor what is none', async () => {
    expect(await toOne(first, '--add')).toEqual(
      fault('the shop has this value already; nothing was changed'),
    );
    expect(await toOne('', '--replace')).toEqual(fault('nothing was given'));
    expect(await stage.read(arns().one)).toEqual({ secrets: [first] });
  });

  it('that is unreadable can be replaced, and not added to', async () => {
    await stage.put(arns().one, { secret: first });
    const added = await toOne(second, '--add');

    expect(added).toEqual(
      fault(
        `the present value of ${shop} cannot be kept (secrets: invalid_type; the value: unrecognized_keys): --replace drops it`,
      ),
    );
    expect((await toOne(second, '--replace')).code).toBe(0);
  });

  it('that is gone is listed so, and cannot be set', async () => {
    const ShopSecretArnoneDashshop = 'arn:aws:secretsmanager:us-east-1:0:secret:gone-abcdef';
    const changed = await changeStage(stage.place, 'gone', {
      outputs: { ShopSecretArnoneDashshop },
    });
    const run = makeRun(changed.stateDir, Date.now, giving(second));
    const [listed, ran] = [
      await run('secrets', 'list', '--json'),
      await run('secrets', 'set', 'shop', '--shop', 'one-shop', '--replace'),
    ];
    await changed.close();

    expect(statesOf(listed)).toContain('missing');
    expect(ran).toEqual(
      fault(`there is no secret of ${shop} (${ShopSecretArnoneDashshop}), or it has no value`),
    );
    expect(changed.calls).not.toContain('PutSecretValue');
  });

  it('is no secret of another shop: a signature must tell which one sent it', async () => {
    const ran = await set(first, 'shop', '--shop', 'other-shop');

    expect(ran).toEqual(
      fault(`${shop} has this value already: a signature must tell which shop sent it`),
    );
    expect(await stage.read(arns().other)).toEqual(notSet);
  });
});

describe("a shop's Admin API", () => {
  const app = { clientId: '0a1b2c', clientSecret: 'shpss_0123456789abcdef' };
  const toAdmin = (text: string, ...args: readonly string[]) =>
    set(text, 'admin', '--shop', 'one-shop', ...args);
  const admin = () => stage.outputs.ShopAdminSecretArnoneDashshop;

  it('is asked with an app’s id and secret, or with its permanent token', async () => {
    const first = await toAdmin(JSON.stringify(app), '--json');

    expect([first.code, await stage.read(admin())]).toEqual([0, app]);
    expect(JSON.parse(first.out)).toMatchObject({
      audit: { command: 'secrets set admin', secret: 'Admin API of one-shop.myshopify.com' },
    });
    expect((await toAdmin('shpat_0123456789abcdef', '--kind', 'token')).code).toBe(0);
    expect(await stage.read(admin())).toEqual({ accessToken: 'shpat_0123456789abcdef' });
    expect(first.out).not.toMatch(/0123456789|shpss_/);
  });

  it('is asked for as it was given last, and says how to see that it works', async () => {
    await stage.put(admin(), app);
    const { openTerminal, asked } = typing('another', 'shpss_fedcba9876543210');
    const { code, out } = await set(openTerminal, 'admin', '--shop', 'one-shop');

    expect([code, asked]).toEqual([0, ['Client id']]);
    expect(out).toContain('npm run bridge -- webhooks check');
    expect(await stage.read(admin())).toEqual({
      ...{ clientId: 'another', clientSecret: 'shpss_fedcba9876543210' },
    });
  });
});

describe("the WMS's credentials", () => {
  it('are asked for one by one, as they were given last', async () => {
    await stage.put(arns().wms, client);
    const { openTerminal, asked } = typing('another', 'wms-another-secret');

    expect((await set(openTerminal, 'wms')).code).toBe(0);
    expect(asked).toEqual(['Client id']);
    expect(await stage.read(arns().wms)).toEqual({
      ...{ clientId: 'another', clientSecret: 'wms-another-secret' },
    });
  });

  it('of the other kind are refused, unless it is said', async () => {
    await stage.put(arns().wms, client);
    const key = '{"apiKey":"wms-0123456789abcdef"}';

    expect(await set(key, 'wms')).toEqual(
      fault('it must be {"clientId":"…","clientSecret":"…"}: the WMS knows us by oauth2'),
    );
    expect((await set(key, 'wms', '--kind', 'api-key')).code).toBe(0);
    expect(await stage.read(arns().wms)).toEqual(JSON.parse(key));
    expect((await set('a-key-as-it-is-0123', 'wms')).code).toBe(0);
    expect(await stage.read(arns().wms)).toEqual({ apiKey: 'a-key-as-it-is-0123' });
  });

  it('whose kind nothing tells: the person says it', async () => {
    await stage.put(arns().wms, { token: 'x' });
    const { openTerminal, asked } = typing('api-key', 'wms-0123456789abcdef');

    expect((await set(openTerminal, 'wms')).code).toBe(0);
    expect(asked).toEqual(['How does the WMS know us, oauth2 or api-key or mutual-tls?']);
    expect(await set(typing('basic').openTerminal, 'wms', '--kind', 'oauth2')).toMatchObject({
      code: 1,
    });
    await stage.put(arns().wms, { token: 'x' });
    expect(await set(typing('basic').openTerminal, 'wms')).toEqual(
      fault('the kind must be oauth2 or api-key or mutual-tls'),
    );
  });
});

describe("the pager's address", () => {
  const key = '0123456789abcdef0123456789abcdef';
  const url = `https://events.pagerduty.com/integration/${key}/enqueue`;
  const inEurope = url.replace('events.', 'events.eu.');

  it('is set, and replaced, without a part of it being printed', async () => {
    const first = await set(`${url}\n`, 'pager', '--json');

    expect([first.code, await stage.read(arns().pager)]).toEqual([0, { url }]);
    expect(JSON.parse(first.out)).toEqual({
      audit: expect.objectContaining({
        ...{ command: 'secrets set pager', secret: 'pager', how: 'set', before: 'not_set' },
      }),
    });
    const second = await set(JSON.stringify({ url: inEurope }), 'pager');
    expect([second.code, await stage.read(arns().pager)]).toEqual([0, { url: inEurope }]);
    expect(second.out).toContain('by the next deploy with alarms.pagerDuty true');
    expect(second.out).toContain('npm run bridge -- page test');
    expect(JSON.stringify([first, second])).not.toMatch(/0123456789|events/);
  });

  it('is asked for without an echo', async () => {
    const { openTerminal, asked } = typing(url);

    expect((await set(openTerminal, 'pager')).code).toBe(0);
    expect(asked).toEqual([]);
  });

  it('elsewhere than at PagerDuty is refused, and nothing is changed', async () => {
    await stage.put(arns().pager, { url });
    const foreign = url.replace('events.pagerduty.com', 'pager.example');

    expect(await set(foreign, 'pager')).toEqual(
      fault(
        'it must be https://events.pagerduty.com/integration/KEY/enqueue or https://events.eu.pagerduty.com/integration/KEY/enqueue: the address of PagerDuty\'s integration "Amazon CloudWatch"',
      ),
    );
    expect(await stage.read(arns().pager)).toEqual({ url });
  });
});

describe('what is refused', () => {
  it.each([
    [['shop', '--shop', 'one-shop', first]],
    [['wms', first]],
    [['pager', first]],
    [['wms', '--kind', 'api-key', first]],
  ])('a value as an argument, without showing it: %#', async (args) => {
    const { code, out, complaints } = await set('', ...args);

    expect([code, out]).toEqual([2, '']);
    expect(complaints[0]).toMatch(/^bridge: a secret is no argument, since the shell's history/);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).not.toContain('shpss_');
  });

  it.each([
    [['shop', '--add', '--replace'], /^bridge: option '--replace' cannot be used with option/],
    [['shop'], /^bridge: say which shop, with --shop: the local stack has one-shop/],
    [['shop', '--shop', 'third'], /^bridge: the local stack has no shop third; it has one-shop/],
    [['wms', '--kind', 'basic'], /^bridge: option '--kind <kind>' argument 'basic' is invalid/],
    [['token'], /^bridge: unknown command 'token'/],
  ])('%j', async (args, complaint) => {
    const ran = await set(first, ...args);

    expect([ran.code, ran.complaints.length]).toEqual([2, 1]);
    expect(ran.complaints[0]).toMatch(complaint);
  });

  it.each([
    ['Viewer', ['set', 'shop', '--shop', 'one-shop', '--replace'], 'PutSecretValue'],
    ['OnCall', ['set', 'shop', '--shop', 'one-shop', '--add'], 'GetSecretValue'],
  ] as const)('whoever has only the policy %s: %j', async (policy, args, right) => {
    const run = makeRun(stage.stateDir, Date.now, giving(second), stage.keysOf(policy));
    await stage.put(arns().one, { secrets: [first] });
    const { code, complaints } = await run('secrets', ...args);

    expect([code, complaints.length]).toEqual([1, 1]);
    expect(complaints[0]).toContain(
      `bridge: the right secretsmanager:${right} on the secret of ${shop} (${arns().one}) is missing: `,
    );
    expect(await stage.read(arns().one)).toEqual({ secrets: [first] });
  });

  it("certificates in the WMS's secret are not lost to whoever may not read it", async () => {
    const held = { ...client, tls: { ca: privateAuthority.ca } };
    const run = makeRun(stage.stateDir, Date.now, giving('{}'), stage.keysOf('OnCall'));
    await stage.put(arns().wms, held);
    const { code, complaints } = await run('secrets', 'set', 'wms', '--kind', 'oauth2');

    expect([code, complaints.length]).toEqual([1, 1]);
    expect(complaints[0]).toMatch(
      /secretsmanager:GetSecretValue on the secret of WMS .*; certificates that it has would be lost: give them again/,
    );
    expect(await stage.read(arns().wms)).toEqual(held);
  });
});
