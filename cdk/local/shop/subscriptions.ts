/**
 * The shop's webhook subscriptions, one per topic: Shopify deletes one that keeps failing.
 */
import type { Tried } from './deliver-webhook.ts';

/** Failures in a row of one webhook, none of its topic being accepted in between. */
const failuresMax = 8;

export const makeSubscriptions = () => {
  /** Per topic, failures of each webhook since the topic's last success. */
  const failures = new Map<string, Map<string, number>>();
  const deleted = new Set<string>();

  const fail = ({ topic, webhookId, outcome }: Tried): void => {
    const ofTopic = failures.get(topic) ?? new Map<string, number>();
    failures.set(topic, ofTopic);
    const count = (ofTopic.get(webhookId) ?? 0) + 1;
    if (count >= failuresMax) deleted.add(topic);
    if (outcome === 'given-up') ofTopic.delete(webhookId);
    else ofTopic.set(webhookId, count);
  };

  return {
    has: (topic: string): boolean => !deleted.has(topic),
    /** Hears of every attempt to deliver. */
    hear: (tried: Tried): void => {
      if (tried.outcome === 'accepted') failures.delete(tried.topic);
      else fail(tried);
    },
    deleted: (): readonly string[] => [...deleted].sort(),
    /** Subscribes again to everything; what was not sent meanwhile is never sent. */
    restore: (): void => {
      deleted.clear();
      failures.clear();
    },
  };
};
export type Subscriptions = ReturnType<typeof makeSubscriptions>;
