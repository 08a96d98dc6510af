/**
 * Whether a stage's settings fit into its functions' variables, said before the deploy fails on it.
 *
 * An estimate: the ARNs and URLs are known only when the stack is deployed, so generous sizes stand
 * in for them.
 */
import type { StageSettings } from '../lib/config/stage.ts';

/** Lambda's limit for all names and values of one function together. */
const bytesMax = 4_096;
/** Table, two queue URLs, stage, release and all the names. */
const sharedBytes = 800;
/** An ARN around a secret's name; the name itself holds the shop's domain. */
const arnBytes = 110;
/** Quotes, braces and keys of one shop. */
const shopBytes = 32;

/** The address for webhooks, and the bucket's name. */
const addressBytes = 100 + 80;

type Shops = StageSettings['shops'];
const shopsBytes = (shops: Shops, arnOf: (shop: Shops[number]) => string | undefined): number =>
  shops.reduce(
    (sum, shop) =>
      sum + shopBytes + shop.domain.length + (arnOf(shop)?.length ?? arnBytes + shop.domain.length),
    0,
  );

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** One sentence for each function whose settings are too large. */
export const environmentFaults = (
  settings: Pick<StageSettings, 'shops' | 'wms' | 'delivery' | 'send' | 'reconciliation'>,
): readonly string[] => {
  const acceptBytes = sharedBytes + shopsBytes(settings.shops, ({ secretArn }) => secretArn);
  const { wms, delivery, send } = settings;
  const adminShopsBytes = shopsBytes(settings.shops, ({ adminSecretArn }) => adminSecretArn);
  const reconcileBytes =
    sharedBytes +
    addressBytes +
    arnBytes +
    [settings.reconciliation, wms, send].reduce((sum, one) => sum + bytesOf(one), 0) +
    adminShopsBytes;
  const deliverBytes = sharedBytes + arnBytes + bytesOf(wms) + bytesOf(delivery) + bytesOf(send);
  return [
    ...tooLarge('shops', 'accept-webhook', acceptBytes, moveShops),
    // It has both; the larger one is named.
    ...(bytesOf(wms) > adminShopsBytes
      ? tooLarge('wms', 'reconcile-orders', reconcileBytes, shorten)
      : tooLarge('shops', 'reconcile-orders', reconcileBytes, moveShops)),
    ...tooLarge('wms', 'deliver-order', deliverBytes, shorten),
  ];
};

const moveShops = 'move some shops to another stage';
const shorten = 'shorten its addresses';

const tooLarge = (key: string, service: string, bytes: number, remedy: string): string[] =>
  bytes <= bytesMax
    ? []
    : [
        `${key}: ${service} would need about ${bytes} bytes of variables and Lambda allows ${bytesMax}; ${remedy}`,
      ];
