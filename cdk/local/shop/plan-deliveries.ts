/**
 * Which webhooks one action of a shop triggers: one per topic, some twice, some late, some lost.
 */
import type { ShopifyOrder } from './order-body.ts';
import type { Random } from './random.ts';
import { type WebhookDelivery, webhookText } from './webhook-text.ts';

export type DeliveryHabits = {
  readonly secret: string;
  readonly shop: string;
  /** Share of webhooks that come twice. @default 0.1 */
  readonly duplicateRatio?: number;
  /** Share of webhooks that come late. @default 0.1 */
  readonly lateRatio?: number;
  /** Share of webhooks that never come. @default 0 */
  readonly dropRatio?: number;
  /** How late a late webhook may be. */
  readonly lateMillisMax: number;
};

export type TriggeredAction = {
  readonly topics: readonly string[];
  /** The order after the action. */
  readonly order: ShopifyOrder;
  readonly triggeredAt: Date;
};

export type PlannedDelivery = { readonly delivery: WebhookDelivery; readonly lateMillis: number };
export type PlannedAction = {
  readonly webhooks: readonly PlannedDelivery[];
  readonly duplicates: number;
  readonly dropped: number;
};

/** All webhooks of one action have the same body and event id, each has a webhook id of its own. */
export const planDeliveries = (
  habits: DeliveryHabits,
  random: Random,
  { topics, order, triggeredAt }: TriggeredAction,
): PlannedAction => {
  const { secret, shop, duplicateRatio = 0.1, lateRatio = 0.1, dropRatio = 0 } = habits;
  const shared = { body: webhookText(order), secret, shop, triggeredAt, eventId: random.uuid() };
  const copies = topics.flatMap((topic) =>
    random.chance(duplicateRatio) ? [topic, topic] : [topic],
  );
  const planned = copies.map((topic) => ({
    delivery: { ...shared, topic, webhookId: random.uuid() },
    lateMillis: random.chance(lateRatio) ? random.int(1, habits.lateMillisMax) : 0,
    dropped: random.chance(dropRatio),
  }));
  const webhooks = planned.filter(({ dropped }) => !dropped);
  return {
    webhooks,
    duplicates: copies.length - topics.length,
    dropped: planned.length - webhooks.length,
  };
};
