/** Orders that are parked, by class, and letters that lie there. */
import { setTimeout as delay } from 'node:timers/promises';
import { letterKey } from '../../../../lib/adapters/letter-items.ts';
import { table } from '../../../../lib/config/table.ts';
import { shopifyLine } from '../../../builders/shopify-order.ts';
import { until } from '../../../end-to-end/bridge.ts';
import { expiredSeconds, receivesMax } from '../compressed.ts';
import { letterOf, lettersOf } from '../letters.ts';
import { runCommand } from '../run-command.ts';
import type { Scene } from '../scene.ts';
import type { Shop } from '../shop.ts';
import type { World } from '../world.ts';
import { hiddenLong, isAsked } from './delivery-scenes.ts';

const secondsMax = 60;
const daysOld = 8;
const dayMillis = 86_400_000;
/** More than a message may have. */
const noteBytes = 1_200_000;

const isAt = (
  { bridge }: World,
  orderId: string,
  stage: string,
  seconds = secondsMax,
): Promise<unknown> =>
  until(
    `${orderId} is ${stage}`,
    () => bridge.lines(orderId).find((line) => line.stage === stage),
    seconds,
  );

/** The WMS answers this status to one order, until somebody has mended it. */
const refused = (status: 422 | 403, letterClass: string): Scene => ({
  name: `the WMS refuses one order (${status})`,
  breaks: async ({ wms, shop }) => {
    const orderId = shop.newId();
    wms.faults.add({ kind: 'status', status, orderId });
    await shop.sell({ id: orderId });
  },
  expects: [`parked-${letterClass}`, 'dead-letters'],
  runbook: [`parked-${letterClass}`],
  fillIn: letterOf(letterClass),
  outside: async ({ wms }) => wms.faults.clear(),
});

const poison = (): Scene => {
  // The first begin is not written down; after two that are it is taken for poison.
  const kills = 3;
  return {
    name: 'an order at which the process dies each time',
    breaks: async (world) => {
      const { wms, shop, hand } = world;
      const orderId = shop.newId();
      wms.faults.add({ kind: 'hang', orderId, count: kills });
      await shop.sell({ id: orderId });
      for (let times = 1; times <= kills; times += 1) {
        await isAsked(world, orderId, times);
        await hand.kill('deliver-order');
      }
    },
    expects: ['parked-poison', 'dead-letters'],
    mayTell: {
      latency: hiddenLong,
      'queue-old': hiddenLong,
    },
    runbook: ['parked-poison'],
    fillIn: letterOf('poison'),
  };
};

const withoutSku: Scene = {
  name: 'an order without a SKU',
  breaks: async ({ shop }) => {
    await shop.sell({ line_items: [shopifyLine({ sku: null, variant_id: '39072856' })] });
  },
  expects: ['parked-unmappable', 'dead-letters'],
  runbook: ['parked-unmappable'],
  fillIn: letterOf('unmappable'),
  // The setting is changed, and the stage deployed.
  outside: ({ releases }) =>
    releases.deploy('deliver-order', (code) => `${sendsVariantIds}\n${code}`),
  tidy: ({ releases }) => releases.rollBack('deliver-order'),
};
const sendsVariantIds =
  'process.env.SEND = JSON.stringify({ ...JSON.parse(process.env.SEND), variantIdWhenSkuMissing: true });';

const overtaken = (): Scene => {
  const ids: string[] = [];
  return {
    name: 'two orders are refused, and one of them changes',
    breaks: async (world) => {
      const { wms, shop } = world;
      ids.push(shop.newId(), shop.newId());
      for (const orderId of ids) {
        wms.faults.add({ kind: 'status', status: 422, orderId, count: 1 });
        await shop.sell({ id: orderId });
        await isAt(world, orderId, 'parked');
      }
      const [changed = ''] = ids;
      // Versions have whole seconds.
      await delay(1_100);
      await shop.post(shop.order({ id: changed, note: 'Ring twice' }), 'orders/updated');
      await isAt(world, changed, 'processed');
    },
    expects: ['dead-letters', 'parked-rejected'],
    runbook: ['dead-letters'],
  };
};

