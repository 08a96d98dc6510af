/** The text, signature and headers that the simulated shop and the builders make. */
import { createHmac } from 'node:crypto';
import { schemaForWebhook } from 'shopify-webhook-schemas';
import { describe, expect, it } from 'vitest';
import { signWebhook, webhookText } from '../../cdk/local/shop/webhook-text.ts';
import {
  demoSecret,
  shopifyBody,
  shopifyLine,
  shopifyOrder,
  signedRequest,
} from '../builders/shopify-order.ts';

describe('the text of a webhook', () => {
  it('writes the digits of an id exactly, also above 2^53', () => {
    expect(webhookText({ id: '820982911946154508', product_id: '7', variant_id: null })).toBe(
      '{"id":820982911946154508,"product_id":7,"variant_id":null}',
    );
  });

  it('leaves ids that are no digits, and digits that are no id, in quotes', () => {
    expect(webhookText({ id: 'abc', token: '123', item_id: '007' })).toBe(
      '{"id":"abc","token":"123","item_id":"007"}',
    );
  });

  it('escapes what Shopify escapes, so that writing it again changes the bytes', () => {
    const text = webhookText({ url: 'https://a/b?c&d', note: '<3' });

    expect(text).toBe('{"url":"https:\\/\\/a\\/b?c\\u0026d","note":"\\u003c3"}');
    expect(JSON.stringify(JSON.parse(text))).not.toBe(text);
    expect(JSON.parse(text)).toEqual({ url: 'https://a/b?c&d', note: '<3' });
  });

  it('signs with a known answer', () => {
    expect(signWebhook('{"id":1}', 'hush')).toBe(
      createHmac('sha256', 'hush').update('{"id":1}').digest('base64'),
    );
    expect(signWebhook('what do ya want for nothing?', 'Jefe')).toBe(
      'W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=',
    );
  });
});

describe('the order builder', () => {
  it('makes an order whose every field Shopify knows', () => {
    const known = Object.keys(schemaForWebhook('2026-07', 'orders/create').properties);

    expect(Object.keys(shopifyOrder()).filter((key) => !known.includes(key))).toEqual([]);
  });

  it('leaves out a field that is given as undefined', () => {
    const { shipping_address: address, ...rest } = JSON.parse(
      shopifyBody(shopifyOrder({ shipping_address: undefined })),
    );

    expect(address).toBeUndefined();
    expect(rest).toMatchObject({ name: '#1001', financial_status: 'paid' });
  });

  it('lets what is left of a line follow what was ordered, unless it is given', () => {
    expect(shopifyLine({ quantity: 3 })).toMatchObject({ quantity: 3, current_quantity: 3 });
    expect(shopifyLine({ quantity: 3, current_quantity: 1 })).toMatchObject({
      quantity: 3,
      current_quantity: 1,
    });
  });

  it('signs a request with all of Shopify’s headers', () => {
    const { headers, body } = signedRequest({ topic: 'orders/paid' });

    expect(headers).toMatchObject({
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'orders/paid',
      'X-Shopify-Shop-Domain': 'demo.myshopify.com',
      'X-Shopify-API-Version': '2026-07',
      'X-Shopify-Hmac-Sha256': createHmac('sha256', demoSecret).update(body).digest('base64'),
      'X-Shopify-Triggered-At': '2026-11-22T10:00:00.000041743Z',
    });
    expect(headers['X-Shopify-Webhook-Id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers['X-Shopify-Event-Id']).not.toBe(headers['X-Shopify-Webhook-Id']);
  });
});
