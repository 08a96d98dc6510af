/**
 * The running stage that scenes break: the local stack with its simulated neighbours, a shop that sells all the
 * time, and a hand on what only AWS's own console can do.
 */
import { dirname, join } from 'node:path';
import type { SimulatedShopAdmin } from '../../../cdk/local/shop-admin/simulated-shop-admin.ts';
import type { SimulatedWms } from '../../../cdk/local/wms/simulated-wms.ts';
import { type OutwardBridge, startOutwardBridge } from '../../end-to-end/bridge.ts';
import { minuteMillis, settings } from './compressed.ts';
import { type Hand, makeHand } from './hand.ts';
import { type Heard, listen } from './heard.ts';
import { makeReleases, type Releases } from './release.ts';
import { openShop, type Shop } from './shop.ts';

export type World = {
  readonly bridge: OutwardBridge;
  readonly wms: SimulatedWms;
  readonly admin: SimulatedShopAdmin;
  readonly shop: Shop;
  readonly heard: Heard;
  readonly hand: Hand;
  readonly releases: Releases;
  readonly stateDir: string;
  /** The value of the pager's secret, at first. */
  readonly pagerAddress: string;
  /** Goes on beside the scenes that follow. */
  readonly later: (work: Promise<unknown>) => void;
  readonly close: () => Promise<void>;
};

export const openWorld = async (): Promise<World> => {
  const bridge = await startOutwardBridge(settings, { minuteMillis });
  const { wms, shopAdmin: admin } = bridge.stack;
  if (wms === undefined || admin === undefined) throw new Error('the neighbours did not start');
  const shop = openShop(bridge, admin);
  const hand = await makeHand(bridge);
  const heard = await listen(bridge);
  const stateDir = dirname(bridge.stack.describe().logs);
  const later: Promise<unknown>[] = [];
  return {
    later: (work) => void later.push(work.catch(() => undefined)),
    ...{ bridge, wms, admin, shop, hand, heard, stateDir },
    pagerAddress: await hand.readSecret('pager'),
    releases: makeReleases(join(stateDir, 'assembly'), hand),
    close: async () => {
      await Promise.all(later);
      await shop.close();
      await heard.close();
      hand.close();
      await bridge.close();
    },
  };
};