const old: Scene = {
  name: 'a letter that has lain there for eight days',
  breaks: async (world) => {
    const { wms, shop, hand } = world;
    const orderId = shop.newId();
    wms.faults.add({ kind: 'status', status: 422, orderId, count: 1 });
    await shop.sell({ id: orderId });
    await isAt(world, orderId, 'parked');
    const [letter] = await lettersOf(world, 'rejected');
    const item = await hand.readItem(letterKey(letter?.letterId ?? ''));
    const parkedAt = Date.parse(String(item[table.letters.sort])) - daysOld * dayMillis;
    await hand.putItem({ ...item, [table.letters.sort]: new Date(parkedAt).toISOString() });
  },
  expects: ['dead-letter-old', 'dead-letters'],
  mayTell: { 'parked-rejected': 'it was parked a moment ago, in truth' },
  runbook: ['dead-letter-old'],
};

const discardMalformed =
  'dead-letters discard --class malformed --reason "entered in the WMS by hand"';

const unreadable = (): Scene => {
  let order: ReturnType<Shop['order']> | undefined;
  return {
    name: 'a webhook of Shopify that nobody can read',
    breaks: async ({ shop }) => {
      order = shop.order();
      await shop.post({ ...order, updated_at: 42 });
    },
    expects: ['parked-malformed', 'dead-letters'],
    runbook: ['parked-malformed'],
    fillIn: letterOf('malformed'),
    // Until now Shopify did not show it; polling reads it and settles the letter.
    outside: async ({ admin }) => {
      admin.putOrder(order as Parameters<typeof admin.putOrder>[0]);
    },
    leavesOut: { [discardMalformed]: 'polling has settled it' },
  };
};

const unreadableForEver: Scene = {
  name: 'a webhook that nobody can read, of an order that Shopify does not show',
  breaks: async ({ shop }) => {
    await shop.post({ ...shop.order(), updated_at: 42 });
  },
  expects: ['parked-malformed', 'dead-letters'],
  runbook: ['parked-malformed'],
  fillIn: letterOf('malformed'),
};

const tooLarge: Scene = {
  name: 'an order that is larger than a message',
  breaks: async ({ shop }) => {
    await shop.post({ ...shop.order(), note: 'x'.repeat(noteBytes) });
  },
  expects: ['parked-too-large', 'dead-letters'],
  runbook: ['parked-too-large'],
  fillIn: letterOf('too_large'),
};

const deleted = (): Scene => ({
  name: 'an order that we know is deleted in Shopify',
  breaks: async (world) => {
    const { shop } = world;
    const id = shop.newId();
    await shop.sell({ id });
    await isAt(world, id, 'processed');
    await shop.post(`{"id":${id}}`, 'orders/delete');
  },
  expects: ['parked-deleted', 'dead-letters'],
  runbook: ['parked-deleted'],
  fillIn: letterOf('deleted'),
});

const waitedTooLong: Scene = {
  name: 'an order that waits for longer than any outage may last',
  breaks: async (world) => {
    const { stateDir, shop } = world;
    const hold = 'circuit open --reason "stocktaking" --for 2h';
    await runCommand(hold, { stateDir, filledIn: {} });
    const orderId = shop.newId();
    await shop.sell({ id: orderId });
    await isAt(world, orderId, 'parked', 2 * expiredSeconds);
    await runCommand('circuit close', { stateDir, filledIn: {} });
  },
  expects: ['circuit-recent', 'parked-expired', 'dead-letters'],
  mayTell: { 'in-flight': 'all orders of the time are hidden on the queue' },
  runbook: ['parked-expired'],
  fillIn: letterOf('expired'),
};

const movedBySqs = (): Scene => ({
  name: 'a message that SQS itself moves away, received too often',
  breaks: async ({ hand, shop }) => {
    hand.setSource(false);
    await shop.sell();
    for (let times = 0; times <= receivesMax; times += 1) await hand.pollMessages(0);
    hand.setSource(true);
  },
  expects: ['parked-unknown', 'dead-letters'],
  runbook: ['parked-unknown'],
  fillIn: letterOf('unknown'),
});

export const letterScenes: readonly Scene[] = [
  refused(422, 'rejected'),
  refused(403, 'forbidden'),
  poison(),
  withoutSku,
  overtaken(),
  old,
  unreadable(),
  unreadableForEver,
  tooLarge,
  deleted(),
  movedBySqs(),
  waitedTooLong,
];
