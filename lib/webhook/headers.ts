/**
 * The Shopify headers that we read. None of them is signed: they are hints and words for people.
 */
import { complianceTopics, deletionTopic, orderTopics } from '../order/order-topics.ts';

export type WebhookHeaders = {
  readonly signature: string | undefined;
  /** Lower case, as it is written in the config. */
  readonly shop: string | undefined;
  readonly topic: string | undefined;
  readonly webhookId: string | undefined;
};

/** What a header may add to a message or a log line; anything else is left out. */
const plainText = /^[\x21-\x7e]{1,200}$/;

/** @param headers - as API Gateway gives them; names in any case, repeated ones joined by a comma. */
export const readHeaders = (
  headers: Readonly<Record<string, string | undefined>>,
): WebhookHeaders => {
  const byName = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value?.trim()]),
  );
  const plain = (name: string): string | undefined => {
    const value = byName.get(name);
    return value !== undefined && plainText.test(value) ? value : undefined;
  };
  return {
    signature: byName.get('x-shopify-hmac-sha256') || undefined,
    shop: plain('x-shopify-shop-domain')?.toLowerCase(),
    topic: plain('x-shopify-topic'),
    webhookId: plain('x-shopify-webhook-id'),
  };
};

export type TopicKind = 'order' | 'deletion' | 'compliance' | 'other';

const wholeOrder: ReadonlySet<string> = new Set(orderTopics);
const compliance: ReadonlySet<string> = new Set(complianceTopics);

/** A body without a topic may be an order, and nothing signed by Shopify is lost. */
export const topicKind = (topic: string | undefined): TopicKind => {
  if (topic === undefined || wholeOrder.has(topic)) return 'order';
  if (compliance.has(topic)) return 'compliance';
  return topic === deletionTopic ? 'deletion' : 'other';
};
