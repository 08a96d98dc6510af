/**
 * Webhook bodies of about a given size: Shopify's documented payload of `orders/updated`, of a made-up person,
 * with ids of fourteen digits as shops have today. The smallest is what a lean payload has; the largest has
 * 500 lines, as many as an order may have, each with its taxes, discounts and properties.
 */
import type { ShopifyLine } from '../../../cdk/local/shop/order-body.ts';
import { newestApiVersion } from '../../../cdk/local/shop/order-sample.ts';
import { webhookBody } from '../../../cdk/local/shop/webhook-body.ts';
import { webhookText } from '../../../cdk/local/shop/webhook-text.ts';
import { shopifyLine, shopifyOrder, shopifyShippingLine } from '../../builders/shopify-order.ts';

export type Body = { readonly name: string; readonly text: string };

const firstId = 61_000_000_000_000;
const linesMax = 500;
const taxesMax = 20;

const money = (amount: string) => ({
  shop_money: { amount, currency_code: 'CAD' },
  presentment_money: { amount, currency_code: 'CAD' },
});

/** What else stands in a line of a large order, and is none of a warehouse's business. */
const trimmings = (index: number, taxes: number) => ({
  tax_lines: Array.from({ length: taxes }, (_, tax) => ({
    ...{ channel_liable: false, price: '9.95', price_set: money('9.95') },
    ...{ rate: 0.05, title: `Tax ${tax + 1}` },
  })),
  discount_allocations: [
    { amount: '4.50', amount_set: money('4.50'), discount_application_index: index % 3 },
  ],
  properties: [{ name: 'Engraving', value: `Number ${index}, in the small letters` }],
});

const lineOf = (index: number, taxes: number): ShopifyLine =>
  shopifyLine({
    ...{ id: String(firstId + 1_000 + index), title: `A thing of kind ${index}` },
    ...{ sku: `THING-${index}`, variant_id: String(firstId + 900_000 + index) },
    ...trimmings(index, taxes),
  });

const orderOf = (lines: number, taxes: number) =>
  shopifyOrder({
    id: String(firstId),
    line_items: Array.from({ length: lines }, (_, index) => lineOf(index, taxes)),
    shipping_lines: [shopifyShippingLine({ id: String(firstId + 1) })],
  });

const whole = (lines: number, taxes: number): string => {
  const order = orderOf(lines, taxes);
  const body = webhookBody(newestApiVersion, 'orders/updated', order);
  // The sample's lines have no such fields of their own, so they are put there.
  const told = (body?.['line_items'] ?? []) as readonly object[];
  const line_items = told.map((line, index) => ({ ...line, ...trimmings(index, taxes) }));
  return withIdsOfToday(webhookText({ ...body, line_items }));
};

/** A payload cut down to some fields, as a subscription with `include_fields` gets it. */
const lean = (): string => {
  const { id, name, updated_at, financial_status, cancelled_at, ...order } = orderOf(1, 0);
  const { test, note, line_items, shipping_address, shipping_lines, fulfillments } = order;
  const body = {
    ...{ id, name, updated_at, financial_status, cancelled_at, test, note },
    ...{ line_items, shipping_address, shipping_lines, fulfillments },
  };
  return withIdsOfToday(webhookText(body));
};

/** The documented payload's ids have eighteen digits, those of shops fourteen. */
const withIdsOfToday = (text: string): string =>
  text.replace(/\d{16,}/g, (digits) => digits.slice(0, 14));

/** As few more bytes than that as whole lines, and then taxes, allow. */
const atLeast = (bytes: number): string => {
  const bytesOfALine = Buffer.byteLength(whole(2, 0)) - Buffer.byteLength(whole(1, 0));
  const linesNeeded = Math.ceil((bytes - Buffer.byteLength(whole(1, 0))) / bytesOfALine) + 1;
  for (let taxes = 0; taxes <= taxesMax; taxes += 1) {
    const text = whole(Math.min(linesNeeded, linesMax), taxes);
    if (Buffer.byteLength(text) >= bytes) return text;
  }
  throw new Error(`no order of ${linesMax} lines has ${bytes} bytes`);
};

export const makeBodies = (): readonly Body[] => [
  { name: '2 KB', text: lean() },
  { name: '12 KB', text: atLeast(12_000) },
  { name: '1 MB', text: atLeast(1_000_000) },
];
