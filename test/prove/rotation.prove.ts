/**
 * Both kinds of secret are rotated while 50 orders a minute come: none is turned away, lost or doubled.
 *
 * Shopify's: added, signed with once the old one is revoked, retired. The WMS's: twice, so that the second
 * rotation revokes what deliver-order's processes hold until then, and the tokens that they got by it.
 */
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { randomSecret } from '../../cdk/local/secrets.ts';
import { freshMillisMin } from '../../lib/adapters/secrets.ts';
import { makeRun } from '../bridge/run-bridge.ts';
import { giving } from '../bridge/secrets-stage.ts';
import { shopifyBody, shopifyOrder, signedRequest } from '../builders/shopify-order.ts';
import { type Bridge, makeOrderIds, startWarmBridge, until } from '../end-to-end/bridge.ts';
import { readWmsSecret } from '../end-to-end/wms-secret.ts';
import { countLetters } from '../recovery/dead-letters.ts';
import { circuitIn } from '../recovery/function-records.ts';

const orderMillis = 60_000 / 50;
/** What follows the last step, so that every process has met it. */
const afterwardsMillis = 15_000;
const endSecondsMax = 60;

type Sent = { readonly id: string; readonly status: number };

/** A shop that sends each webhook once: one that is refused stays so. */
const openShop = (bridge: Bridge) => {
  const { shop, shopifySecret } = bridge.stack.describe();
  const newId = makeOrderIds(93_000_001n);
  const sent: Promise<Sent>[] = [];
  let secret = shopifySecret;
  const sendOne = async (id: string): Promise<Sent> => {
    const body = shopifyBody(shopifyOrder({ id }));
    const request = signedRequest({ body, secret, shop, topic: 'orders/create' });
    return { id, status: (await bridge.post(request.body, { ...request.headers })).status };
  };
  const timer = setInterval(() => void sent.push(sendOne(newId())), orderMillis);
  return {
    signWith: (next: string): void => {
      secret = next;
    },
    close: async (): Promise<readonly Sent[]> => {
      clearInterval(timer);
      return Promise.all(sent);
    },
  };
};

it('no order is turned away, lost or doubled by a rotation of either kind', {
  timeout: 300_000,
}, async ({ onTestFinished }) => {
  const bridge = await startWarmBridge();
  onTestFinished(bridge.close);
  const { stack, wms } = bridge;
  const stateDir = dirname(stack.describe().logs);
  const next = randomSecret();
  const run = makeRun(stateDir, Date.now, giving(`${next}\n`));
  const done = async (...args: readonly string[]): Promise<void> => {
    const { code, complaints } = await run('secrets', ...args);
    expect([args, code, complaints]).toEqual([args, 0, []]);
  };
  const first = await readWmsSecret(stack);
  const shop = openShop(bridge);
  const begunAt = Date.now();

  await done('set', 'shop', '--add', '--old-until', '7d');
  await done('rotate', 'wms');
  const second = await readWmsSecret(stack);
  await done('rotate', 'wms');
  const third = await readWmsSecret(stack);

  // Who has read the list before looks again at the first webhook that none of it fits, a minute later.
  await delay(Math.max(0, begunAt + freshMillisMin + 1_000 - Date.now()));
  shop.signWith(next);
  await until('a webhook by the new secret', () =>
    bridge.records().some(({ position }) => position === '1'),
  );
  // A process that began meanwhile has both, and may have met the old one a moment ago.
  await done('retire', 'shop', '--anyway');
  await delay(afterwardsMillis);
  const sent = await shop.close();
  await until('all orders', () => sent.every(({ id }) => wms.order(id)), endSecondsMax);

  const effects = sent.map(({ id }) => wms.order(id)?.effects);
  const refused = wms.requests().filter(({ status }) => status === 401).length;
  process.stdout.write(
    `${sent.length} orders in ${Math.round((Date.now() - begunAt) / 1_000)} s, ${refused} requests with a revoked key\n`,
  );
  expect(sent.filter(({ status }) => status !== 200)).toEqual([]);
  expect(effects.filter((times) => times !== 1)).toEqual([]);
  expect(sent.length).toBeGreaterThan(50);
  expect(new Set([first, second, third].map(({ clientSecret }) => clientSecret)).size).toBe(3);
  expect(refused).toBeGreaterThan(0);
  expect([wms.violations(), circuitIn(bridge.records()), await countLetters(stack)]).toEqual([
    ...[[], [], 0],
  ]);
  const output = bridge.output();
  for (const secret of [next, second.clientSecret, third.clientSecret]) {
    expect(output).not.toContain(secret);
  }
});
