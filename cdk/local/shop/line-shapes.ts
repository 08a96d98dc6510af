/**
 * Shapes that differ in what is ordered: kinds of lines, their number, their data, their texts.
 */
import {
  addLine,
  changed,
  changeFirstLine,
  changeLines,
  type ShapeGroup,
  unshipped,
} from './order-shape.ts';
import { longNote, oddCharacters } from './people.ts';

const manyLines = 500;
const giftCard = { ...unshipped, title: 'Gift card', price: '50.00', gift_card: true } as const;
const nowhere = { shipping_address: null, shipping_lines: [] } as const;

export const lineShapes = {
  'digital-only': {
    weight: 1,
    dress: (order) =>
      changed(
        changeLines(order, () => ({ requires_shipping: false })),
        nowhere,
      ),
  },
  'gift-card-only': {
    weight: 0.5,
    dress: (order) =>
      changed(
        changeLines(order, () => giftCard),
        nowhere,
      ),
  },
  'goods-and-gift-card': { weight: 2, dress: (order) => addLine(order, giftCard) },
  bundle: {
    weight: 1,
    dress: (order) => {
      const group = `${BigInt(order.id) + 8n}`;
      const parts = changeLines(order, () => ({ sales_line_item_group_id: group }));
      const groups = [{ id: group, title: 'Evening in, bundle', quantity: 1 }];
      return changed(addLine(parts, { sku: 'BUNDLE-PART-2' }), { line_item_groups: groups });
    },
  },
  'duplicate-sku': { weight: 1, dress: (order) => addLine(order, {}) },
  'null-sku': { weight: 0.3, dress: (order) => changeFirstLine(order, { sku: null }) },
  'empty-sku': { weight: 0.2, dress: (order) => changeFirstLine(order, { sku: '' }) },
  'five-hundred-lines': {
    weight: 0.1,
    dress: (order) => {
      const [first] = order.line_items;
      if (first === undefined) return order;
      const lines = Array.from({ length: manyLines }, (_, index) => {
        const id = `${BigInt(order.id) + BigInt(index + 1) * 7n}`;
        return { ...first, id, sku: `PART-${index + 1}` };
      });
      return changed(order, { line_items: lines });
    },
  },
  'ten-thousand-pieces': {
    weight: 0.1,
    dress: (order) => changeFirstLine(order, { quantity: 10_000, current_quantity: 10_000 }),
  },
  'removed-line': {
    weight: 0.5,
    dress: (order) => addLine(order, { quantity: 2, current_quantity: 0 }),
  },
  edited: { weight: 1, life: 'edited', dress: (order) => order },
  'deleted-product': {
    weight: 0.3,
    dress: (order) =>
      changeFirstLine(order, { product_exists: false, product_id: null, variant_id: null }),
  },
  personalised: {
    weight: 1,
    dress: (order) =>
      changeFirstLine(order, { properties: [{ name: 'Engraving', value: 'für Łucja & 花子 <3' }] }),
  },
  'long-note': {
    weight: 0.5,
    dress: (order, chance) => changed(order, { note: longNote(chance.int(0, 100)) }),
  },
  'odd-characters': { weight: 0.2, dress: (order) => changed(order, { note: oddCharacters }) },
  'no-shipping-method': { weight: 0.5, dress: (order) => changed(order, { shipping_lines: [] }) },
  'changed-shipping-method': {
    weight: 0.5,
    dress: (order) =>
      changed(order, {
        shipping_lines: order.shipping_lines.flatMap((line) => [
          { ...line, is_removed: true },
          { ...line, id: `${BigInt(line.id) + 1n}`, title: 'Courier, by noon' },
        ]),
      }),
  },
} satisfies ShapeGroup;
