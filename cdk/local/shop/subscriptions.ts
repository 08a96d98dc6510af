/**
 * The shop's webhook subscriptions, one per topic: Shopify deletes one that keeps failing.
 */
import type { Tried } from './deliver-webhook.ts';

/** Failures in a row of one webhook, none of its topic being accepted in between. */
const failuresMax = 8;

/** Which topics are subscribed to. */
export type SubscriptionBook = {
  readonly has: (topic: string) => boolean;
  readonly drop: (topic: string) => void;
  /** Subscribes again to what was dropped. */
  readonly restore: (topic: string) => void;
};

/** Everything is subscribed to but what was dropped. */
const ownBook = (): SubscriptionBook => {
  const dropped = new Set<string>();
  return {
    has: (topic) => !dropped.has(topic),
    drop: (topic) => void dropped.add(topic),
    restore: (topic) => void dropped.delete(topic),
  };
};

export const makeSubscriptions = (book: SubscriptionBook = ownBook()) => {
  /** Per topic, failures of each webhook since the topic's last success. */
  const failures = new Map<string, Map<string, number>>();
  /** Some may have been subscribed to again by others meanwhile. */
  const deleted = new Set<string>();

  const fail = ({ topic, webhookId, outcome }: Tried): void => {
    const ofTopic = failures.get(topic) ?? new Map<string, number>();
    failures.set(topic, ofTopic);
    const count = (ofTopic.get(webhookId) ?? 0) + 1;
    if (count >= failuresMax && book.has(topic)) {
      book.drop(topic);
      deleted.add(topic);
      // Whoever subscribes again begins anew.
      failures.delete(topic);
      return;
    }
    if (outcome === 'given-up') ofTopic.delete(webhookId);
    else ofTopic.set(webhookId, count);
  };

  return {
    has: book.has,
    /** Hears of every attempt to deliver. */
    hear: (tried: Tried): void => {
      if (tried.outcome === 'accepted') failures.delete(tried.topic);
      else fail(tried);
    },
    deleted: (): readonly string[] => [...deleted].filter((topic) => !book.has(topic)).sort(),
    /** Subscribes again to everything; what was not sent meanwhile is never sent. */
    restore: (): void => {
      for (const topic of deleted) if (!book.has(topic)) book.restore(topic);
      deleted.clear();
      failures.clear();
    },
  };
};
export type Subscriptions = ReturnType<typeof makeSubscriptions>;
