/** A secret of a stage in production is changed by whoever says that it is meant. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenTerminal } from '../../cdk/bridge/terminal.ts';
import { makeRun } from './run-bridge.ts';
import { giving, type NewStage, startNewStage, typing } from './secrets-stage.ts';

const [first, second] = ['shpss_0123456789abcdef', 'shpss_fedcba9876543210'];

describe('in production', () => {
  let live: NewStage;
  beforeAll(async () => {
    live = await startNewStage({ production: true, send: { testOrders: false } });
  });
  afterAll(async () => {
    await live?.close();
  });
  const setLive = (person: OpenTerminal, ...args: readonly string[]) =>
    makeRun(
      live.stateDir,
      Date.now,
      person,
    )(...['secrets', 'set', 'shop', '--shop', 'one-shop', ...args]);
  const valueNow = () => live.read(live.outputs.ShopSecretArnoneDashshop);

  it('the person has to type what it is about', async () => {
    const hesitating = typing('yes');
    const refused = await setLive(hesitating.openTerminal);

    expect(refused).toEqual({ code: 1, out: '', complaints: ['bridge: nothing was changed'] });
    expect(hesitating.asked).toEqual([
      'This changes what may sign orders of one-shop.myshopify.com of the local stack. Type local to go on',
    ]);
    expect(await valueNow()).toEqual({ state: 'not set' });
    expect((await setLive(typing('local', first).openTerminal)).code).toBe(0);
    expect(await valueNow()).toEqual({ secrets: [first] });
  });

  it('a script has to say it', async () => {
    const refused = await setLive(giving(second), '--replace');

    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.complaints[0]).toMatch(/of the local stack: say so with --yes$/);
    expect((await setLive(giving(second), '--replace', '--yes')).code).toBe(0);
    expect(await valueNow()).toEqual({ secrets: [second] });
  });

  it('so it is with the address that pages go to', async () => {
    const url = `https://events.pagerduty.com/integration/${'f0'.repeat(16)}/enqueue`;
    const run = makeRun(live.stateDir, Date.now, giving(url));
    const refused = await run('secrets', 'set', 'pager');

    expect(refused.complaints).toEqual([
      'bridge: this changes whom pages reach of the local stack: say so with --yes',
    ]);
    expect(await live.read(live.outputs.PagerSecretArn)).toEqual({ state: 'not set' });
    expect((await run('secrets', 'set', 'pager', '--yes')).code).toBe(0);
    expect(await live.read(live.outputs.PagerSecretArn)).toEqual({ url });
  });
});
