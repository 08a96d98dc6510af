import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SendSettings, sendSchema } from '../../../lib/config/policy.ts';
import type { NormalOrder } from '../../../lib/order/normal-order.ts';
import { planShipment, type Shipment } from '../../../lib/order/shipment.ts';
import { normalOrder, orderAddress, orderLine } from '../../builders/normal-order.ts';
import { contractFaults } from './wms-document.ts';

const settings = (given: Partial<SendSettings> = {}): SendSettings => ({
  ...sendSchema.parse({}),
  ...given,
});
const plan = (order: Partial<NormalOrder> = {}, given: Partial<SendSettings> = {}, sent = false) =>
  planShipment(normalOrder(order), settings(given), sent);
/** `open` or `cancelled` where the order is sent, else why it is not. */
const verdictOf = (shipment: Shipment): string => {
  switch (shipment.kind) {
    case 'send':
      return shipment.body.status;
    case 'not-sent':
      return shipment.reason;
    case 'unmappable':
      return shipment.fault;
  }
};
const bodyOf = (shipment: Shipment) => (shipment.kind === 'send' ? shipment.body : shipment);

const shipped = orderLine({ quantity: 2, fulfilled: 2 });

describe('an open order', () => {
  it.each(['authorized', 'paid', 'partially_paid', 'partially_refunded'])(
    'whose financial status is %s is sent',
    (financialStatus) => {
      expect(verdictOf(plan({ financialStatus }))).toBe('open');
    },
  );

  it.each(['pending', 'expired'])('whose financial status is %s waits for payment', (status) => {
    expect(plan({ financialStatus: status })).toEqual({
      kind: 'not-sent',
      reason: 'waiting_for_payment',
    });
  });

  it('waits for payment also where an earlier version was sent', () => {
    expect(verdictOf(plan({ financialStatus: 'pending' }, {}, true))).toBe('waiting_for_payment');
  });

  it('is sent before payment in a shop that ships before payment', () => {
    const financialStatus: SendSettings['financialStatus'] = ['pending', 'paid'];

    expect(verdictOf(plan({ financialStatus: 'pending' }, { financialStatus }))).toBe('open');
    expect(verdictOf(plan({ financialStatus: 'paid' }, { financialStatus }))).toBe('open');
    expect(verdictOf(plan({ financialStatus: 'expired' }, { financialStatus }))).toBe(
      'waiting_for_payment',
    );
  });

  it('waits in a shop that does not ship what is only authorized', () => {
    expect(verdictOf(plan({ financialStatus: 'authorized' }, { financialStatus: ['paid'] }))).toBe(
      'waiting_for_payment',
    );
  });

  it.each([null, 'sent_to_the_moon', 'PAID'])(
    'whose financial status is %j, unknown, is for a human',
    (financialStatus) => {
      expect(plan({ financialStatus })).toEqual({
        kind: 'unmappable',
        fault: 'financial_status is none that this release knows',
      });
    },
  );

  it.each([
    ['without lines', []],
    ['with all of it fulfilled', [shipped, orderLine({ lineId: '2', quantity: 1, fulfilled: 1 })]],
  ])('%s and never sent before is not sent', (_name, lines) => {
    expect(plan({ lines })).toEqual({ kind: 'not-sent', reason: 'nothing_to_ship' });
    expect(plan({ lines, shipTo: null })).toEqual({ kind: 'not-sent', reason: 'nothing_to_ship' });
  });

  it.each([
    ['without lines', []],
    ['with all of it fulfilled', [shipped]],
  ])('%s is sent where the WMS may have an earlier version', (_name, lines) => {
    expect(verdictOf(plan({ lines }, {}, true))).toBe('open');
  });

  it('with one line left is sent whole', () => {
    const lines = [shipped, orderLine({ lineId: '466157050', quantity: 2, fulfilled: 1 })];

    expect(bodyOf(plan({ lines }))).toMatchObject({
      lines: [
        { line_id: '466157049', quantity: 2, fulfilled: 2 },
        { line_id: '466157050', quantity: 2, fulfilled: 1 },
      ],
    });
  });

  it('with the same SKU twice is sent with both lines', () => {
    const lines = [orderLine({ lineId: '1' }), orderLine({ lineId: '2', quantity: 5 })];

    expect(bodyOf(plan({ lines }))).toMatchObject({
      lines: [
        { line_id: '1', sku: 'IPOD-342-N', quantity: 2 },
        { line_id: '2', sku: 'IPOD-342-N', quantity: 5 },
      ],
    });
  });
});

