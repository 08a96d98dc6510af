/**
 * One shop's Admin API: what reconciling asks of it, over HTTP, with the shop's own credentials.
 */
import { readBulk, startBulk } from '../reconciliation/admin/bulk-documents.ts';
import { readChanged } from '../reconciliation/admin/changed-orders.ts';
import { readMissingScopes } from '../reconciliation/admin/granted-scopes.ts';
import { readOrder } from '../reconciliation/admin/read-order.ts';
import { readSubscriptions, subscribe } from '../reconciliation/admin/subscription-documents.ts';
import type { AdminApi } from '../reconciliation/admin-api.ts';
import type { SendHttp } from './http-request.ts';
import { makeAsk } from './shopify-graphql.ts';
import { makeShopifyToken, type ReadAdminSecret } from './shopify-token.ts';

export type AdminApiDependencies = {
  /** `*.myshopify.com` */
  readonly shop: string;
  /** Where its Admin API is, without `/api/…`: `https://{shop}/admin`. */
  readonly adminUrl: string;
  readonly readSecret: ReadAdminSecret;
  readonly request: SendHttp;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Waits for Shopify's bucket: at most 20 s of one call. */
  readonly sleep: (millis: number) => Promise<void>;
  /** The release's version, for the User-Agent header. */
  readonly release: string;
  /** When all asking must be over, in epoch milliseconds. @default - never */
  readonly until?: () => number;
};

export const makeAdminApi = (dependencies: AdminApiDependencies): AdminApi => {
  const { shop, readSecret, request, now, sleep, release, until } = dependencies;
  const adminUrl = dependencies.adminUrl.replace(/\/+$/, '');
  const userAgent = `shopify-wms-bridge/${release}`;
  const token = makeShopifyToken({ adminUrl, readSecret, request, now, userAgent });
  const ask = makeAsk({ adminUrl, token, request, now, sleep, userAgent, until });

  return {
    changed: (window, after) => readChanged(ask, window, after),
    order: (orderId) => readOrder(ask, shop, orderId),
    missingScopes: () => readMissingScopes(ask),
    subscriptions: () => readSubscriptions(ask),
    subscribe: (topic, uri) => subscribe(ask, topic, uri),
    startBulk: (since) => startBulk(ask, since),
    bulk: (id) => readBulk(ask, id),
  };
};
