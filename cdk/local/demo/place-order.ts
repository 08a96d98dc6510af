/**
 * An order of the demonstration, placed as Shopify does: its webhook is signed, and sent again until
 * it is answered 2xx.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderBook } from '../shop/shop-settings.ts';

export type Shop = {
  readonly webhookUrl: string;
  readonly shopifySecret: string;
  /** `*.myshopify.com` */
  readonly shop: string;
  /** Where the shop keeps its orders. @default - it keeps none */
  readonly orderBook?: OrderBook | undefined;
};

const sendsMax = 9;
const againMillis = 500;

const makeOrder = (orderId: string, at: string) => {
  const line = {
    ...{ id: 1, variant_id: 1, sku: 'DEMO-1', title: 'A thing that is hard to deliver' },
    ...{ quantity: 1, current_quantity: 1, fulfillable_quantity: 1, requires_shipping: true },
  };
  return {
    ...{ name: `#${orderId.slice(-4)}`, created_at: at, updated_at: at, cancelled_at: null },
    ...{ financial_status: 'paid', fulfillment_status: null, test: false, note: null },
    line_items: [line],
    shipping_lines: [{ id: 1, title: 'Standard', is_removed: false }],
    fulfillments: [],
    shipping_address: {
      ...{ name: 'Ada Example', address1: '1 Test Street', city: 'Ottawa', zip: 'K1A 0B1' },
      ...{ province: 'Ontario', country_code: 'CA' },
    },
  };
};

/** The id is larger than some readers' numbers may be, so it is written as it is. */
const orderBody = (orderId: string, order: ReturnType<typeof makeOrder>): string =>
  `{"id":${orderId},${JSON.stringify(order).slice(1)}`;

const send = async ({ webhookUrl, shopifySecret, shop }: Shop, body: string, stop: AbortSignal) => {
  const signature = createHmac('sha256', shopifySecret).update(body).digest('base64');
  const response = await fetch(webhookUrl, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'orders/create',
      'X-Shopify-Shop-Domain': shop,
      'X-Shopify-Hmac-Sha256': signature,
      'X-Shopify-Webhook-Id': randomUUID(),
    },
    body,
    signal: stop,
  });
  await response.arrayBuffer();
  return response.status;
};

/** Gives the last answer's status. */
export const placeOrder = async (
  shop: Shop,
  orderId: string,
  stop: AbortSignal,
): Promise<number> => {
  const order = makeOrder(orderId, `${new Date().toISOString().slice(0, 19)}Z`);
  shop.orderBook?.put({ id: orderId, ...order });
  const body = orderBody(orderId, order);
  let status = await send(shop, body, stop);
  for (let sends = 1; sends < sendsMax && status >= 300; sends += 1) {
    await delay(againMillis, undefined, { signal: stop });
    status = await send(shop, body, stop);
  }
  return status;
};
