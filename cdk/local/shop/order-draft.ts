/**
 * What a simulated customer orders: lines, addresses and payment, varied by chance.
 */
import {
  lineBody,
  orderBody,
  type ShopifyLine,
  type ShopifyOrder,
  shippingLineBody,
} from './order-body.ts';
import { makeAddress, notes, shippingMethods, things } from './people.ts';
import type { Random } from './random.ts';

const linesMax = 5;
const currencies = ['CAD', 'EUR', 'USD', 'JPY'];

/** Money as Shopify writes it: a decimal string, without decimals where the currency has none. */
const moneyText = (cents: number, currency: string): string =>
  currency === 'JPY' ? String(cents) : (cents / 100).toFixed(2);

const makeLine = (random: Random, id: string, currency: string): ShopifyLine => {
  const [sku, title, cents] = random.pick(things);
  const price = moneyText(cents, currency);
  const quantity = random.chance(0.7) ? 1 : random.int(2, 6);
  const variantId = String(random.int(40_000_000_000_000, 49_000_000_000_000));
  return lineBody({ id, sku, title, price, quantity, variant_id: variantId }, currency);
};

/** A gift card is never shipped and has no sku: it must not reach the WMS. */
const makeGiftCard = (id: string, currency: string): ShopifyLine =>
  lineBody(
    {
      ...{ id, sku: null, title: 'Gift card', price: moneyText(5_000, currency) },
      ...{ requires_shipping: false, gift_card: true },
    },
    currency,
  );

/** Now and then a shop's data is bad: nobody can pick a thing without a SKU. */
const loseSku = (line: ShopifyLine): ShopifyLine => ({ ...line, sku: null });

const makeLines = (random: Random, orderId: string, currency: string, odd: boolean) => {
  const lineId = (index: number): string => `${BigInt(orderId) + BigInt(index + 1) * 7n}`;
  const lines = Array.from({ length: random.int(1, linesMax) }, (_, index) =>
    makeLine(random, lineId(index), currency),
  );
  const [first, ...others] = lines;
  const shipped = odd && first !== undefined ? [loseSku(first), ...others] : lines;
  return random.chance(0.08) ? [...shipped, makeGiftCard(lineId(linesMax), currency)] : shipped;
};

const makeId = (random: Random, number: number): string =>
  random.chance(0.05)
    ? // Above 2^53, like the id in Shopify's own test notification.
      `82098${String(random.int(0, 999_999)).padStart(6, '0')}${String(number).padStart(7, '0')}`
    : String(6_100_000_000_000 + number * 32_768 + random.int(0, 32_767));

export type DraftGiven = {
  /** Counts the shop's orders, from 1. */
  readonly number: number;
  /** `created_at`, in the shop's time. */
  readonly createdAt: string;
  /** Whether something is wrong with this order that no WMS can work with. */
  readonly odd: boolean;
};

/** An order as it is placed. */
export const makeDraft = (random: Random, given: DraftGiven): ShopifyOrder => {
  const { number, createdAt, odd } = given;
  const id = makeId(random, number);
  const currency = random.pick(currencies);
  const lines = makeLines(random, id, currency, odd);
  const address = makeAddress(random);
  const email = `customer-${random.int(1_000, 9_999)}@example.com`;
  const title = random.pick(shippingMethods);
  const cents = lines.reduce((sum, line) => sum + Number(line.price) * line.quantity * 100, 0);
  const order = {
    ...{ id, name: `#${1_000 + number}`, order_number: 1_000 + number, currency, email },
    ...{ created_at: createdAt, updated_at: createdAt, cancelled_at: null },
    financial_status: random.pick(['paid', 'paid', 'paid', 'paid', 'authorized', 'pending']),
    fulfillment_status: null,
    test: random.chance(0.03),
    note: random.chance(0.15) ? random.pick(notes) : null,
    line_items: lines,
    shipping_lines: [shippingLineBody({ id: `${BigInt(id) + 1n}`, title }, currency)],
    shipping_address: address,
    billing_address: random.chance(0.3) ? makeAddress(random) : address,
    customer: { id: String(7_000_000_000_000 + number), email, default_address: address },
    fulfillments: [],
    refunds: [],
  };
  return orderBody(order, moneyText(currency === 'JPY' ? cents / 100 : cents, currency));
};
