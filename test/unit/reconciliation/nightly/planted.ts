/**
 * Orders whose state is planted: every difference that a night must find, and whatever looks like one and is
 * none.
 */

import { contentHash } from '../../../../lib/order/normal-order.ts';
import type { DifferenceKind } from '../../../../lib/reconciliation/nightly/difference.ts';
import { decide, deliverNow, hour, type NightlyScene } from './nightly-scene.ts';

type Plant = (scene: NightlyScene, orderId: string) => Promise<void>;

const minute = 60_000;
const deliver: Plant = (scene, orderId) => deliverNow(scene, scene.shop().change(orderId));

/** An order that was delivered, and that the WMS then lost or changed by itself. */
const differences: {
  readonly [Name in string]: { readonly kind: DifferenceKind; readonly plant: Plant };
} = {
  'that no webhook brought': {
    kind: 'missing',
    plant: async (scene, orderId) => {
      scene.shop().change(orderId);
    },
  },
  'of which a newer version came by no webhook': {
    kind: 'missing',
    plant: async (scene, orderId) => {
      await deliver(scene, orderId);
      scene.pass(minute);
      scene.shop().change(orderId, { note: 'newer' });
    },
  },
  'that was accepted and is nowhere': {
    kind: 'lost',
    plant: async (scene, orderId) => {
      const order = scene.shop().change(orderId);
      await scene.webhook(order);
      for (const { receiptHandle } of await scene.queue.receive()) {
        await scene.queue.remove(receiptHandle);
      }
    },
  },
  'that the WMS has lost': {
    kind: 'stale',
    plant: async (scene, orderId) => {
      await deliver(scene, orderId);
      scene.wms.lose(orderId);
    },
  },
  'that the WMS has in an older version': {
    kind: 'stale',
    plant: async (scene, orderId) => {
      const before = scene.shop().change(orderId);
      scene.pass(minute);
      const order = scene.shop().change(orderId, { note: 'newer' });
      scene.wms.put({ orderId, instant: Date.parse(before.version), status: 'open' });
      await decide(scene, order);
    },
  },
  'that was cancelled and is open at the WMS': {
    kind: 'cancelled_but_open',
    plant: async (scene, orderId) => {
      const order = scene.shop().change(orderId, { cancelled: true });
      await deliverNow(scene, order);
      scene.wms.put({ orderId, instant: Date.parse(order.version), status: 'open' });
    },
  },
  'that was refunded and is open at the WMS': {
    kind: 'cancelled_but_open',
    plant: async (scene, orderId) => {
      const order = scene.shop().change(orderId, { financialStatus: 'refunded' });
      await deliverNow(scene, order);
      scene.wms.put({ orderId, instant: Date.parse(order.version), status: 'open' });
    },
  },
  'that only the WMS knows': {
    kind: 'unknown_to_shopify',
    plant: async (scene, orderId) => {
      scene.wms.put({ orderId, instant: scene.now(), status: 'open' });
    },
  },
};

const others: { readonly [Name in string]: Plant } = {
  'that was delivered': deliver,
  'that was cancelled and is so at the WMS': (scene, orderId) =>
    deliverNow(scene, scene.shop().change(orderId, { cancelled: true })),
  'that changed without another content, and was not sent again': async (scene, orderId) => {
    const before = scene.shop().change(orderId);
    await deliverNow(scene, before);
    scene.pass(minute);
    await decide(scene, scene.shop().change(orderId), { sentInstant: Date.parse(before.version) });
  },
  'whose content the WMS has had for longer than is compared': async (scene, orderId) => {
    const order = scene.shop().change(orderId);
    await decide(scene, order, { sentInstant: scene.now() - 30 * 24 * hour });
  },
  'that was knowingly not sent': async (scene, orderId) => {
    await decide(scene, scene.shop().change(orderId), { outcome: 'not_sent' });
  },
  'that is a dead letter': async (scene, orderId) => {
    const { version } = scene.shop().change(orderId);
    const at = new Date(scene.now()).toISOString();
    const parked = {
      version,
      instant: Date.parse(version),
      class: 'rejected',
      letterId: orderId,
      at,
    };
    await scene.records.markParked(
      { shop: scene.shop().shop, orderId },
      { ...parked, class: 'rejected' },
    );
  },
  'that waits for the WMS': async (scene, orderId) => {
    const order = scene.shop().change(orderId);
    const { version } = order;
    const [instant, since] = [Date.parse(version), new Date(scene.now()).toISOString()];
    const accepted = { version, instant, hash: contentHash(order), at: since, source: 'webhook' };
    await scene.records.markAccepted(order.shop, orderId, { ...accepted, source: 'webhook' });
    const waiting = { instant, generation: 0, since, ended: true };
    await scene.records.markWaiting(order, waiting);
  },
  'that the WMS has in a newer version than the bridge knows of': async (scene, orderId) => {
    await deliver(scene, orderId);
    scene.wms.put({ orderId, instant: scene.now() + minute, status: 'open' });
  },
};

export const plantedDifferences = Object.entries(differences).map(([name, given]) => ({
  name,
  ...given,
}));
export const plantedOthers = Object.entries(others).map(([name, plant]) => ({ name, plant }));
