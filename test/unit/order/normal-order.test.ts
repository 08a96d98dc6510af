import { describe, expect, it } from 'vitest';
import { utc } from '../../../lib/order/normal-order.ts';
import { normalOrder, orderAddress, orderLine } from '../../builders/normal-order.ts';
import {
  shopifyAddress,
  shopifyFulfillment,
  shopifyLine,
  shopifyOrder,
  shopifyRefund,
  shopifyShippingLine,
} from '../../builders/shopify-order.ts';
import { normalFormOf, normalFormOfText } from './normal-form.ts';

const linesOf = (...lines: readonly object[]) =>
  normalFormOf({ ...shopifyOrder(), line_items: lines }).lines;
const withoutKey = (body: object, key: string) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== key));

describe('an order', () => {
  it('has the same content in its normal form, and nothing that the WMS does not need', () => {
    expect(normalFormOf(shopifyOrder({ line_items: [shopifyLine({ quantity: 2 })] }))).toEqual(
      normalOrder(),
    );
  });

  it('keeps no trace of the billing address, e-mail, customer or price', () => {
    const text = JSON.stringify(normalFormOf(shopifyOrder()));

    expect(
      ['Ledger Lane', 'example.com', '555', '199.00', '192.0.2.7', 'Canada"'].filter((secret) =>
        text.includes(secret),
      ),
    ).toEqual([]);
  });

  it.each(['820982911946154508', '123456789012345678901234567890', '450789469', '0'])(
    'with the id %s is that very order',
    (id) => {
      const asText = JSON.stringify(shopifyOrder({ id }));

      expect(normalFormOf(shopifyOrder({ id })).orderId).toBe(id);
      expect(normalFormOfText(asText).orderId).toBe(id);
    },
  );

  it('is called by its id where it has no name', () => {
    expect(normalFormOf({ ...shopifyOrder(), name: '' }).name).toBe('820982911946154508');
  });

  it.each([
    ['2026-11-22T05:00:00-05:00', '2026-11-22T10:00:00Z'],
    ['2026-11-22T10:00:00Z', '2026-11-22T10:00:00Z'],
    ['2026-11-22T10:00:00+00:00', '2026-11-22T10:00:00Z'],
    ['2026-11-22T19:00:00+09:00', '2026-11-22T10:00:00Z'],
    ['2026-11-22T15:45:00+05:45', '2026-11-22T10:00:00Z'],
    ['2026-11-22T10:00:00.000Z', '2026-11-22T10:00:00Z'],
    ['2026-11-22T10:00:00.120456789Z', '2026-11-22T10:00:00.120Z'],
    ['2026-11-01T01:30:00-04:00', '2026-11-01T05:30:00Z'],
    ['2026-11-01T01:30:00-05:00', '2026-11-01T06:30:00Z'],
  ])('updated at %s has the version %s', (updated_at, version) => {
    expect(normalFormOf(shopifyOrder({ updated_at })).version).toBe(version);
    expect(utc(updated_at)).toBe(version);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59Z',
    '9999-12-31T23:59:59Z',
    '10000-01-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-11-22',
    '2026-11-22T10:00:00',
    'yesterday',
    '',
  ])('updated at %j has no version', (updated_at) => {
    expect(() => normalFormOf(shopifyOrder({ updated_at }))).toThrow('updated_at');
  });

  it('is cancelled once it has a time of cancellation', () => {
    const cancelled_at = '2026-11-22T04:59:59-05:00';

    expect(normalFormOf(shopifyOrder({ cancelled_at })).cancelled).toBe(true);
    expect(normalFormOf(shopifyOrder({ cancelled_at: undefined })).cancelled).toBe(false);
  });

  it('has no note where Shopify writes an empty one, and keeps every character of another', () => {
    expect(normalFormOf(shopifyOrder({ note: '' })).note).toBe(null);
    expect(normalFormOf(shopifyOrder({ note: ' Ring &<twice>/\u0000\ufffe 😀\n' })).note).toBe(
      ' Ring &<twice>/\u0000\ufffe 😀\n',
    );
  });

  it('without what may be absent is still an order', () => {
    const bare = {
      id: 450789469,
      updated_at: '2026-11-22T10:00:00Z',
      line_items: [{ id: 1, quantity: 1 }],
    };

    expect(normalFormOf(bare)).toEqual({
      shop: 'demo.myshopify.com',
      orderId: '450789469',
      name: '450789469',
      version: '2026-11-22T10:00:00Z',
      financialStatus: null,
      cancelled: false,
      test: false,
      lines: [{ lineId: '1', sku: null, variantId: null, title: null, quantity: 1, fulfilled: 0 }],
      shipTo: null,
      shippingMethod: null,
      note: null,
    });
  });

  it.each([
    ['id', undefined],
    ['id', null],
    ['id', -5],
    ['id', 1.5],
    ['id', 'gid'],
    ['id', '1'.repeat(33)],
    ['updated_at', undefined],
    ['updated_at', null],
    ['updated_at', 1_795_341_600],
    ['line_items', undefined],
    ['line_items', {}],
    ['line_items', [{ id: 1 }]],
    ['line_items', [{ id: 1, quantity: -1 }]],
    ['line_items', [{ id: 1, quantity: 1.5 }]],
    ['line_items', [{ id: 1, quantity: '2' }]],
    ['test', 'yes'],
    ['shipping_address', 'Ottawa'],
    ['fulfillments', {}],
  ])('whose %s is %j is none', (field, value) => {
    expect(() => normalFormOf({ ...shopifyOrder(), [field]: value })).toThrow(field);
  });
});

