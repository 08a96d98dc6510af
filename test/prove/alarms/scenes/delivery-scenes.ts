/** deliver-order fails, is not invoked or is too slow, and orders wait that nothing holds back. */
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../../end-to-end/bridge.ts';
import { latencyTargetSeconds, minuteMillis, queueDepthMax } from '../compressed.ts';
import { letterOf } from '../letters.ts';
import { brokenRelease } from '../release.ts';
import type { Scene } from '../scene.ts';
import type { World } from '../world.ts';

const triesMax = 10;
export const hiddenLong =
  'what a process had in hand is hidden for the visibility timeout, which is 30 s here: a quarter of an hour';

/** Until the WMS was asked so often about this order. */
export const isAsked = (
  { wms }: Pick<World, 'wms'>,
  orderId: string,
  times = 1,
): Promise<unknown> =>
  until(
    `the WMS is asked about ${orderId}`,
    () => wms.requests().filter((one) => one.orderId === orderId).length >= times,
    askedSecondsMax,
  );
const askedSecondsMax = 90;

const slowFlash: Scene = {
  name: 'a flash sale in front of a slow WMS',
  breaks: async ({ wms, hand, shop }) => {
    wms.faults.add({ kind: 'slow', millis: 1_600 });
    // All at once: this machine sells no faster than it delivers.
    hand.setSource(false);
    await shop.sellMany(2 * queueDepthMax);
    hand.setSource(true);
  },
  expects: ['queue-stuck'],
  mayTell: { 'queue-deep': 'before the first look at what the circuit is' },
  runbook: ['queue-stuck'],
  outside: async ({ wms }) => wms.faults.clear(),
};

const killedOnce = (): Scene => {
  let orderId = '';
  return {
    name: 'a process is killed in the middle of a delivery',
    breaks: async (world) => {
      const { wms, shop, hand } = world;
      orderId = shop.newId();
      wms.faults.add({ kind: 'hang', orderId, count: 1 });
      await shop.sell({ id: orderId });
      await isAsked(world, orderId);
      await hand.kill('deliver-order');
    },
    expects: ['latency'],
    runbook: ['latency'],
    fillIn: async () => ({ ORDER: orderId }),
  };
};

const hiddenByHand = (): Scene => ({
  name: "a message that somebody's console keeps hidden",
  breaks: async ({ hand, shop }) => {
    hand.setSource(false);
    await shop.sell();
    const hiddenSeconds = 55;
    for (let tries = 0; tries < triesMax; tries += 1)
      if ((await hand.pollMessages(hiddenSeconds)).length > 0) break;
    hand.setSource(true);
  },
  expects: ['queue-old'],
  runbook: ['queue-old'],
});

const failsForOne = (): Scene => {
  let orderId = '';
  return {
    name: 'one order fails for ever (503) while others are served',
    breaks: async ({ wms, shop }) => {
      orderId = shop.newId();
      wms.faults.add({ kind: 'status', status: 503, orderId });
      await shop.sell({ id: orderId });
    },
    expects: ['order-waiting', 'parked-exhausted', 'dead-letters'],
    runbook: ['order-waiting', 'parked-exhausted'],
    fillIn: async (world) => ({ ORDER: orderId, ...(await letterOf('exhausted')(world)) }),
    outside: async ({ wms }) => wms.faults.clear(),
  };
};

/** So long deliver-order hides what it cannot read, at first. */
const newerSeconds = 60;

/** The newer release takes its message: here it is taken off the queue, in the moment in which it is visible. */
const takeNewer = async ({ hand, bridge }: World, body: string): Promise<void> => {
  const deferred = bridge.records().find(({ reason }) => reason === 'newer_schema');
  const visibleAt = Date.parse(String(deferred?.timestamp)) + newerSeconds * 1_000;
  await delay(Math.max(0, visibleAt - Date.now() - minuteMillis / 4));
  hand.setSource(false);
  try {
    for (let tries = 0; tries < takesMax; tries += 1) {
      const newer = (await hand.pollMessages(1)).find(({ Body }) => Body === body);
      if (newer === undefined) continue;
      await hand.deleteMessage(newer);
      return;
    }
  } finally {
    hand.setSource(true);
  }
};
const takesMax = 4;

const halfDeployed = (): Scene => {
  const body = JSON.stringify({ schemaversion: 2 });
  return {
    name: 'a message that a newer release wrote',
    breaks: async ({ hand, shop, bridge }) => {
      hand.setSource(false);
      await hand.putMessage(body, `${bridge.stack.describe().shop}/${shop.newId()}`);
      await delay(2 * minuteMillis);
      hand.setSource(true);
    },
    expects: ['schema-newer'],
    mayTell: {
      'queue-old': 'it is hidden for a minute, which is not divided, and so is received seldom',
    },
    runbook: ['schema-newer'],
    outside: async (world) => world.later(takeNewer(world, body)),
    lingers: true,
  };
};

/** Played early: it ends by itself minutes later. */
export const lingeringScenes: readonly Scene[] = [halfDeployed()];

export const deliveryScenes: readonly Scene[] = [
  {
    name: 'a release whose deliver-order cannot start',
    breaks: ({ releases }) => releases.deploy('deliver-order', brokenRelease),
    expects: ['deliver-failing'],
    mayTell: { latency: hiddenLong },
    runbook: ['deliver-failing'],
    outside: ({ releases }) => releases.rollBack('deliver-order'),
  },
  {
    name: "deliver-order's event source is disabled",
    breaks: async ({ hand }) => hand.setSource(false),
    expects: ['messages-visible', 'not-invoked', 'deliver-idle'],
    runbook: ['deliver-idle'],
    outside: async ({ hand }) => hand.setSource(true),
  },
  slowFlash,
  {
    name: 'the WMS is slow for everybody',
    breaks: async ({ wms }) => {
      const millis = Math.round(latencyTargetSeconds * 1_000) + 400;
      wms.faults.add({ kind: 'slow', millis });
    },
    expects: ['latency-target'],
    runbook: ['latency-target'],
    outside: async ({ wms }) => {
      wms.faults.clear();
      await delay(minuteMillis);
    },
  },
  killedOnce(),
  hiddenByHand(),
  failsForOne(),
];
