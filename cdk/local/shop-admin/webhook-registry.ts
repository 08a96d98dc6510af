/**
 * The webhook subscriptions that the Admin API lists, makes and deletes; the simulated shop sends only
 * what is subscribed here.
 */
import type { SubscriptionBook } from '../shop/subscriptions.ts';

export type WebhookSubscription = {
  /** Digits. */
  readonly id: string;
  /** As the API names it: `ORDERS_CREATE`. */
  readonly topic: string;
  readonly uri: string;
  readonly filter: string | null;
  readonly includeFields: readonly string[];
  readonly metafieldNamespaces: readonly string[];
  readonly name: string | null;
  readonly format: string;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type SubscriptionInput = Partial<
  Omit<WebhookSubscription, 'id' | 'topic' | 'createdAt' | 'updatedAt'>
> & { readonly callbackUrl?: string };

export type UserError = { readonly field: readonly string[] | null; readonly message: string };

const subscriptionsMax = 1_000;
const addressField = ['webhookSubscription', 'callbackUrl'];

/** What webhooks call `orders/create` is `ORDERS_CREATE` here. */
const enumOf = (topic: string): string => topic.toUpperCase().replaceAll('/', '_');

const isAddress = (uri: string): boolean =>
  /^https?:$/.test(URL.parse(uri)?.protocol ?? '') || /^(arn:aws:events|pubsub):/.test(uri);

type Kept = {
  subscriptions: WebhookSubscription[];
  ids: number;
  readonly now: () => number;
};

const second = ({ now }: Kept): string => `${new Date(now()).toISOString().slice(0, 19)}Z`;

const faultOf = (
  { subscriptions }: Kept,
  topic: string,
  uri: string,
  except?: string,
): string | undefined => {
  if (!isAddress(uri)) return 'Address is invalid';
  const taken = subscriptions.some(
    (one) => one.topic === topic && one.uri === uri && one.id !== except,
  );
  return taken ? 'Address for this topic has already been taken' : undefined;
};

const create = (
  kept: Kept,
  topic: string,
  input: SubscriptionInput,
): WebhookSubscription | UserError => {
  const { callbackUrl, uri = callbackUrl ?? '', ...rest } = input;
  if (kept.subscriptions.length >= subscriptionsMax)
    return { field: null, message: `at most ${subscriptionsMax} subscriptions` };
  const message = faultOf(kept, topic, uri);
  if (message !== undefined) return { field: addressField, message };
  kept.ids += 1;
  const defaults = { filter: null, includeFields: [], metafieldNamespaces: [], name: null };
  const times = { createdAt: second(kept), updatedAt: second(kept) };
  const made = { ...defaults, format: 'JSON', ...rest, ...times, id: String(kept.ids), topic, uri };
  kept.subscriptions.push(made);
  return made;
};

const update = (
  kept: Kept,
  id: string,
  { callbackUrl, ...input }: SubscriptionInput,
): WebhookSubscription | UserError => {
  const found = kept.subscriptions.find((one) => one.id === id);
  if (found === undefined) return { field: ['id'], message: 'Webhook subscription does not exist' };
  const uri = input.uri ?? callbackUrl ?? found.uri;
  const message = faultOf(kept, found.topic, uri, id);
  if (message !== undefined) return { field: addressField, message };
  const changed = { ...found, ...input, uri, updatedAt: second(kept) };
  kept.subscriptions = kept.subscriptions.map((one) => (one.id === id ? changed : one));
  return changed;
};

/** What the shop looks at before it sends: topics as webhooks name them. */
const makeBook = (kept: Kept): SubscriptionBook => {
  /** What Shopify deleted, so that it can be subscribed to again. */
  const dropped = new Map<string, readonly WebhookSubscription[]>();
  const ofTopic = (topic: string) =>
    kept.subscriptions.filter((one) => one.topic === enumOf(topic));
  return {
    has: (topic) => ofTopic(topic).length > 0,
    drop: (topic) => {
      dropped.set(topic, ofTopic(topic));
      kept.subscriptions = kept.subscriptions.filter((one) => one.topic !== enumOf(topic));
    },
    restore: (topic) => {
      for (const { uri } of dropped.get(topic) ?? []) create(kept, enumOf(topic), { uri });
      dropped.delete(topic);
    },
  };
};

export const makeWebhookRegistry = (now: () => number) => {
  const kept: Kept = { subscriptions: [], ids: 1_000, now };
  return {
    create: (topic: string, input: SubscriptionInput) => create(kept, topic, input),
    update: (id: string, input: SubscriptionInput) => update(kept, id, input),
    /** Whether there was one. */
    remove: (id: string): boolean => {
      const before = kept.subscriptions.length;
      kept.subscriptions = kept.subscriptions.filter((one) => one.id !== id);
      return kept.subscriptions.length < before;
    },
    /** @param topics - as webhooks name them. */
    subscribe: (topics: readonly string[], uri: string): void => {
      for (const topic of topics) create(kept, enumOf(topic), { uri });
    },
    book: makeBook(kept),
    all: (): readonly WebhookSubscription[] => kept.subscriptions,
  };
};
export type WebhookRegistry = ReturnType<typeof makeWebhookRegistry>;