describe('the lines of an order', () => {
  it('are sorted by the number that their id is', () => {
    const ids = ['10', '9', '820982911946154508', '100', '820982911946154507'];

    expect(linesOf(...ids.map((id) => shopifyLine({ id }))).map(({ lineId }) => lineId)).toEqual([
      '9',
      '10',
      '100',
      '820982911946154507',
      '820982911946154508',
    ]);
  });

  it('have the quantity that is left after removals and refunds', () => {
    expect(linesOf(shopifyLine({ quantity: 5, current_quantity: 3 }))).toEqual([
      orderLine({ quantity: 3 }),
    ]);
  });

  it('are left out where nothing is left of them', () => {
    expect(
      linesOf(
        shopifyLine({ id: '1', quantity: 2, current_quantity: 0 }),
        shopifyLine({ id: '2', quantity: 0, current_quantity: undefined }),
        shopifyLine({ id: '3' }),
      ).map(({ lineId }) => lineId),
    ).toEqual(['3']);
  });

  it.each([undefined, null])(
    'have the ordered quantity in old payloads (current_quantity %s)',
    (current) => {
      expect(linesOf({ ...shopifyLine({ quantity: 4 }), current_quantity: current })).toEqual([
        orderLine({ quantity: 4 }),
      ]);
    },
  );

  it('are left out where they need no shipping, and kept where nobody says', () => {
    expect(
      linesOf(
        shopifyLine({ id: '1', requires_shipping: false, gift_card: true }),
        shopifyLine({ id: '2', requires_shipping: undefined }),
        { ...shopifyLine({ id: '3' }), requires_shipping: null },
      ).map(({ lineId }) => lineId),
    ).toEqual(['2', '3']);
  });

  it('stay apart where they have the same SKU', () => {
    expect(
      linesOf(shopifyLine({ id: '1' }), shopifyLine({ id: '2', quantity: 3 })).map(
        ({ lineId, sku, quantity }) => [lineId, sku, quantity],
      ),
    ).toEqual([
      ['1', 'IPOD-342-N', 1],
      ['2', 'IPOD-342-N', 3],
    ]);
  });

  it.each([null, '', undefined])('have no SKU where Shopify writes %j', (sku) => {
    expect(linesOf(shopifyLine({ sku, quantity: 2 }))).toEqual([orderLine({ sku: null })]);
  });

  it('of a custom item have no variant', () => {
    expect(linesOf(shopifyLine({ variant_id: null, product_id: null, quantity: 2 }))).toEqual([
      orderLine({ variantId: null }),
    ]);
  });
});

