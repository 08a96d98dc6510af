/**
 * The app's webhook subscriptions to orders: which there are, and making one.
 *
 * Only those made by the API can be seen here; those of the app's own configuration file cannot.
 */
import * as z from 'zod';
import type { Answered, Subscription } from '../admin-api.ts';
import {
  type AdminDocument,
  type Ask,
  enumSchema,
  gidSchema,
  pageInfo,
  pageInfoSchema,
} from './document.ts';
import { rejectedBy, userErrorsSchema } from './user-errors.ts';

const subscriptionSchema = z.object({
  id: gidSchema,
  topic: enumSchema,
  uri: z.string(),
  apiVersion: z.object({ handle: z.string() }),
});
const fields = 'id topic uri apiVersion { handle }';

const listSchema = z.object({
  webhookSubscriptions: z.object({
    nodes: z.array(subscriptionSchema),
    pageInfo: pageInfoSchema,
  }),
});
type Listed = z.output<typeof listSchema>;
export const orderSubscriptions: AdminDocument<Listed> = {
  name: 'OrderSubscriptions',
  kind: 'query',
  text: `query OrderSubscriptions($after: String) {
  webhookSubscriptions(first: 100, after: $after, topics: [
    ORDERS_CREATE ORDERS_UPDATED ORDERS_PAID ORDERS_CANCELLED ORDERS_FULFILLED
    ORDERS_PARTIALLY_FULFILLED ORDERS_DELETE ORDERS_EDITED
  ]) {
    nodes { ${fields} }
    ${pageInfo}
  }
}`,
  data: listSchema,
  cost: 203,
  scopes: [],
};

const createSchema = z.object({
  webhookSubscriptionCreate: z
    .object({ webhookSubscription: subscriptionSchema.nullable(), userErrors: userErrorsSchema })
    .nullable(),
});
export const createSubscription: AdminDocument<z.output<typeof createSchema>> = {
  name: 'CreateSubscription',
  kind: 'mutation',
  text: `mutation CreateSubscription($topic: WebhookSubscriptionTopic!, $uri: String!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: { uri: $uri, format: JSON }) {
    webhookSubscription { ${fields} }
    userErrors { field message }
  }
}`,
  data: createSchema,
  cost: 13,
  // The topics of orders need what orders need; Shopify says so at each topic, not at this mutation.
  scopes: [],
};

/** `ORDERS_PARTIALLY_FULFILLED` is what webhooks call `orders/partially_fulfilled`. */
const topicOf = (name: string): string => name.toLowerCase().replace('_', '/');
const enumOf = (topic: string): string => topic.toUpperCase().replace('/', '_');

const asSubscription = (node: z.output<typeof subscriptionSchema>): Subscription => ({
  id: node.id,
  topic: topicOf(node.topic),
  uri: node.uri,
  apiVersion: node.apiVersion.handle,
});

/** Of 100 each: an app that has more is not the bridge's. */
const pagesMax = 10;

export const readSubscriptions = async (ask: Ask): Promise<Answered<readonly Subscription[]>> => {
  const found: Subscription[] = [];
  let after: string | null = null;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer: Answered<Listed> = await ask(orderSubscriptions, { after });
    if (answer.kind !== 'answered') return answer;
    const listed: Listed['webhookSubscriptions'] = answer.value.webhookSubscriptions;
    found.push(...listed.nodes.map(asSubscription));
    if (!listed.pageInfo.hasNextPage) return { kind: 'answered', value: found };
    after = listed.pageInfo.endCursor;
    if (after === null) break;
  }
  // Some of them only: those that are missing here may be there.
  return { kind: 'malformed', fault: 'webhookSubscriptions: pages that do not end' };
};

/** @param topic - as webhooks name it, `orders/create`. */
export const subscribe = async (
  ask: Ask,
  topic: string,
  uri: string,
): Promise<Answered<Subscription>> => {
  const answer = await ask(createSubscription, { topic: enumOf(topic), uri });
  if (answer.kind !== 'answered') return answer;
  const created = answer.value.webhookSubscriptionCreate;
  return created?.webhookSubscription
    ? { kind: 'answered', value: asSubscription(created.webhookSubscription) }
    : rejectedBy(created?.userErrors ?? []);
};
