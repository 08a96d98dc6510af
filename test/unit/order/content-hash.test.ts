import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash, type NormalOrder } from '../../../lib/order/normal-order.ts';
import { anyText } from '../../builders/any-text.ts';
import { normalOrder, orderAddress, orderLine } from '../../builders/normal-order.ts';
import { shopifyAddress, shopifyLine, shopifyOrder } from '../../builders/shopify-order.ts';
import { normalFormOf, normalFormOfText } from './normal-form.ts';

const changes: readonly [field: string, changed: Partial<NormalOrder>][] = [
  ['shop', { shop: 'other.myshopify.com' }],
  ['orderId', { orderId: '820982911946154509' }],
  ['name', { name: '#1002' }],
  ['financialStatus', { financialStatus: 'authorized' }],
  ['financialStatus none', { financialStatus: null }],
  ['cancelled', { cancelled: true }],
  ['test', { test: true }],
  ['no line', { lines: [] }],
  ['another line', { lines: [orderLine(), orderLine({ lineId: '466157050' })] }],
  ['lines.lineId', { lines: [orderLine({ lineId: '466157050' })] }],
  ['lines.sku', { lines: [orderLine({ sku: 'IPOD-342-S' })] }],
  ['lines.sku none', { lines: [orderLine({ sku: null })] }],
  ['lines.variantId', { lines: [orderLine({ variantId: '808950811' })] }],
  ['lines.title', { lines: [orderLine({ title: 'Nano 2' })] }],
  ['lines.quantity', { lines: [orderLine({ quantity: 3 })] }],
  ['lines.fulfilled', { lines: [orderLine({ fulfilled: 1 })] }],
  ['shipTo none', { shipTo: null }],
  ['shipTo.name', { shipTo: orderAddress({ name: 'Bartholomew Quagmire' }) }],
  ['shipTo.company', { shipTo: orderAddress({ company: 'Quagmire & Daughters' }) }],
  ['shipTo.address1', { shipTo: orderAddress({ address1: '18 Thistledown Crescent' }) }],
  ['shipTo.address2', { shipTo: orderAddress({ address2: 'Unit 3' }) }],
  ['shipTo.city', { shipTo: orderAddress({ city: 'Gatineau' }) }],
  ['shipTo.province', { shipTo: orderAddress({ province: 'Quebec' }) }],
  ['shipTo.postalCode', { shipTo: orderAddress({ postalCode: 'K1A 0B2' }) }],
  ['shipTo.countryCode', { shipTo: orderAddress({ countryCode: 'US' }) }],
  ['shipTo.phone', { shipTo: orderAddress({ phone: '+1 613 555 0147' }) }],
  ['shippingMethod', { shippingMethod: 'Ground' }],
  ['note', { note: 'Ring twice' }],
];

describe('the content of an order', () => {
  it('has the hash that it always had', () => {
    expect(contentHash(normalOrder())).toBe(
      'b7b3f28dcd9728e171adf1e07198b02e6bee72ab24c6a973c4f406fe5d5bc8b4',
    );
  });

  it.each(changes)('is another one with another %s', (_field, changed) => {
    expect(contentHash(normalOrder(changed))).not.toBe(contentHash(normalOrder()));
  });

  it('is a different one after each of these changes', () => {
    const hashes = changes.map(([, changed]) => contentHash(normalOrder(changed)));

    expect(new Set(hashes).size).toBe(28);
  });

  it('names every field but the version in these changes', () => {
    const named = new Set(changes.map(([field]) => field.split(' ')[0]));
    const fields = (name: string, value: object) =>
      Object.keys(value).map((key) => `${name}${key}`);

    expect(
      [
        ...fields('', normalOrder()),
        ...fields('lines.', orderLine()),
        ...fields('shipTo.', orderAddress()),
      ].filter((field) => !named.has(field)),
    ).toEqual(['version', 'lines']);
  });

  it('is the same at every version, so that A, B, A again is seen', () => {
    expect(contentHash(normalOrder({ version: '2026-11-22T10:00:01Z' }))).toBe(
      contentHash(normalOrder()),
    );
  });

  it('does not depend on who built the order in which order of keys', () => {
    const { shop, orderId, ...rest } = normalOrder();
    const { lineId, ...line } = orderLine();

    expect(contentHash({ ...rest, lines: [{ ...line, lineId }], orderId, shop })).toBe(
      contentHash(normalOrder()),
    );
  });

  it('tells texts apart that UTF-8 would make the same', () => {
    const hashes = ['\ud800', '\udbff', '\ufffd'].map((note) => contentHash(normalOrder({ note })));

    expect(new Set(hashes).size).toBe(3);
  });
});