describe('what is fulfilled of a line', () => {
  const fulfilledOf = (...fulfillments: ReturnType<typeof shopifyFulfillment>[]) =>
    normalFormOf(
      shopifyOrder({
        line_items: [shopifyLine({ quantity: 5 }), shopifyLine({ id: '2', quantity: 5 })],
        fulfillments,
      }),
    ).lines.map(({ lineId, fulfilled }) => [lineId, fulfilled]);
  const shipped = (quantity: number, status = 'success', id = '466157049') =>
    shopifyFulfillment({ status, line_items: [{ id, quantity }] });

  it('is the sum over its successful fulfillments', () => {
    expect(fulfilledOf(shipped(1), shipped(2), shipped(4, 'success', '2'))).toEqual([
      ['2', 4],
      ['466157049', 3],
    ]);
  });

  it.each(['pending', 'open', 'cancelled', 'error', 'failure', 'SUCCESS', ''])(
    'is nothing of a fulfillment with the status %j',
    (status) => {
      expect(fulfilledOf(shipped(3, status))).toEqual([
        ['2', 0],
        ['466157049', 0],
      ]);
    },
  );

  it('is at most what is left of the line', () => {
    expect(
      normalFormOf(
        shopifyOrder({
          line_items: [shopifyLine({ quantity: 5, current_quantity: 2 })],
          fulfillments: [shipped(3), shipped(1)],
        }),
      ).lines,
    ).toEqual([orderLine({ quantity: 2, fulfilled: 2 })]);
  });

  it('is nothing of a line that the order does not have', () => {
    expect(fulfilledOf(shipped(3, 'success', '999'))).toEqual([
      ['2', 0],
      ['466157049', 0],
    ]);
  });

  it('is found by ids beyond 2^53, which a double would confuse', () => {
    const line = (id: string) => shopifyLine({ id, quantity: 5 });
    const lines = normalFormOf(
      shopifyOrder({
        line_items: [line('820982911946154508'), line('820982911946154509')],
        fulfillments: [shipped(2, 'success', '820982911946154509')],
      }),
    ).lines;

    expect(lines.map(({ lineId, fulfilled }) => [lineId, fulfilled])).toEqual([
      ['820982911946154508', 0],
      ['820982911946154509', 2],
    ]);
  });
});

describe('the address of an order', () => {
  const shipToOf = (shipping_address: unknown) =>
    normalFormOf({ ...shopifyOrder(), shipping_address }).shipTo;

  it.each([null, undefined])('is none where Shopify writes %s', (address) => {
    expect(shipToOf(address)).toBe(null);
  });

  it('has null for every empty or absent text', () => {
    const empty = { ...shopifyAddress({ company: '', address2: '', phone: '' }) };

    expect(shipToOf(empty)).toEqual(orderAddress());
    expect(shipToOf(withoutKey(empty, 'company'))).toEqual(orderAddress());
    expect(shipToOf({})).toEqual({
      name: null,
      company: null,
      address1: null,
      address2: null,
      city: null,
      province: null,
      postalCode: null,
      countryCode: null,
      phone: null,
    });
  });

  it.each([
    [{ name: null }, 'Wilhelmina Quagmire'],
    [{ name: '', first_name: null }, 'Quagmire'],
    [{ name: '', last_name: '' }, 'Wilhelmina'],
    [{ name: null, first_name: '', last_name: null }, null],
    [{ name: 'W. Quagmire' }, 'W. Quagmire'],
  ])('with %j is for %j', (given, name) => {
    expect(shipToOf(shopifyAddress(given))).toEqual(orderAddress({ name }));
  });

  it('falls back to the code of the province', () => {
    expect(shipToOf(shopifyAddress({ province: null }))).toEqual(orderAddress({ province: 'ON' }));
    expect(shipToOf(shopifyAddress({ province: null, province_code: null }))).toEqual(
      orderAddress({ province: null }),
    );
  });
});

