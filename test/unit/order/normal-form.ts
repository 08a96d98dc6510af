/** The way of a body's text to its normal form, as accept-webhook takes it. */
import { parseLosslessJson } from '../../../lib/order/lossless-json.ts';
import { type NormalOrder, normalizeOrder } from '../../../lib/order/normal-order.ts';
import { shopifyOrderSchema } from '../../../lib/order/shopify-order.ts';
import { demoShop, shopifyBody } from '../../builders/shopify-order.ts';

/** Throws where the body is no order. */
export const normalFormOfText = (text: string): NormalOrder => {
  const parsed = parseLosslessJson(Buffer.from(text));
  if (parsed.kind === 'not-json') throw new Error('the body is not JSON');
  return normalizeOrder(demoShop, shopifyOrderSchema.parse(parsed.value));
};

export const normalFormOf = (body: object): NormalOrder => normalFormOfText(shopifyBody(body));
