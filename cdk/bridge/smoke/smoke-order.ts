/**
 * The order of a smoke or load test: what Shopify would send of a test order of a made-up person, and signed
 * as Shopify signs.
 */
import { createHmac } from 'node:crypto';

export type SmokeOrder = {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds, whole seconds as Shopify's. */
  readonly openedAt: number;
  readonly cancelledAt: number;
  readonly sku: string;
};
export type SmokeState = 'open' | 'cancelled';
/** As people read it in the order. */
export type Purpose = 'Smoke test' | 'Load test';

/** Of the part of an id that keeps two smoke tests of the same millisecond apart. */
export const chanceEnd = 10_000;
const chanceDigits = 4;

/**
 * Its id has 18 digits and begins with 9: Shopify's have 13 or 14 by now, and a WMS that takes ids for
 * 64-bit integers can still hold it.
 *
 * @param chance - from 0 up to, not including, `chanceEnd`.
 */
export const makeSmokeOrder = (now: number, chance: number, sku: string): SmokeOrder => {
  const openedAt = Math.floor(now / 1_000) * 1_000;
  return {
    id: `9${now}${String(chance).padStart(chanceDigits, '0')}`,
    name: `#SMOKE-${instant(openedAt).replace(/[-:]/g, '').replace('+0000', 'Z')}`,
    openedAt,
    cancelledAt: openedAt + 1_000,
    sku,
  };
};

/** As Shopify writes it: whole seconds, with an offset. */
const instant = (millis: number): string =>
  new Date(millis).toISOString().replace(/\.\d+Z$/, '+00:00');

/** In every version of V8 that runs this; TypeScript's library does not list it yet. */
const { rawJSON } = JSON as JSON & { readonly rawJSON: (text: string) => unknown };

export const smokeBody = (
  order: SmokeOrder,
  state: SmokeState,
  purpose: Purpose = 'Smoke test',
): string => {
  const changedAt = state === 'open' ? order.openedAt : order.cancelledAt;
  return JSON.stringify({
    // A number with all its digits, as Shopify sends it.
    id: rawJSON(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: order.name,
    test: true,
    created_at: instant(order.openedAt),
    updated_at: instant(changedAt),
    cancelled_at: state === 'open' ? null : instant(changedAt),
    cancel_reason: state === 'open' ? null : 'other',
    financial_status: 'paid',
    fulfillment_status: null,
    note: `${purpose} of the order bridge: not to be picked.`,
    line_items: [
      {
        ...{ id: rawJSON(`${BigInt(order.id) + 1n}`), sku: order.sku, title: purpose },
        ...{ variant_id: null, quantity: 1, current_quantity: 1, requires_shipping: true },
      },
    ],
    shipping_lines: [{ title: purpose }],
    shipping_address: madeUpAddress,
    fulfillments: [],
  });
};

const madeUpAddress = {
  name: 'Smoke Test',
  first_name: 'Smoke',
  last_name: 'Test',
  company: null,
  address1: '1 Nowhere Lane',
  address2: null,
  city: 'Ottawa',
  province: 'Ontario',
  province_code: 'ON',
  zip: 'K1A 0B1',
  country_code: 'CA',
  phone: null,
};

/** base64(HMAC-SHA256(secret, raw body)). */
const sign = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body, 'utf8').digest('base64');

export type SignedWebhook = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** @param webhookId - one per delivery: only people read it. */
export const signedWebhook = (
  order: SmokeOrder,
  state: SmokeState,
  by: { readonly shop: string; readonly secret: string; readonly webhookId: string },
  purpose: Purpose = 'Smoke test',
): SignedWebhook => {
  const body = smokeBody(order, state, purpose);
  const topic = state === 'open' ? 'orders/create' : 'orders/cancelled';
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': `shopify-wms-bridge ${purpose.toLowerCase()}`,
      'X-Shopify-Topic': topic,
      'X-Shopify-Hmac-Sha256': sign(body, by.secret),
      'X-Shopify-Shop-Domain': by.shop,
      'X-Shopify-Webhook-Id': by.webhookId,
    },
  };
};
