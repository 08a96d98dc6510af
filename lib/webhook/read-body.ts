/**
 * What an authentic webhook body says: an order version, a deletion, what is asked of a customer's data, or
 * something we do not carry.
 *
 * The topic is a hint only. A body that is an order is one under any topic that we read, so that a
 * re-labelled body can be stale at most.
 */
import { parseJson, parseLosslessJson } from '../order/lossless-json.ts';
import { contentHash, type NormalOrder, normalizeOrder } from '../order/normal-order.ts';
import { describeFaults } from '../order/order-message.ts';
import { shopifyIdSchema, shopifyOrderSchema } from '../order/shopify-order.ts';
import { type ReadPrivacy, readPrivacy } from '../privacy/privacy-request.ts';
import { topicKind } from './headers.ts';

export type WebhookBody =
  | { readonly kind: 'order'; readonly order: NormalOrder; readonly hash: string }
  | { readonly kind: 'deletion'; readonly orderId: string }
  | Extract<ReadPrivacy, { readonly kind: 'privacy' }>
  | { readonly kind: 'ignored' }
  /** Signed, but not readable as what its topic promises. `fault` holds no part of the body. */
  | { readonly kind: 'malformed'; readonly orderId: string | null; readonly fault: string };

/**
 * An order of a thousand lines has some sixty thousand objects and lists. A body has room for two million, and
 * parsed they would need more memory than the function has.
 */
const partsMax = 300_000;
const [brace, bracket] = [0x7b, 0x5b];

const hasFewParts = (rawBody: Uint8Array): boolean => {
  if (rawBody.length <= partsMax) return true;
  let parts = 0;
  for (const byte of rawBody) if (byte === brace || byte === bracket) parts += 1;
  return parts <= partsMax;
};

const tooManyParts = {
  kind: 'malformed',
  orderId: null,
  fault: `more than ${partsMax} objects and lists`,
} as const;

const notJson = { kind: 'malformed', orderId: null, fault: 'not JSON' } as const;

export const readBody = (
  shop: string,
  topic: string | undefined,
  rawBody: Uint8Array,
): WebhookBody => {
  const kind = topicKind(topic);
  if (kind === 'other') return { kind: 'ignored' };
  if (!hasFewParts(rawBody)) return tooManyParts;
  if (kind === 'compliance') return readCompliance(shop, rawBody);
  const rounded = parseJson(rawBody);
  if (rounded.kind === 'not-json') return notJson;
  const quick = readOrder(shop, rounded.value);
  if (quick.kind === 'order') return quick;

  // An id beyond 2^53 is no integer for the quick way, which has lost its last digits.
  const parsed = parseLosslessJson(rawBody);
  if (parsed.kind === 'not-json') return notJson;
  const read = readOrder(shop, parsed.value);
  if (read.kind === 'order') return read;

  const orderId = shopifyIdSchema.safeParse(parsed.value).data?.id ?? null;
  if (kind === 'deletion' && orderId !== null) return { kind: 'deletion', orderId };
  return { kind: 'malformed', orderId, fault: read.fault };
};

const readCompliance = (shop: string, rawBody: Uint8Array): WebhookBody => {
  const parsed = parseLosslessJson(rawBody);
  if (parsed.kind === 'not-json') return notJson;
  const read = readPrivacy(shop, parsed.value);
  return read.kind === 'malformed' ? { ...read, orderId: null } : read;
};

type ReadOrder =
  | Extract<WebhookBody, { readonly kind: 'order' }>
  | { readonly kind: 'no-order'; readonly fault: string };

const readOrder = (shop: string, value: unknown): ReadOrder => {
  const order = shopifyOrderSchema.safeParse(value);
  if (!order.success) return { kind: 'no-order', fault: describeFaults(order.error) };
  const normal = normalizeOrder(shop, order.data);
  return { kind: 'order', order: normal, hash: contentHash(normal) };
};
