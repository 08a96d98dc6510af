/**
 * An order version that was read from Shopify goes onto the queue, and is marked as accepted.
 *
 * A crash between the two leaves it unmarked, so that the next run sends a second copy, which deliver-order
 * drops. The other way round it would be lost.
 */

import { type MessageFacts, messageBytesMax, messageOf } from '../order/message-of.ts';
import type { NormalOrder } from '../order/normal-order.ts';
import { encodeMessage, groupIdOf } from '../order/order-message.ts';
import { instantOf } from '../order/order-record.ts';
import type { Work } from './work.ts';

/** An order as Shopify has it, and the hash of its content. */
export type FoundOrder = { readonly order: NormalOrder; readonly hash: string };

export type SendFacts = Pick<MessageFacts, 'origin'> & {
  readonly deduplicationId: string;
  /** @default - now: the order was read */
  readonly time?: string;
  readonly replays?: number;
  /** Of a repair. */
  readonly generation?: number;
};

export type Sent =
  | { readonly kind: 'sent' }
  /** A webhook brought this very version in the meantime; deliver-order drops one of the two. */
  | { readonly kind: 'twin' }
  | { readonly kind: 'too_large'; readonly bytes: number };

export const sendOrder = async (
  { ports, graceMillis }: Work,
  { order, hash }: FoundOrder,
  { deduplicationId, origin, replays = 0, time: given, generation }: SendFacts,
): Promise<Sent> => {
  const { shop, orderId, version } = order;
  const at = new Date(ports.now()).toISOString();
  const repair = generation === undefined ? {} : { generation };
  const facts = { id: deduplicationId, hash, origin, replays, time: given ?? at, ...repair };
  const body = encodeMessage(messageOf(order, facts, ports.randomHex));
  if (body.length > messageBytesMax) return { kind: 'too_large', bytes: body.length };

  const instant = instantOf(version);
  // Shopify's clock has whole seconds: the order may change once more without a newer version.
  if (instant > ports.now() - graceMillis) await ports.markReread({ shop, orderId }, version, at);
  await ports.enqueue({ body, groupId: groupIdOf(shop, orderId), deduplicationId });
  const accepted = { version, instant, hash, at, source: origin, ...repair };
  const before = await ports.markAccepted(shop, orderId, accepted);
  return { kind: before?.instant === instant ? 'twin' : 'sent' };
};
