/**
 * The root fields of mutations: webhook subscriptions and bulk operations.
 */
import { bulkObject } from './bulk-object.ts';
import type { BulkOperation, BulkOperations } from './bulk-operations.ts';
import type { Granted } from './granted-scopes.ts';
import { readGid } from './query-fields.ts';
import type { QueryContext } from './run-query.ts';
import type { AdminState } from './shop-admin-parts.ts';
import { showSubscription } from './webhook-object.ts';
import type { SubscriptionInput, UserError, WebhookSubscription } from './webhook-registry.ts';

type Id = { readonly id: string };
type Input = { readonly webhookSubscription: SubscriptionInput };

const payload = (state: AdminState, result: WebhookSubscription | UserError): object =>
  'message' in result
    ? { webhookSubscription: null, userErrors: [result] }
    : { webhookSubscription: showSubscription(state, result), userErrors: [] };

/** Only who may read orders is told of them. */
const mayHear = (topic: string, granted: Granted): boolean =>
  !topic.startsWith('ORDERS_') || granted.has('read_orders') || granted.has('write_orders');

const webhookMutations = (state: AdminState) => ({
  webhookSubscriptionCreate: (
    { topic, webhookSubscription: input }: Input & { readonly topic: string },
    { granted }: QueryContext,
  ) => {
    const message = `You do not have permission to create or update webhooks with ${topic} topic.`;
    if (!mayHear(topic, granted)) return payload(state, { field: ['topic'], message });
    return payload(state, state.webhooks.create(topic, input));
  },
  webhookSubscriptionUpdate: ({ id, webhookSubscription: input }: Id & Input) =>
    payload(state, state.webhooks.update(readGid(id).id, input)),
  webhookSubscriptionDelete: ({ id }: Id) => {
    const isGone = state.webhooks.remove(readGid(id).id);
    const message = 'Webhook subscription does not exist';
    return {
      deletedWebhookSubscriptionId: isGone ? id : null,
      userErrors: isGone ? [] : [{ field: ['id'], message }],
    };
  },
});

const bulkMutations = (state: AdminState, bulk: BulkOperations) => {
  const show = (operation: BulkOperation): object =>
    bulkObject(operation, (name) => `${state.place.url}/bulk/${name}`);
  return {
    bulkOperationRunQuery: (
      { query, groupObjects }: { readonly query: string; readonly groupObjects: boolean },
      { granted }: QueryContext,
    ) => {
      const started = bulk.start(query, groupObjects, granted);
      if (started.kind === 'started')
        return { bulkOperation: show(started.operation), userErrors: [] };
      const { code, faults } = started;
      const userErrors = faults.map((message) => ({ field: ['query'], message, code }));
      return { bulkOperation: null, userErrors };
    },
    bulkOperationCancel: ({ id }: Id) => {
      const operation = bulk.get(readGid(id).id);
      if (operation === undefined) {
        const message = 'Bulk operation does not exist';
        return { bulkOperation: null, userErrors: [{ field: ['id'], message }] };
      }
      bulk.cancel(operation);
      return { bulkOperation: show(operation), userErrors: [] };
    },
  };
};

export const makeMutations = (state: AdminState, bulk: BulkOperations): object => ({
  ...webhookMutations(state),
  ...bulkMutations(state, bulk),
});