describe('the shipping method of an order', () => {
  const methodOf = (...lines: readonly object[]) =>
    normalFormOf({ ...shopifyOrder(), shipping_lines: lines }).shippingMethod;

  it('is the title of the first shipping line that is not removed', () => {
    expect(
      methodOf(
        shopifyShippingLine({ title: 'Overnight', is_removed: true }),
        shopifyShippingLine({ title: 'Ground' }),
        shopifyShippingLine({ title: 'Express' }),
      ),
    ).toBe('Ground');
  });

  it('of an older payload, which does not say what was removed, is the first one', () => {
    expect(methodOf(withoutKey(shopifyShippingLine(), 'is_removed'))).toBe('Express');
  });

  it('is none without such a line', () => {
    expect(methodOf()).toBe(null);
    expect(methodOf(shopifyShippingLine({ is_removed: true }))).toBe(null);
    expect(methodOf(shopifyShippingLine({ title: '' }))).toBe(null);
    expect(normalFormOf({ ...shopifyOrder(), shipping_lines: null }).shippingMethod).toBe(null);
  });
});

describe('an order of another kind', () => {
  it('drawn up in the admin in yen, without addresses, is an order without an address', () => {
    const draft = shopifyOrder({
      source_name: 'shopify_draft_order',
      currency: 'JPY',
      total_price: '23600',
      shipping_address: undefined,
      billing_address: undefined,
      customer: undefined,
      shipping_lines: [],
      line_items: [shopifyLine({ price: '23600', quantity: 2, variant_id: null, sku: null })],
    });

    expect(normalFormOf(draft)).toEqual(
      normalOrder({
        lines: [orderLine({ sku: null, variantId: null })],
        shipTo: null,
        shippingMethod: null,
      }),
    );
  });

  it('handed over at the till is an order with all of it fulfilled', () => {
    const till = shopifyOrder({
      source_name: 'pos',
      location_id: '655441491',
      shipping_address: null,
      shipping_lines: [],
      fulfillment_status: 'fulfilled',
      fulfillments: [shopifyFulfillment()],
    });

    expect(normalFormOf(till)).toEqual(
      normalOrder({
        lines: [orderLine({ quantity: 1, fulfilled: 1 })],
        shipTo: null,
        shippingMethod: null,
      }),
    );
  });

  it('of downloads and gift cards alone is an order without lines', () => {
    const digital = shopifyOrder({
      shipping_address: null,
      shipping_lines: [],
      line_items: [
        shopifyLine({ requires_shipping: false, sku: 'EBOOK' }),
        shopifyLine({ id: '2', requires_shipping: false, gift_card: true, sku: null }),
      ],
    });

    expect(normalFormOf(digital)).toEqual(
      normalOrder({ lines: [], shipTo: null, shippingMethod: null }),
    );
  });

  it('paid in another currency than the shop’s is the same order', () => {
    const price_set = {
      shop_money: { amount: '199.00', currency_code: 'CAD' },
      presentment_money: { amount: '21890', currency_code: 'JPY' },
    };
    const line_items = [shopifyLine({ quantity: 2, price_set })];

    expect(normalFormOf(shopifyOrder({ presentment_currency: 'JPY', line_items }))).toEqual(
      normalOrder(),
    );
  });

  it('partly refunded has what is left', () => {
    const refunded = shopifyOrder({
      financial_status: 'partially_refunded',
      line_items: [shopifyLine({ quantity: 3, current_quantity: 2 })],
      refunds: [shopifyRefund()],
    });

    expect(normalFormOf(refunded)).toEqual(normalOrder({ financialStatus: 'partially_refunded' }));
  });
});