/** The same value with the keys of every object in another order. */
const reversedKeys = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversedKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversedKeys(inner)]),
  );
};

const text = fc.option(fc.oneof(fc.constant(''), anyText(6)));
const id = fc.stringMatching(/^[1-9]\d{0,20}$/);
const line = fc.record({
  id,
  sku: text,
  title: text,
  variant_id: fc.option(id),
  quantity: fc.nat({ max: 4 }),
  left: fc.nat({ max: 4 }),
  requires_shipping: fc.boolean(),
});
const order = fc.record({
  id,
  note: text,
  company: text,
  phone: text,
  hours: fc.integer({ min: -12, max: 14 }),
  lines: fc.uniqueArray(line, { maxLength: 5, selector: (one) => one.id }),
  shipped: fc.array(fc.nat({ max: 4 }), { maxLength: 3 }),
});
type Drawn = typeof order extends fc.Arbitrary<infer Value> ? Value : never;

const offsetOf = (hours: number): string =>
  `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;

const fulfillmentsOf = ({ lines, shipped }: Drawn) =>
  lines[0] === undefined
    ? []
    : shipped.map((quantity) => ({
        status: 'success',
        line_items: [{ id: lines[0]?.id, quantity }],
      }));

/** As Shopify writes it today. */
const asToday = (drawn: Drawn): object => ({
  ...shopifyOrder({ id: drawn.id, note: drawn.note || null }),
  shipping_address: shopifyAddress({ company: drawn.company, phone: drawn.phone }),
  line_items: drawn.lines.map(({ left, sku, title, ...given }) => ({
    ...shopifyLine(given),
    current_quantity: left,
    sku,
    title,
  })),
  fulfillments: fulfillmentsOf(drawn),
});

/** The same order from another shop server: offset, order of everything, absent instead of null or empty. */
const asElsewhere = (drawn: Drawn): object => {
  const millis = Date.UTC(2026, 10, 22, 10) + drawn.hours * 3_600_000;
  const local = new Date(millis).toISOString().replace('Z', offsetOf(drawn.hours));
  return {
    ...shopifyOrder({ id: drawn.id, note: drawn.note || undefined, updated_at: local }),
    cancelled_at: undefined,
    test: undefined,
    shipping_address: shopifyAddress({
      company: drawn.company || undefined,
      phone: drawn.phone || undefined,
      country: 'CANADA',
    }),
    line_items: drawn.lines.toReversed().map(({ left, sku, title, ...given }) => ({
      ...given,
      // What was ordered at first says nothing of what is wanted now.
      quantity: given.quantity + 1,
      current_quantity: left,
      ...(sku ? { sku } : {}),
      ...(title ? { title } : {}),
      requires_shipping: given.requires_shipping ? undefined : false,
    })),
    fulfillments: [
      ...fulfillmentsOf(drawn).toReversed(),
      { status: 'cancelled', line_items: [{ id: drawn.lines[0]?.id ?? '1', quantity: 4 }] },
    ],
    tags: 'vip',
    email: 'another@example.com',
  };
};

describe('one order written in two ways', () => {
  it('has one normal form and one hash', () => {
    fc.assert(
      fc.property(order, (drawn) => {
        const today = normalFormOf(asToday(drawn));
        const elsewhere = normalFormOf(reversedKeys(asElsewhere(drawn)) as object);

        expect(elsewhere).toEqual(today);
        expect(contentHash(elsewhere)).toBe(contentHash(today));
      }),
      { numRuns: 200 },
    );
  });

  it('has it with ids as numbers or as texts, and with blanks between', () => {
    const body = shopifyOrder();

    expect(normalFormOfText(JSON.stringify(body, undefined, 2))).toEqual(normalFormOf(body));
  });
});
