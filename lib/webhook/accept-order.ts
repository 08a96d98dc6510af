/**
 * An authentic order version: seen before, or put on the queue and marked as accepted.
 *
 * A crash between the two leaves the order unmarked, so that its second copy is enqueued as well;
 * SQS (five minutes) or deliver-order drops it. The other way round it would be lost.
 */
import { acceptDeduplicationId } from '../order/deduplication.ts';
import { type MessageFacts, messageBytesMax, messageOf, tooLarge } from '../order/message-of.ts';
import type { NormalOrder } from '../order/normal-order.ts';
import { encodeMessage, groupIdOf } from '../order/order-message.ts';
import { type Accepted, instantOf } from '../order/order-record.ts';
import type { Acceptance, AcceptPorts, Webhook } from './accept-webhook.ts';
import { parkWebhook } from './park-webhook.ts';

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
  const { headers, receivedAt } = webhook;
  const facts: MessageFacts = {
    id: deduplicationId,
    hash,
    time: receivedAt,
    origin: 'webhook',
    topic: headers.topic,
    webhookId: headers.webhookId,
  };
  const body = encodeMessage(messageOf(order, facts, ports.randomHex));
  if (body.length > messageBytesMax) {
    const reason = tooLarge(body.length);
    return parkWebhook(ports, webhook, { class: 'too_large', orderId, version, reason });
  }
  await ports.enqueue({ body, groupId: groupIdOf(shop, orderId), deduplicationId });
  const before = await ports.markAccepted(shop, orderId, {
    version,
    instant: instantOf(version),
    hash,
    at: receivedAt,
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
