/**
 * What happens in the shop of a running stack: orders that are placed, webhooks that are subscribed to,
 * the demonstration.
 */
import { randomUUID } from 'node:crypto';
import { makeReplay } from './demo/replay-letters.ts';
import { startDemo as runDemo } from './demo/start-demo.ts';
import { apiVersions, topicsOf } from './shop/order-sample.ts';
import type { OrderBook } from './shop/shop-settings.ts';
import { type SimulatedShop, startSimulatedShop } from './shop/simulated-shop.ts';
import type { SimulatedShopAdmin } from './shop-admin/simulated-shop-admin.ts';
import type { StackDescription } from './stack-file.ts';
import type { StackParts } from './stack-parts.ts';
import type { Start } from './stack-steps.ts';
import type { SimulatedWms } from './wms/simulated-wms.ts';

type ShopAddress = Pick<StackDescription, 'webhookUrl' | 'shopifySecret' | 'shop'>;

/** Both are simulated, or missing. */
export type Simulated = {
  readonly wms: SimulatedWms | undefined;
  readonly admin: SimulatedShopAdmin | undefined;
};

/** To all topics of orders. */
export const subscribeWebhooks = ({ webhookUrl }: ShopAddress, { admin }: Simulated): void =>
  admin?.webhooks.subscribe([...new Set(apiVersions.flatMap(topicsOf))], webhookUrl);

const bookOf = ({ admin }: Simulated): OrderBook | undefined =>
  admin && { put: admin.putOrder, remove: admin.removeOrder };

export const startTraffic = (
  { options, closing, late }: Start,
  { webhookUrl, shopifySecret: secret, shop }: ShopAddress,
  simulated: Simulated,
): SimulatedShop | undefined => {
  if (!options.traffic) return undefined;
  const { ratePerMinute, ...given } = options.shop ?? {};
  const started = startSimulatedShop({
    ...{ webhookUrl, secret, shop, seed: randomUUID(), ...given },
    habits: ratePerMinute === undefined ? {} : { ratePerMinute },
    orderBook: bookOf(simulated),
    subscriptionBook: simulated.admin?.webhooks.book,
  });
  closing.defer(started.close);
  late.shop = started;
  return started;
};

/** Only beside traffic, and where the WMS has switches. */
export const startDemo = (
  { options, closing, late, note }: Start,
  { endpoint, host }: StackParts,
  address: ShopAddress,
  simulated: Simulated,
): void => {
  const { demo: times, traffic } = options;
  const { wms } = simulated;
  if (times === undefined || !traffic || wms === undefined) return;
  const replay = makeReplay(endpoint, host.invoke);
  const shop = { ...address, orderBook: bookOf(simulated) };
  late.demo = runDemo({ shop, wms, replay, times, note });
  closing.defer(late.demo.close);
};
