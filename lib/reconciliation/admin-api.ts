/**
 * What reconciling needs of Shopify's Admin API, as function types: an adapter provides them per shop.
 *
 * Expected failures are values: the run ends where it stands, and the next one goes on from there.
 */
import type { NormalOrder } from '../order/normal-order.ts';

export type AdminTrouble =
  /** The bucket is empty (HTTP 200 with THROTTLED, or 429): ask again after so long. */
  | { readonly kind: 'throttled'; readonly seconds: number }
  /** Network, timeout, 5xx, INTERNAL_SERVER_ERROR. `cause` is a code. */
  | { readonly kind: 'unavailable'; readonly cause: string }
  /** The token or the credentials are not taken; a person mends that. */
  | { readonly kind: 'refused'; readonly status: number }
  /**
   * Scopes that the app has not been granted, for instance `read_orders`; `protected_customer_data` where
   * Shopify has not approved that the app sees names and addresses.
   */
  | { readonly kind: 'denied'; readonly scopes: readonly string[] }
  /** Nobody has set the credentials yet. */
  | { readonly kind: 'not_configured' }
  /**
   * The answer is none that the schema allows, or the question is none that Shopify takes; `fault` names the
   * place or the code, and no value.
   */
  | { readonly kind: 'malformed'; readonly fault: string }
  /** What was asked for is not done, and Shopify says why; only of a mutation, or a bulk operation. */
  | { readonly kind: 'rejected'; readonly fault: string };

export type Answered<Value> = { readonly kind: 'answered'; readonly value: Value } | AdminTrouble;

/** An order and the version that Shopify has of it: `updated_at` in UTC. */
export type OrderStamp = { readonly orderId: string; readonly version: string };

export type StampPage = {
  /** By version, oldest first. */
  readonly stamps: readonly OrderStamp[];
  /** Ask for the rest with it. */
  readonly next?: string;
};

export type Subscription = {
  readonly id: string;
  /** For instance `orders/create`. */
  readonly topic: string;
  readonly uri: string;
  readonly apiVersion: string;
};

export type BulkOperation = {
  readonly id: string;
  readonly status: 'created' | 'running' | 'completed' | 'failed' | 'canceled' | 'expired';
  readonly errorCode: string | null;
  /** Where the JSONL lies, once it is completed; null where there was nothing to write. */
  readonly url: string | null;
  readonly objects: number;
};

/** One shop's Admin API. */
export type AdminApi = {
  /** Orders whose `updated_at` lies within the window, both ends included. */
  readonly changed: (
    window: { readonly from: string; readonly until: string },
    after?: string,
  ) => Promise<Answered<StampPage>>;
  /** The whole order in its normal form, all of its lines; `undefined` where the app cannot see it. */
  readonly order: (orderId: string) => Promise<Answered<NormalOrder | undefined>>;
  /** Scopes of ours that the app lacks; `read_all_orders` is named apart, since one can live without. */
  readonly missingScopes: () => Promise<Answered<readonly string[]>>;
  readonly subscriptions: () => Promise<Answered<readonly Subscription[]>>;
  readonly subscribe: (topic: string, uri: string) => Promise<Answered<Subscription>>;
  /** Begins the export of all orders changed since then; one that runs already is given instead. */
  readonly startBulk: (since: string) => Promise<Answered<BulkOperation>>;
  readonly bulk: (id: string) => Promise<Answered<BulkOperation>>;
};

/** The Admin API's version: quarterly, supported for a year (FACTS-shopify section 5). */
export const adminApiVersion = '2026-10';
/** Without it the app sees orders of the last 60 days only. */
export const olderOrdersScope = 'read_all_orders';
/** What the bridge cannot do without. A line's variant is a product's: `read_orders` does not show it. */
export const neededScopes = ['read_orders', 'read_products'] as const;
