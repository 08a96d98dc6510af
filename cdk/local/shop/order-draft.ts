/**
 * What a simulated customer orders: lines, addresses and payment, varied by chance, in one shape.
 */
import { moneySet, moneyText } from './money.ts';
import {
  lineBody,
  orderBody,
  type ShopifyLine,
  type ShopifyOrder,
  shippingLineBody,
} from './order-body.ts';
import { orderShapes, type ShapeName } from './order-shapes.ts';
import { makeAddress, notes, shippingMethods, things } from './people.ts';
import type { Random } from './random.ts';

const linesMax = 5;
const currencies = ['CAD', 'EUR', 'USD'];
const firstId = 6_100_000_000_000;
/** Between two orders, so that what is numbered after an order does not meet the next. */
const idStep = 32_768;

const makeLine = (random: Random, id: string, currency: string): ShopifyLine => {
  const [sku, title, cents] = random.pick(things);
  const price = moneyText(cents / 100, currency);
  const quantity = random.chance(0.7) ? 1 : random.int(2, 6);
  const variantId = String(random.int(40_000_000_000_000, 49_000_000_000_000));
  return lineBody({ id, sku, title, price, quantity, variant_id: variantId }, currency);
};

const makeCustomer = (
  number: number,
  email: string,
  address: ShopifyOrder['shipping_address'],
) => ({
  ...{ id: String(7_000_000_000_000 + number), email, phone: null, default_address: address },
  ...{ first_name: address?.first_name, last_name: address?.last_name },
  admin_graphql_api_id: `gid://shopify/Customer/${7_000_000_000_000 + number}`,
});

const plainOrder = (random: Random, { number, createdAt }: DraftGiven): ShopifyOrder => {
  const id = String(firstId + number * idStep + random.int(0, idStep / 4));
  const currency = random.pick(currencies);
  const address = makeAddress(random);
  const email = `customer-${random.int(1_000, 9_999)}@example.com`;
  const title = random.pick(shippingMethods);
  const lines = Array.from({ length: random.int(1, linesMax) }, (_, index) =>
    makeLine(random, `${BigInt(id) + BigInt(index + 1) * 7n}`, currency),
  );
  return {
    ...{ id, name: `#${1_000 + number}`, order_number: 1_000 + number, currency, email },
    ...{ created_at: createdAt, updated_at: createdAt, cancelled_at: null },
    ...{ financial_status: 'paid', fulfillment_status: null, test: false },
    note: random.chance(0.15) ? random.pick(notes) : null,
    line_items: lines,
    shipping_lines: [shippingLineBody({ id: `${BigInt(id) + 1n}`, title }, currency)],
    shipping_address: address,
    billing_address: random.chance(0.3) ? makeAddress(random) : address,
    customer: makeCustomer(number, email, address),
    fulfillments: [],
    refunds: [],
  };
};

/** All money in the order's own currencies, whatever its shape made of them. */
const inItsCurrencies = (order: ShopifyOrder): ShopifyOrder => {
  const { currency: shop, presentment_currency: presentment = shop } = order;
  const money = (amount: number) => moneySet(amount, { shop, presentment: String(presentment) });
  const priced = <Line extends { readonly [field: string]: unknown }>(line: Line) => {
    const price = Number(line.price);
    return { ...line, price: moneyText(price, shop), price_set: money(price) };
  };
  const total = order.line_items.reduce((sum, line) => sum + Number(line.price) * line.quantity, 0);
  const totals = {
    ...{ total_price_set: money(total), current_total_price_set: money(total) },
    ...{ subtotal_price_set: money(total), current_subtotal_price_set: money(total) },
    ...{ presentment_currency: presentment, subtotal_price: moneyText(total, shop) },
  };
  const body = orderBody(order, moneyText(total, shop));
  const [lines, shipping] = [order.line_items.map(priced), order.shipping_lines.map(priced)];
  return { ...body, ...totals, line_items: lines, shipping_lines: shipping };
};

export type DraftGiven = {
  /** Counts the shop's orders, from 1. */
  readonly number: number;
  /** `created_at`, in the shop's time. */
  readonly createdAt: string;
  readonly shape: ShapeName;
};

/** An order as it is placed. */
export const makeDraft = (random: Random, given: DraftGiven): ShopifyOrder =>
  inItsCurrencies(orderShapes[given.shape].dress(plainOrder(random, given), random));
