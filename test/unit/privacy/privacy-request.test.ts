import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPrivacy } from '../../../lib/privacy/privacy-request.ts';
import { customerRedactBody, dataRequestBody, shopRedactBody } from '../../builders/compliance.ts';
import { spoilt } from '../../builders/hostile.ts';
import { demoShop, shopifyOrder } from '../../builders/shopify-order.ts';

const read = (body: unknown) => readPrivacy(demoShop, body);
const kindOf = (body: unknown): string => {
  const outcome = read(body);
  return outcome.kind === 'privacy' ? outcome.asked.kind : outcome.kind;
};

describe('a compliance webhook', () => {
  it('that asks what is held names the orders, the customer and the request by their ids alone', () => {
    expect(read(dataRequestBody([1001, 1002]))).toEqual({
      kind: 'privacy',
      asked: {
        ...{ kind: 'customers/data_request', shop: demoShop, orderIds: ['1001', '1002'] },
        ...{ customerId: '115310627', requestId: '9999' },
      },
    });
  });

  it('that removes a customer names the orders', () => {
    expect(read(customerRedactBody([1001]))).toEqual({
      kind: 'privacy',
      asked: {
        ...{ kind: 'customers/redact', shop: demoShop, orderIds: ['1001'] },
        ...{ customerId: '115310627', requestId: null },
      },
    });
    expect(kindOf(customerRedactBody([]))).toBe('customers/redact');
  });

  it('that removes a shop has nothing but the shop', () => {
    expect(read(shopRedactBody())).toEqual({
      kind: 'privacy',
      asked: {
        ...{ kind: 'shop/redact', shop: demoShop, orderIds: [] },
        ...{ customerId: null, requestId: null },
      },
    });
  });

  it('of another shop than the one that signed it is malformed', () => {
    for (const body of [dataRequestBody, customerRedactBody]) {
      expect(kindOf(body([1], 'other.myshopify.com'))).toBe('malformed');
    }
    expect(read(shopRedactBody('other.myshopify.com'))).toEqual({
      kind: 'malformed',
      fault: 'shop_domain: another shop',
    });
  });

  it.each<[string, unknown]>([
    ['an order', shopifyOrder()],
    ['an order with its shop’s name', { ...shopifyOrder(), ...shopRedactBody() }],
    ['both a request and a removal', { ...dataRequestBody([1]), ...customerRedactBody([1]) }],
    ['a shop and something besides', { ...shopRedactBody(), customer: null }],
    ['no object', 'shop/redact'],
    ['orders that are none', customerRedactBody([-1])],
  ])('that is %s removes nothing', (_name, body) => {
    expect(kindOf(body)).toBe('malformed');
  });

  it('of more orders than one item holds is malformed', () => {
    const orders = Array.from({ length: 10_001 }, (_, n) => n);

    expect(kindOf(customerRedactBody(orders))).toBe('malformed');
    expect(kindOf(customerRedactBody(orders.slice(1)))).toBe('customers/redact');
  });

  it('with anything in any place of it is a value, and one that asks to see never removes', () => {
    fc.assert(
      fc.property(spoilt(dataRequestBody([1001])), (body) => {
        // Without a list of its own, and with no more than a shop's name, it would be another webhook.
        const isWhole = typeof body === 'object' && body !== null && 'orders_requested' in body;
        const kind = kindOf(body);

        expect([
          'customers/data_request',
          'malformed',
          'customers/redact',
          'shop/redact',
        ]).toContain(kind);
        if (isWhole && body.orders_requested !== undefined) {
          expect(['customers/data_request', 'malformed']).toContain(kind);
        }
        expect(JSON.stringify(read(body))).not.toMatch(/wilhelmina|555 0147/);
      }),
      { numRuns: 500 },
    );
  });
});
