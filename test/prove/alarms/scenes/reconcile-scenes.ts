/** What Shopify has and we have not, and the asking itself. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { clientId } from '../../../../cdk/local/stack-steps.ts';
import { watermarkKey } from '../../../../lib/adapters/watermark.ts';
import { shopifyOrder } from '../../../builders/shopify-order.ts';
import type { Item } from '../hand.ts';
import type { Scene } from '../scene.ts';
import type { World } from '../world.ts';

const hourMillis = 3_600_000;
/** For so long what was accepted an hour ago counts as on its way. */
const onItsWayMillis = 40_000;
const triesMax = 50;
const betweenMillis = 50;

const secondAgo = (millis: number): string =>
  new Date(Date.now() - millis).toISOString().replace(/\.\d+Z$/, 'Z');

/** The table is restored to a point before: its watermark is older than the world. */
const putWatermarkBack = async ({ hand, bridge }: World, millis: number): Promise<void> => {
  const id = watermarkKey(bridge.stack.describe().shop);
  const until = secondAgo(millis);
  // A run under way writes over it; what counts is that one has begun from there.
  for (let tries = 0; tries < triesMax; tries += 1) {
    const item = await hand.readItem(id);
    const watermark = item['watermark'] as Item;
    const { worker, ...idle } = watermark;
    if (worker !== undefined) {
      await delay(betweenMillis);
      continue;
    }
    const revision = Number(item['revision']) + 1;
    await hand.putItem({ ...item, revision, watermark: { ...idle, until } });
    return;
  }
};

const otherClient = (): Scene => {
  const client = { clientId, clientSecret: randomBytes(16).toString('hex') };
  return {
    name: "the Admin API's credentials were changed in Shopify",
    breaks: async ({ admin }) => admin.setClient(client),
    expects: ['reconcile-silent'],
    runbook: ['reconcile-silent'],
    types: { 'secrets set admin': () => JSON.stringify(client) },
  };
};

const lostAfterRestore = (): Scene => {
  let orderId = '';
  let lostAt = 0;
  return {
    name: 'an order that was accepted, and lost with its message',
    breaks: async (world) => {
      const { hand, shop, admin, bridge } = world;
      orderId = shop.newId();
      const version = secondAgo(hourMillis - onItsWayMillis);
      lostAt = Date.parse(version) + hourMillis;
      const order = shopifyOrder({ id: orderId, created_at: version, updated_at: version });
      admin.putOrder(order as Parameters<typeof admin.putOrder>[0]);
      await hand.putItem({
        id: `order#${bridge.stack.describe().shop}/${orderId}`,
        accepted: {
          ...{ version, instant: Date.parse(version), hash: '0'.repeat(64) },
          ...{ at: version, source: 'webhook' },
        },
      });
      await putWatermarkBack(world, 2 * hourMillis);
    },
    expects: ['drift-old'],
    mayTell: { 'reconcile-behind': 'the watermark was put back with the table' },
    runbook: ['drift-old'],
    fillIn: async () => ({ ORDER: orderId }),
    outside: async () => {
      await delay(Math.max(0, lostAt - Date.now()) + 1_000);
    },
  };
};

const olderRelease: Scene = {
  name: 'a release whose version of the Admin API has ended',
  breaks: async ({ releases, bridge }) => {
    await releases.deploy('reconcile-orders', (code) => code.replaceAll('2026-10', '2025-10'));
    // The clock asks every hour.
    await bridge.invoke('reconcile-orders', { action: 'subscriptions' });
  },
  expects: ['api-version-ends'],
  mayTell: { 'reconcile-silent': 'the simulated Shopify has that version no more' },
  runbook: ['api-version-ends'],
  saysNotWell: ['webhooks check'],
  outside: ({ releases }) => releases.rollBack('reconcile-orders'),
};

export const reconcileScenes: readonly Scene[] = [
  otherClient(),
  {
    name: "Shopify's Admin API has failed for forty minutes",
    breaks: async (world) => {
      world.admin.faults.add({ kind: 'error', field: 'orders' });
      await putWatermarkBack(world, (2 / 3) * hourMillis);
    },
    expects: ['reconcile-behind'],
    mayTell: { 'reconcile-silent': 'no shop is polled any more, either' },
    runbook: ['reconcile-behind'],
    outside: async ({ admin }) => admin.faults.clear(),
  },
  lostAfterRestore(),
  olderRelease,
];
