/**
 * How an order is named on the command line: by Shopify's id, alone or with the shop, or by the number
 * that people use.
 */
import { InvalidArgumentError } from 'commander';
import { isOrderNumber } from '../../../lib/order/order-number.ts';

export type OrderArgument =
  | { readonly kind: 'id'; readonly orderId: string; readonly shop?: string }
  | { readonly kind: 'number'; readonly number: string };

/** As other commands print it: `demo.myshopify.com/820982911946154508`. */
const withShop = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+)\/(\d{1,32})$/;
const idAlone = /^\d{1,32}$/;

export const parseOrder = (text: string): OrderArgument => {
  const trimmed = text.trim();
  if (idAlone.test(trimmed)) return { kind: 'id', orderId: trimmed };
  const [, shop, orderId] = withShop.exec(trimmed) ?? [];
  if (shop !== undefined && orderId !== undefined) return { kind: 'id', orderId, shop };
  if (isOrderNumber(trimmed)) return { kind: 'number', number: trimmed };
  throw new InvalidArgumentError("Give Shopify's id of the order, or its number: '#1001'.");
};
