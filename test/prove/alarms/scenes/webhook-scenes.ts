/** The door: webhooks that fail, are slow, are turned away, or do not come. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { minuteMillis, slowWebhookMillis } from '../compressed.ts';
import type { Scene } from '../scene.ts';
import type { World } from '../world.ts';

const byPolling = 'what is turned away at the door comes by polling';
/** A stranger's, or Shopify's with a secret that we do not have. */
const rejectedMin = 6;

/** What warm processes remember of a secret for a minute is not divided: they end, as Lambda ends them. */
const recycle = ({ hand }: World): Promise<void> => hand.kill('accept-webhook');

const frozen = async ({ hand, shop }: World): Promise<void> => {
  // In two minutes of three.
  for (let times = 0; times < 3; times += 1) {
    const frozenLong = hand.freeze('accept-webhook', slowWebhookMillis + 400);
    await Promise.all([frozenLong, shop.sell(), shop.sell()]);
    await delay(minuteMillis / 4);
  }
};

const wrongSecret: Scene = {
  name: "the shop's secret is wrong here",
  breaks: async (world) => {
    const { hand, shop } = world;
    await hand.putSecret('shop', { secrets: [randomBytes(16).toString('hex')] });
    await recycle(world);
    await shop.sellMany(rejectedMin);
  },
  expects: ['signatures-rejected', 'none-accepted', 'orders-missed', 'webhooks-locked-out'],
  runbook: ['signatures-rejected', 'webhooks-locked-out', 'orders-missed'],
  types: { 'secrets set shop --add': ({ shop }) => shop.secret() },
  // Added by the first section; a value that is there already is refused.
  tidy: recycle,
};

export const webhookScenes: readonly Scene[] = [
  {
    name: "the shop's secret was overwritten with something else",
    breaks: async (world) => {
      await world.hand.putSecret('shop', { state: 'not set' });
      await recycle(world);
    },
    expects: ['webhooks-failing'],
    mayTell: { 'orders-missed': byPolling },
    runbook: ['webhooks-failing'],
    types: { 'secrets set shop --replace': ({ shop }) => shop.secret() },
    tidy: recycle,
  },
  {
    name: "accept-webhook's processes are starved",
    breaks: frozen,
    expects: ['webhooks-slow'],
    runbook: ['webhooks-slow'],
  },
  wrongSecret,
  {
    name: 'Shopify has deleted a subscription',
    breaks: async ({ admin, bridge, shop }) => {
      admin.webhooks.book.drop('orders/create');
      await shop.sell();
      // The clock asks every hour.
      await bridge.invoke('reconcile-orders', { action: 'subscriptions' });
    },
    expects: ['subscription-missing', 'orders-missed'],
    runbook: ['subscription-missing', 'orders-missed'],
    saysNotWell: ['webhooks check'],
  },
  {
    name: 'the shop sells nothing',
    breaks: async ({ shop }) => shop.shut(),
    expects: ['silence'],
    runbook: ['silence'],
    tidy: async ({ shop }) => shop.open(),
  },
];
