/**
 * Shapes that differ in the address: whole, sparse, of any script, null, absent.
 */
import type { ShopifyAddress, ShopifyOrder } from './order-body.ts';
import { changed, type ShapeGroup } from './order-shape.ts';
import { scripts } from './people.ts';

const readdress = (order: ShopifyOrder, given: Partial<ShopifyAddress>): ShopifyOrder =>
  order.shipping_address
    ? { ...order, shipping_address: { ...order.shipping_address, ...given } }
    : order;

export const addressShapes = {
  'company-address': {
    weight: 3,
    dress: (order) =>
      readdress(order, { company: 'Make-Believe & Co, "Goods In"', address2: 'Dock 7 / Gate B' }),
  },
  'foreign-scripts': {
    weight: 1,
    dress: (order, chance) => {
      const text = chance.pick(scripts);
      return readdress(order, { name: text, company: text, address1: text, city: text });
    },
  },
  'sparse-address': {
    weight: 1,
    dress: (order) =>
      readdress(order, {
        ...{ first_name: '', company: '', address2: '', zip: '', phone: '' },
        ...{ province: null, province_code: null, city: null, latitude: null, longitude: null },
      }),
  },
  'long-address': {
    weight: 0.5,
    dress: (order) => readdress(order, { address1: `1 ${'Very '.repeat(50)}Long Lane` }),
  },
  'null-address': {
    weight: 0.1,
    dress: (order) => changed(order, { shipping_address: null, billing_address: null }),
  },
  // Real draft orders have no such keys at all.
  'absent-address': {
    weight: 0.1,
    dress: (order) =>
      changed(order, {
        shipping_address: undefined,
        billing_address: undefined,
        customer: undefined,
        source_name: 'shopify_draft_order',
      }),
  },
  'no-street': { weight: 0.1, dress: (order) => readdress(order, { address1: '' }) },
  'no-country': {
    weight: 0.1,
    dress: (order) => readdress(order, { country: null, country_code: null }),
  },
} satisfies ShapeGroup;
