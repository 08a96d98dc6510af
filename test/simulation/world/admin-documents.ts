/**
 * What Shopify's Admin API answers to the bridge's own documents, each known by its name: much quicker than
 * a GraphQL engine, and compared with the local stack's, which is one, in world-admin.test.ts.
 */

import { mailingAddress } from '../../../cdk/local/shop-admin/mailing-address.ts';
import { byId } from '../../../cdk/local/shop-admin/order-index.ts';
import { type AdminOrder, readWebhookOrder } from '../../../cdk/local/shop-admin/webhook-order.ts';
import { shopifyOrderOf } from './order-content.ts';
import type { ShopVersion } from './shop-orders.ts';

export type Documents = {
  /** What the search shows now, by version. */
  readonly index: readonly ShopVersion[];
  readonly order: (orderId: string) => ShopVersion | undefined;
  readonly ordersPerPage: number;
};

export type Asked = {
  /** Of the document, for instance `WholeOrder`. */
  readonly name: string;
  readonly variables: Readonly<Record<string, string | null>>;
};

/** `undefined` for a document that is not known here. */
export const dataOf = ({ name, variables }: Asked, documents: Documents): object | undefined => {
  switch (name) {
    case 'GrantedScopes':
      return { currentAppInstallation: { accessScopes: granted.map((handle) => ({ handle })) } };
    case 'ChangedOrders':
      return { orders: pageOf(documents, variables) };
    case 'WholeOrder': {
      const shown = documents.order(orderIdIn(variables['id']));
      return { order: shown === undefined ? null : nodeOf(shown) };
    }
    default:
      return undefined;
  }
};

const granted = ['read_orders', 'read_all_orders', 'read_products'];

export const orderIdIn = (gid: string | null | undefined): string =>
  /^gid:\/\/shopify\/Order\/(\d+)$/.exec(gid ?? '')?.[1] ?? '';

const searchForm = /^updated_at:>='([^']+)' AND updated_at:<='([^']+)'$/;

/** The window that a search asks for. @throws Error for one that is written in another way. */
export const windowIn = (search: string | null | undefined) => {
  const [, from, until] = searchForm.exec(search ?? '') ?? [];
  if (from === undefined || until === undefined)
    throw new Error(`a search like no other: ${search}`);
  return { from, until };
};

const pageOf = ({ index, ordersPerPage }: Documents, { query, after }: Asked['variables']) => {
  const { from, until } = windowIn(query);
  const found = index.filter(
    ({ instant }) => instant >= Date.parse(from) && instant <= Date.parse(until),
  );
  const place = after == null ? undefined : placeIn(after);
  const rest = place === undefined ? found : found.filter((row) => isBeyond(row, place));
  const page = rest.slice(0, ordersPerPage);
  const last = page.at(-1);
  return {
    nodes: page.map(({ orderId, version }) => ({ id: gid('Order', orderId), updatedAt: version })),
    pageInfo: {
      hasNextPage: rest.length > page.length,
      endCursor: last === undefined ? null : cursorOf(last),
    },
  };
};

type Place = { readonly last_id: string; readonly last_value: number };

const cursorOf = ({ orderId, instant }: ShopVersion): string =>
  Buffer.from(JSON.stringify({ last_id: orderId, last_value: instant })).toString('base64');
const placeIn = (cursor: string): Place =>
  JSON.parse(Buffer.from(cursor, 'base64').toString()) as Place;
const isBeyond = ({ orderId, instant }: ShopVersion, { last_id: id, last_value: value }: Place) =>
  (instant - value || byId(orderId, id)) > 0;

const gid = (type: string, id: string | null): string => `gid://shopify/${type}/${id}`;
const lastPage = { hasNextPage: false };

const nodeOf = ({ orderId, name, content, version }: ShopVersion): object => {
  const order = readWebhookOrder(shopifyOrderOf({ orderId, name }, content, version));
  const isShipped = order.line_items.some((line) => line.requires_shipping !== false);
  return {
    id: gid('Order', order.id),
    name: order.name,
    updatedAt: order.updated_at,
    displayFinancialStatus: order.financial_status?.toUpperCase() ?? null,
    cancelledAt: order.cancelled_at,
    test: order.test,
    note: order.note,
    shippingAddress: isShipped ? addressOf(order) : null,
    shippingLines: {
      nodes: order.shipping_lines.map((line) => ({
        title: line.title ?? '',
        isRemoved: line.is_removed,
      })),
    },
    lineItems: { nodes: order.line_items.map(lineOf), pageInfo: endOf(order.line_items.length) },
    fulfillments: order.fulfillments.map((fulfillment) => ({
      id: gid('Fulfillment', fulfillment.id),
      status: (fulfillment.status ?? 'success').toUpperCase(),
      fulfillmentLineItems: {
        nodes: fulfillment.line_items.map(({ id, quantity }) => ({
          quantity,
          lineItem: { id: gid('LineItem', id) },
        })),
        pageInfo: endOf(fulfillment.line_items.length),
      },
    })),
  };
};

const lineOf = (line: AdminOrder['line_items'][number]) => ({
  id: gid('LineItem', line.id),
  sku: line.sku,
  title: line.title ?? '',
  quantity: line.quantity,
  currentQuantity: line.current_quantity ?? line.quantity,
  requiresShipping: line.requires_shipping !== false,
  variant: line.variant_id === null ? null : { id: gid('ProductVariant', line.variant_id) },
});

const addressOf = ({ id, shipping_address: given }: AdminOrder): object | null => {
  const address = mailingAddress(id, given);
  if (address === null) return null;
  const {
    id: _id,
    country: _country,
    latitude: _latitude,
    longitude: _longitude,
    ...asked
  } = address;
  return asked;
};

/** No list of the world's orders needs a second page. */
const endOf = (length: number) => ({ ...lastPage, endCursor: cursorAt(length - 1) });
const cursorAt = (place: number): string | null =>
  place < 0 ? null : Buffer.from(JSON.stringify({ last_value: place })).toString('base64');
