/** Webhook subscriptions as GraphQL shows them. */
import { badRequest, type Connect, type PageArguments } from './connection.ts';
import type { AdminState } from './shop-admin-parts.ts';
import type { WebhookSubscription } from './webhook-registry.ts';

type Shown = Pick<AdminState, 'webhooks' | 'switches'>;

export const showSubscription = (
  { switches }: Shown,
  subscription: WebhookSubscription,
): object => ({
  __typename: 'WebhookSubscription',
  ...subscription,
  id: `gid://shopify/WebhookSubscription/${subscription.id}`,
  legacyResourceId: subscription.id,
  callbackUrl: subscription.uri,
  apiVersion: {
    handle: switches.webhookApiVersion,
    displayName: switches.webhookApiVersion,
    supported: true,
  },
});

export const subscriptionObject = (state: Shown, id: string): object | null => {
  const found = state.webhooks.all().find((one) => one.id === id);
  return found === undefined ? null : showSubscription(state, found);
};

type ListArguments = PageArguments & {
  readonly topics?: readonly string[] | null;
  readonly uri?: string | null;
  readonly callbackUrl?: string | null;
  readonly query?: string | null;
};

export const listSubscriptions = (
  state: Shown,
  { topics, uri, callbackUrl, query, ...page }: ListArguments,
  connect: Connect,
): object => {
  if (query) throw badRequest('a search for subscriptions is not simulated: give topics or uri');
  const address = uri ?? callbackUrl;
  const found = state.webhooks
    .all()
    .filter(
      (one) => (topics == null || topics.includes(one.topic)) && (address ?? one.uri) === one.uri,
    );
  return connect(
    found.map((one) => showSubscription(state, one)),
    page,
  );
};
