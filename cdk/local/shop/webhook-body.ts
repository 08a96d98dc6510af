/**
 * The body of a webhook: what an API version of Shopify tells of an order under a topic.
 *
 * The documented payload gives the fields and their order; the values are the order's, and the
 * sample's own where the simulated shop has none. Nobody of the sample's people gets into it.
 */
import type { ShopifyOrder } from './order-body.ts';
import { type Fields, isFields, sampleOf } from './order-sample.ts';

/** A sample's field in the money of an order: nothing stays nothing, all else becomes the total. */
const inMoneyOf = (order: ShopifyOrder, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((each) => inMoneyOf(order, each));
  if (!isFields(value)) return isAmount(value) ? amountOf(order, value) : value;
  if ('currency_code' in value) return { amount: '0.00', currency_code: order.currency };
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, inMoneyOf(order, each)]),
  );
};

const isAmount = (value: unknown): value is string =>
  typeof value === 'string' && /^\d+\.\d\d$/.test(value);

const amountOf = (order: ShopifyOrder, sample: string): unknown =>
  Number(sample) === 0 ? sample : order.total_price;

/** The sample's fields, no others, with what is given; a field given as undefined stays away. */
const likeSample = (sample: Fields, given: Fields, order: ShopifyOrder): Fields =>
  Object.fromEntries(
    Object.entries(sample).map(([key, value]) => [
      key,
      Object.hasOwn(given, key) ? given[key] : inMoneyOf(order, value),
    ]),
  );

/** An entry of a list that may differ between entries, as a line's fields do from a gift card's. */
const eachLikeSample = (
  samples: unknown,
  given: readonly Fields[],
  order: ShopifyOrder,
): unknown => {
  const [sample] = Array.isArray(samples) ? samples : [];
  return isFields(sample) ? given.map((each) => likeSample(sample, each, order)) : given;
};

const wholeOrder = (sample: Fields, order: ShopifyOrder): Fields => {
  const { customer } = order;
  const body = {
    ...order,
    line_items: eachLikeSample(sample.line_items, order.line_items, order),
    shipping_lines: eachLikeSample(sample.shipping_lines, order.shipping_lines, order),
    ...(isFields(customer) && isFields(sample.customer)
      ? { customer: likeSample(sample.customer, customer, order) }
      : {}),
  };
  return likeSample(sample, body, order);
};

/** What was added and what was removed, as `orders/edited` tells it: not an order. */
const orderEdit = (sample: Fields, order: ShopifyOrder): Fields => ({
  order_edit: {
    ...(isFields(sample.order_edit) ? sample.order_edit : {}),
    id: `${BigInt(order.id) + 5n}`,
    order_id: order.id,
    created_at: order.updated_at,
    committed_at: order.updated_at,
    line_items: {
      additions: order.line_items.slice(-1).map(({ id, quantity }) => ({ id, delta: quantity })),
      removals: [],
    },
  },
});

/** The body under this topic; undefined where the API version has no such topic. */
export const webhookBody = (
  apiVersion: string,
  topic: string,
  order: ShopifyOrder,
): Fields | undefined => {
  const sample = sampleOf(apiVersion, topic);
  if (sample === undefined) return undefined;
  if ('line_items' in sample) return wholeOrder(sample, order);
  if ('order_edit' in sample) return orderEdit(sample, order);
  if ('id' in sample) return { id: order.id };
  const told = {
    order_id: order.id,
    admin_graphql_api_order_id: `gid://shopify/Order/${order.id}`,
  };
  return likeSample(sample, told, order);
};
