/**
 * Which webhooks one action of a shop triggers: one per topic, some twice, some late, some lost.
 */
import type { ShopifyOrder } from './order-body.ts';
import type { Random } from './random.ts';
import type { Habits } from './scenarios.ts';
import { webhookBody } from './webhook-body.ts';
import { type WebhookDelivery, webhookText } from './webhook-text.ts';

export type Sender = {
  readonly secret: string;
  readonly shop: string;
  readonly apiVersion: string;
};

export type TriggeredAction = {
  readonly topics: readonly string[];
  /** The order after the action. */
  readonly order: ShopifyOrder;
  readonly triggeredAt: Date;
};

export type PlannedDelivery = {
  readonly delivery: WebhookDelivery;
  readonly lateMillis: number;
  /** Shopify never sends it. */
  readonly dropped: boolean;
  /** The second of two. */
  readonly duplicate: boolean;
};

/**
 * All webhooks of one action have the same event id, each has a webhook id of its own. A topic that
 * the API version does not have brings none.
 */
export const planDeliveries = (
  sender: Sender,
  habits: Habits,
  random: Random,
  { topics, order, triggeredAt }: TriggeredAction,
): readonly PlannedDelivery[] => {
  const eventId = random.uuid();
  const planOne = (topic: string, body: string, duplicate: boolean): PlannedDelivery => ({
    delivery: { ...sender, topic, body, webhookId: random.uuid(), eventId, triggeredAt },
    lateMillis: random.chance(habits.lateRatio) ? random.int(1, habits.lateMillisMax) : 0,
    dropped: random.chance(habits.dropRatio),
    duplicate,
  });
  return topics.flatMap((topic) => {
    const fields = webhookBody(sender.apiVersion, topic, order);
    if (fields === undefined) return [];
    const body = webhookText(fields);
    const copies = random.chance(habits.duplicateRatio) ? [false, true] : [false];
    return copies.map((duplicate) => planOne(topic, body, duplicate));
  });
};