describe('an ended order', () => {
  it.each([
    ['cancelled', { cancelled: true }],
    ['cancelled before payment', { cancelled: true, financialStatus: 'pending' }],
    ['cancelled with a status unknown', { cancelled: true, financialStatus: 'sent_to_the_moon' }],
    ['voided', { financialStatus: 'voided' }],
    ['refunded', { financialStatus: 'refunded' }],
    ['refunded with nothing left', { financialStatus: 'refunded', lines: [] }],
    ['cancelled, all of it fulfilled', { cancelled: true, lines: [shipped] }],
  ])('that is %s is sent as cancelled, also as its first version', (_name, order) => {
    expect(verdictOf(plan(order))).toBe('cancelled');
    expect(verdictOf(plan(order, {}, true))).toBe('cancelled');
  });

  it('keeps its lines and address', () => {
    expect(bodyOf(plan({ cancelled: true }))).toEqual({
      ...(bodyOf(plan()) as object),
      status: 'cancelled',
    });
  });

  it.each([
    ['a SKU', { lines: [orderLine({ sku: null })] }, { lines: [{ sku: null }] }],
    ['an address', { shipTo: null }, { ship_to: null }],
    ['a street', { shipTo: orderAddress({ address1: null }) }, { ship_to: null }],
    ['a country', { shipTo: orderAddress({ countryCode: null }) }, { ship_to: null }],
  ])('is sent without %s too, since nobody picks it', (_name, order, body) => {
    const shipment = plan({ cancelled: true, ...order });

    expect(bodyOf(shipment)).toMatchObject({ status: 'cancelled', ...body });
    expect(contractFaults(bodyOf(shipment))).toEqual([]);
  });
});

describe('a test order', () => {
  it.each([
    ['open', {}],
    ['cancelled', { cancelled: true, financialStatus: 'voided' }],
  ])('that is %s is sent marked as one, except in production', (status, order) => {
    const production = { testOrders: false };

    expect(bodyOf(plan({ test: true, ...order }))).toMatchObject({ test: true, status });
    expect(plan({ test: true, ...order }, production)).toEqual({
      kind: 'not-sent',
      reason: 'test_order',
    });
    expect(verdictOf(plan(order, production))).toBe(status);
  });
});

