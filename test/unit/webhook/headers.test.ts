import { describe, expect, it } from 'vitest';
import { readHeaders, topicKind } from '../../../lib/webhook/headers.ts';

describe('the headers of a webhook', () => {
  it.each([
    (name: string) => name,
    (name: string) => name.toLowerCase(),
    (name: string) => name.toUpperCase(),
  ])('are found in any case', (inCase) => {
    expect(
      readHeaders({
        [inCase('X-Shopify-Hmac-Sha256')]: 'B23t=',
        [inCase('X-Shopify-Shop-Domain')]: 'Demo.MyShopify.com',
        [inCase('X-Shopify-Topic')]: 'orders/create',
        [inCase('X-Shopify-Webhook-Id')]: 'b54557e4',
      }),
    ).toEqual({
      signature: 'B23t=',
      shop: 'demo.myshopify.com',
      topic: 'orders/create',
      webhookId: 'b54557e4',
    });
  });

  it('are none where they are absent, empty or blank', () => {
    const nothing = {
      signature: undefined,
      shop: undefined,
      topic: undefined,
      webhookId: undefined,
    };

    expect(readHeaders({})).toEqual(nothing);
    expect(
      readHeaders({
        'x-shopify-hmac-sha256': '',
        'x-shopify-shop-domain': ' ',
        'x-shopify-topic': undefined,
        'x-shopify-webhook-id': '\t',
      }),
    ).toEqual(nothing);
  });

  it.each([
    'orders/create\n{"level":"ERROR"}',
    'two words',
    'ordérs',
    '\u001b[31m',
    'x'.repeat(201),
  ])('that are no plain short text (%j) are left out', (value) => {
    expect(
      readHeaders({
        'x-shopify-topic': value,
        'x-shopify-shop-domain': value,
        'x-shopify-webhook-id': value,
      }),
    ).toMatchObject({ topic: undefined, shop: undefined, webhookId: undefined });
  });
});

describe('a topic', () => {
  it.each([
    'orders/create',
    'orders/updated',
    'orders/paid',
    'orders/cancelled',
    'orders/fulfilled',
    'orders/partially_fulfilled',
    undefined,
  ])('%s carries the order', (topic) => {
    expect(topicKind(topic)).toBe('order');
  });

  it('orders/delete says that there is no order any more', () => {
    expect(topicKind('orders/delete')).toBe('deletion');
  });

  it.each([
    'orders/edited',
    'orders/risk_assessment_changed',
    'products/update',
    'constructor',
    '',
  ])('%j is another one', (topic) => {
    expect(topicKind(topic)).toBe('other');
  });
});
