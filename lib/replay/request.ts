/**
 * What an operator may ask of replay-dead-letters, and how a wrong question is answered.
 */
import * as z from 'zod';
import type { ReplayRequest } from './replay-letters.ts';

const requestSchema = z.union([
  z.strictObject({ all: z.literal(true) }),
  z.strictObject({ orderId: z.string().regex(/^\d{1,32}$/), shop: z.string().min(1).optional() }),
]);

export type ParsedRequest = ReplayRequest | { readonly kind: 'invalid'; readonly fault: string };

const usage =
  'ask {"all": true}, or {"orderId": "DIGITS"} with an optional "shop": "NAME.myshopify.com"; the order id is a string, since it can be larger than a number holds';

export const parseReplayRequest = (event: unknown): ParsedRequest => {
  const parsed = requestSchema.safeParse(event);
  if (!parsed.success) return { kind: 'invalid', fault: usage };
  if ('all' in parsed.data) return { kind: 'all' };
  const { orderId, shop } = parsed.data;
  return { kind: 'order', orderId, ...(shop === undefined ? {} : { shop }) };
};
