/**
 * An authentic order version: seen before, or put on the queue and marked as accepted.
 *
 * A crash between the two leaves the order unmarked, so that its second copy is enqueued as well;
 * SQS (five minutes) or deliver-order drops it. The other way round it would be lost.
 */
import { acceptDeduplicationId } from '../order/deduplication.ts';
import type { NormalOrder } from '../order/normal-order.ts';
import {
  encodeMessage,
  groupIdOf,
  type OrderMessage,
  schemaVersion,
} from '../order/order-message.ts';
import { type Accepted, instantOf } from '../order/order-record.ts';
import type { Acceptance, AcceptPorts, Webhook } from './accept-webhook.ts';
import { parkWebhook } from './park-webhook.ts';

/** SQS takes 1 MiB (FACTS-aws section 4); the difference is room for a letter's envelope. */
export const messageBytesMax = 1_000_000;

export const acceptOrder = async (
  ports: AcceptPorts,
  webhook: Webhook,
  order: NormalOrder,
  hash: string,
): Promise<Acceptance> => {
  const { shop, orderId, version } = order;
  const seen = seenBefore((await ports.readRecord(shop, orderId)).accepted, version, hash);
  if (seen !== undefined) return { kind: seen, orderId, version };

  const deduplicationId = acceptDeduplicationId(shop, orderId, version, hash);
  const message = messageOf(ports, webhook, order, { hash, id: deduplicationId });
  const body = encodeMessage(message);
  if (body.length > messageBytesMax) {
    const reason = `the order's message has ${body.length} bytes, ${messageBytesMax} are possible`;
    return parkWebhook(ports, webhook, { class: 'too_large', orderId, version, reason });
  }
  await ports.enqueue({ body, groupId: groupIdOf(shop, orderId), deduplicationId });
  const before = await ports.markAccepted(shop, orderId, {
    version,
    instant: instantOf(version),
    hash,
    at: webhook.receivedAt,
    source: 'webhook',
  });
  // A twin was quicker: both read an empty record and both sent, but SQS kept one of the two.
  return seenBefore(before, version, hash) === 'duplicate'
    ? { kind: 'duplicate', orderId, version }
    : { kind: 'enqueued', orderId, version, name: order.name };
};

const seenBefore = (
  accepted: Accepted | undefined,
  version: string,
  hash: string,
): 'duplicate' | 'superseded' | undefined => {
  if (accepted === undefined) return undefined;
  const age = accepted.instant - instantOf(version);
  if (age > 0) return 'superseded';
  return age === 0 && accepted.hash === hash ? 'duplicate' : undefined;
};

const messageOf = (
  { randomHex }: AcceptPorts,
  { headers, receivedAt }: Webhook,
  order: NormalOrder,
  { hash, id }: { readonly hash: string; readonly id: string },
): OrderMessage => ({
  specversion: '1.0',
  id,
  source: `https://${order.shop}`,
  type: 'shopify.order.version',
  subject: order.orderId,
  time: receivedAt,
  datacontenttype: 'application/json',
  schemaversion: schemaVersion,
  traceparent: `00-${randomHex(16)}-${randomHex(8)}-01`,
  data: {
    order,
    hash,
    origin: 'webhook',
    topic: headers.topic ?? null,
    webhookId: headers.webhookId ?? null,
    replays: 0,
  },
});