describe('an order that no picker could work with', () => {
  it.each([
    [
      'without a SKU in one line',
      { lines: [orderLine({ lineId: '1' }), orderLine({ lineId: '2', sku: null })] },
      'line 2 has no sku',
    ],
    ['without an address', { shipTo: null }, 'shipping_address is missing'],
    [
      'without a street',
      { shipTo: orderAddress({ address1: null }) },
      'shipping_address.address1 is missing',
    ],
    [
      'without a country',
      { shipTo: orderAddress({ countryCode: null }) },
      'shipping_address.country_code is missing',
    ],
  ])('%s is for a human, and the fault is named', (_name, order, fault) => {
    expect(plan(order)).toEqual({ kind: 'unmappable', fault });
  });

  it('is sent without the line that has no SKU once somebody has shipped that by hand', () => {
    const lines = [
      orderLine({ lineId: '1', sku: null, quantity: 2, fulfilled: 2 }),
      orderLine({ lineId: '2' }),
    ];

    expect(bodyOf(plan({ lines }))).toMatchObject({ lines: [{ line_id: '2' }] });
  });

  it('is for a human also where all of it was shipped and the WMS knows an earlier version', () => {
    expect(verdictOf(plan({ lines: [shipped], shipTo: null }, {}, true))).toBe(
      'shipping_address is missing',
    );
  });

  it('is sent with the variant where a shop allows it', () => {
    const lines = [orderLine({ lineId: '1' }), orderLine({ lineId: '2', sku: null })];

    expect(bodyOf(plan({ lines }, { variantIdWhenSkuMissing: true }))).toMatchObject({
      lines: [{ sku: 'IPOD-342-N' }, { sku: '808950810' }],
    });
  });

  it('is for a human where the variant is missing too', () => {
    const lines = [orderLine({ sku: null, variantId: null })];

    expect(plan({ lines }, { variantIdWhenSkuMissing: true })).toEqual({
      kind: 'unmappable',
      fault: 'line 466157049 has no sku',
    });
  });

  it('waits for payment first, and is not looked at as a test order in production', () => {
    const lines = [orderLine({ sku: null })];

    expect(verdictOf(plan({ lines, financialStatus: 'pending' }))).toBe('waiting_for_payment');
    expect(verdictOf(plan({ lines, test: true }, { testOrders: false }))).toBe('test_order');
  });
});

describe('the body for the WMS', () => {
  it('is exactly what the contract says', () => {
    const order = {
      lines: [orderLine()],
      shipTo: orderAddress({ company: 'Quagmire & Daughters', address2: 'Unit 3', phone: '555' }),
      note: 'Ring twice',
    };

    expect(plan(order)).toEqual({
      kind: 'send',
      body: {
        order_id: '820982911946154508',
        name: '#1001',
        shop: 'demo.myshopify.com',
        version: '2026-11-22T10:00:00Z',
        status: 'open',
        test: false,
        lines: [
          {
            line_id: '466157049',
            sku: 'IPOD-342-N',
            quantity: 2,
            fulfilled: 0,
            title: 'Nano',
          },
        ],
        ship_to: {
          name: 'Wilhelmina Quagmire',
          company: 'Quagmire & Daughters',
          address1: '17 Thistledown Crescent',
          address2: 'Unit 3',
          city: 'Ottawa',
          province: 'Ontario',
          postal_code: 'K1A 0B1',
          country_code: 'CA',
          phone: '555',
        },
        shipping_method: 'Express',
        note: 'Ring twice',
      },
    });
  });

  it('has no title where the line has none', () => {
    expect(bodyOf(plan({ lines: [orderLine({ title: null })] }))).toMatchObject({
      lines: [{ title: null }],
    });
  });

  it('keeps to the contract whatever the order is', () => {
    const text = fc.option(fc.string({ minLength: 1, maxLength: 5 }));
    const lines = fc.array(
      fc.record({
        lineId: fc.stringMatching(/^\d{1,32}$/),
        sku: text,
        variantId: fc.option(fc.stringMatching(/^\d{1,32}$/)),
        title: text,
        quantity: fc.integer({ min: 1, max: 3 }),
        fulfilled: fc.nat({ max: 1 }),
      }),
      { maxLength: 3 },
    );
    const order = fc.record({
      financialStatus: fc.constantFrom('paid', 'pending', 'refunded', 'voided', null),
      cancelled: fc.boolean(),
      lines,
      shipTo: fc.option(
        fc.record({
          name: text,
          company: text,
          address1: text,
          address2: text,
          city: text,
          province: text,
          postalCode: text,
          countryCode: fc.option(fc.constant('CA')),
          phone: text,
        }),
      ),
      shippingMethod: text,
      note: text,
    });

    fc.assert(
      fc.property(order, fc.boolean(), fc.boolean(), (given, sent, variantIdWhenSkuMissing) => {
        const shipment = plan(given, { variantIdWhenSkuMissing }, sent);

        expect(shipment.kind === 'send' ? contractFaults(shipment.body) : []).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
