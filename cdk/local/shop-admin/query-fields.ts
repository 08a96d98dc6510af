/**
 * The root fields of queries: what can be read of the simulated shop.
 */
import { bulkObject } from './bulk-object.ts';
import type { BulkOperation, BulkOperations } from './bulk-operations.ts';
import { badRequest, connectAll, type PageArguments } from './connection.ts';
import { denyWithout } from './granted-scopes.ts';
import type { Row } from './order-index.ts';
import { fulfillmentIdOf, fulfillmentObject, orderObject } from './order-object.ts';
import { findOrders, isVisible, type OrdersArguments, pageOfOrders } from './orders-query.ts';
import type { QueryContext } from './run-query.ts';
import type { AdminState } from './shop-admin-parts.ts';
import { listSubscriptions, subscriptionObject } from './webhook-object.ts';
import type { AdminOrder } from './webhook-order.ts';

type Id = { readonly id: string };

/** `gid://shopify/Order/1` as its type and its digits. */
export const readGid = (text: string): { readonly type: string; readonly id: string } => {
  const [, type, id] = /^gid:\/\/shopify\/(\w+)\/(\d+)$/.exec(text) ?? [];
  if (type === undefined || id === undefined) throw badRequest(`Invalid global id '${text}'`);
  return { type, id };
};

const seen = (state: AdminState, order: AdminOrder | undefined, context: QueryContext) =>
  order !== undefined && isVisible(order, context.granted, state.now()) ? order : undefined;

const readOrder = (state: AdminState, text: string, context: QueryContext): object | null => {
  denyWithout(context.granted, 'read_orders', 'order');
  const { type, id } = readGid(text);
  const order = type === 'Order' ? seen(state, state.index.get(id), context) : undefined;
  return order === undefined ? null : orderObject(order, context);
};

const readFulfillment = (state: AdminState, text: string, context: QueryContext): object | null => {
  denyWithout(context.granted, 'read_orders', 'fulfillment');
  const { id } = readGid(text);
  const placeIn = (order: AdminOrder): number =>
    order.fulfillments.findIndex((_, place) => fulfillmentIdOf(order, place) === id);
  const found = state.index.find((order) => placeIn(order) >= 0);
  const order = seen(state, found, context);
  return order === undefined ? null : fulfillmentObject(order, placeIn(order), context);
};

const readOrders = (state: AdminState, args: OrdersArguments, context: QueryContext): object => {
  denyWithout(context.granted, 'read_orders', 'orders');
  const { index, now } = state;
  const { bulkOrders, granted } = context;
  const page = bulkOrders
    ? connectAll(bulkOrders(args), {})
    : pageOfOrders(findOrders(index, args, granted, now()), args);
  const show = ({ order }: Row): object => orderObject(order, context);
  return {
    pageInfo: page.pageInfo,
    nodes: () => page.nodes.map(show),
    edges: () => page.edges.map(({ cursor, node }) => ({ cursor, node: show(node) })),
  };
};

const countOrders = (
  { index, now }: AdminState,
  { limit, ...args }: OrdersArguments & { readonly limit?: number | null },
  { granted }: QueryContext,
): object => {
  denyWithout(granted, 'read_orders', 'ordersCount');
  const count = findOrders(index, { ...args, sortKey: 'ID' }, granted, now()).length;
  const isCut = limit != null && count > limit;
  return { count: isCut ? limit : count, precision: isCut ? 'AT_LEAST' : 'EXACT' };
};

const installation = ({ switches }: AdminState): object => ({
  __typename: 'AppInstallation',
  id: 'gid://shopify/AppInstallation/1',
  accessScopes: switches.scopes.map((handle) => ({ handle, description: handle })),
});

type BulkArguments = PageArguments & { readonly query?: string | null };

const listBulk = (
  operations: readonly BulkOperation[],
  show: (operation: BulkOperation) => object,
  { query, ...page }: BulkArguments,
  { connect }: QueryContext,
): object => {
  const status = /^status:(\w+)$/.exec(query?.trim() ?? '')?.[1];
  if (query && status === undefined) throw badRequest(`this search is not simulated: ${query}`);
  const found = operations.filter(
    (one) => status === undefined || one.status === status.toUpperCase(),
  );
  // Newest first, unless it is asked for otherwise.
  return connect(found.toReversed().map(show), page);
};

const bulkFields = (state: AdminState, bulk: BulkOperations) => {
  const show = (operation: BulkOperation): object =>
    bulkObject(operation, (name) => `${state.place.url}/bulk/${name}`);
  const read = ({ id }: Id): object | null => {
    const operation = bulk.get(readGid(id).id);
    return operation === undefined ? null : show(operation);
  };
  return {
    bulkOperation: read,
    bulkOperations: (args: BulkArguments, context: QueryContext) =>
      listBulk(bulk.all(), show, args, context),
  };
};

const readNode = (
  state: AdminState,
  text: string,
  context: QueryContext,
  bulk?: BulkOperations,
): object | null => {
  const { type, id } = readGid(text);
  switch (type) {
    case 'Order':
      return readOrder(state, text, context);
    case 'Fulfillment':
      return readFulfillment(state, text, context);
    case 'BulkOperation':
      return bulk === undefined ? null : bulkFields(state, bulk).bulkOperation({ id: text });
    case 'WebhookSubscription':
      return subscriptionObject(state, id);
    case 'AppInstallation':
      return installation(state);
    default:
      throw badRequest(`nodes of the type ${type} are not simulated`);
  }
};

/** @param bulk - @default - none: a bulk operation's own query reads orders only */
export const makeQueries = (state: AdminState, bulk?: BulkOperations): object => ({
  order: ({ id }: Id, context: QueryContext) => readOrder(state, id, context),
  orders: (args: OrdersArguments, context: QueryContext) => readOrders(state, args, context),
  ordersCount: (args: OrdersArguments, context: QueryContext) => countOrders(state, args, context),
  fulfillment: ({ id }: Id, context: QueryContext) => readFulfillment(state, id, context),
  node: ({ id }: Id, context: QueryContext) => readNode(state, id, context, bulk),
  nodes: ({ ids }: { readonly ids: readonly string[] }, context: QueryContext) =>
    ids.map((id) => readNode(state, id, context, bulk)),
  currentAppInstallation: () => installation(state),
  shop: { id: 'gid://shopify/Shop/1', name: state.shop, myshopifyDomain: state.shop },
  webhookSubscription: ({ id }: Id) => subscriptionObject(state, readGid(id).id),
  webhookSubscriptions: (args: object, { connect }: QueryContext) =>
    listSubscriptions(state, args, connect),
  ...(bulk === undefined ? {} : bulkFields(state, bulk)),
});
