/**
 * An order as GraphQL shows it: names, enums, gids and UTC instants instead of the webhook's.
 *
 * Fields are read when they are asked for; connections are given all of their nodes by `connect`.
 */
import type { Connect } from './connection.ts';
import type { Granted } from './granted-scopes.ts';
import { lineObject, shippingLineObject } from './line-object.ts';
import { mailingAddress } from './mailing-address.ts';
import type { AdminFulfillment, AdminOrder } from './webhook-order.ts';

export const gid = (type: string, id: string): string => `gid://shopify/${type}/${id}`;

const financialStatuses: ReadonlySet<string> = new Set([
  ...['AUTHORIZED', 'EXPIRED', 'PAID', 'PARTIALLY_PAID'],
  ...['PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'VOIDED'],
]);

const financialStatus = ({ financial_status: status }: AdminOrder): string | null => {
  const name = status?.toUpperCase() ?? '';
  return financialStatuses.has(name) ? name : null;
};

const fulfillmentStatuses: Readonly<Record<string, string>> = {
  partial: 'PARTIALLY_FULFILLED',
  fulfilled: 'FULFILLED',
  restocked: 'RESTOCKED',
  pending: 'PENDING_FULFILLMENT',
};

const requiresShipping = ({ line_items: lines }: AdminOrder): boolean =>
  lines.some((line) => line.requires_shipping !== false);

const times = (order: AdminOrder) => ({
  createdAt: order.created_at,
  updatedAt: order.updated_at,
  processedAt: order.processed_at,
  cancelledAt: order.cancelled_at,
  closedAt: order.closed_at,
  closed: order.closed_at !== null,
});

const words = (order: AdminOrder) => ({
  name: order.name ?? `#${order.id}`,
  number: order.order_number ?? 0,
  note: order.note,
  email: order.email,
  phone: order.phone,
  tags: () => (order.tags ?? '').split(/,\s*/).filter(Boolean),
  poNumber: order.po_number,
  sourceName: order.source_name,
  sourceIdentifier: order.source_identifier,
  currencyCode: order.currency ?? 'USD',
  presentmentCurrencyCode: order.presentment_currency ?? order.currency ?? 'USD',
});

const states = (order: AdminOrder) => ({
  test: order.test,
  confirmed: order.confirmed ?? true,
  cancelReason: order.cancelled_at === null ? null : (order.cancel_reason ?? 'other').toUpperCase(),
  displayFinancialStatus: () => financialStatus(order),
  displayFulfillmentStatus: fulfillmentStatuses[order.fulfillment_status ?? ''] ?? 'UNFULFILLED',
  requiresShipping: () => requiresShipping(order),
});

export type Shown = { readonly granted: Granted; readonly connect: Connect };

type Listed = { readonly first?: number };

const parts = (order: AdminOrder, shown: Shown) => ({
  // Null for an order that is not shipped, whatever its webhook has.
  shippingAddress: () =>
    requiresShipping(order) ? mailingAddress(order.id, order.shipping_address) : null,
  billingAddress: () => mailingAddress(order.id, order.billing_address),
  shippingLine: () => {
    const line = order.shipping_lines.find(({ is_removed: removed }) => !removed);
    return line === undefined ? null : shippingLineObject(line);
  },
  shippingLines: ({ includeRemovals, ...page }: { readonly includeRemovals?: boolean }) => {
    const lines = order.shipping_lines.filter((line) => includeRemovals || !line.is_removed);
    return shown.connect(lines.map(shippingLineObject), page);
  },
  lineItems: (page: object) =>
    shown.connect(
      order.line_items.map((line) => lineObject(order, line, shown.granted)),
      page,
    ),
  fulfillments: ({ first }: Listed) =>
    order.fulfillments.slice(0, first).map((_, index) => fulfillmentObject(order, index, shown)),
});

export const orderObject = (order: AdminOrder, shown: Shown): object => ({
  __typename: 'Order',
  /** Not in the schema: whom a fault switch is for. */
  orderId: order.id,
  id: gid('Order', order.id),
  legacyResourceId: order.id,
  ...times(order),
  ...words(order),
  ...states(order),
  ...parts(order, shown),
});

export const fulfillmentIdOf = (order: AdminOrder, index: number): string =>
  order.fulfillments[index]?.id ?? `${order.id}${index}`;

const statusOf = ({ status }: AdminFulfillment): string => (status ?? 'success').toUpperCase();

/** @param index - which of the order's fulfillments. */
export const fulfillmentObject = (order: AdminOrder, index: number, shown: Shown): object => {
  const fulfillment = order.fulfillments[index];
  if (fulfillment === undefined) throw new Error(`order ${order.id} has no fulfillment ${index}`);
  const id = fulfillmentIdOf(order, index);
  const shipped = fulfillment.line_items.flatMap(({ id: lineId, quantity }, place) => {
    const line = order.line_items.find((one) => one.id === lineId);
    if (line === undefined) return [];
    const lineItem = () => lineObject(order, line, shown.granted);
    return [{ id: gid('FulfillmentLineItem', `${id}${place}`), quantity, lineItem }];
  });
  return {
    __typename: 'Fulfillment',
    orderId: order.id,
    id: gid('Fulfillment', id),
    legacyResourceId: id,
    name: `${order.name ?? order.id}-F${index + 1}`,
    createdAt: fulfillment.created_at ?? order.updated_at,
    updatedAt: fulfillment.updated_at ?? order.updated_at,
    status: statusOf(fulfillment),
    totalQuantity: () => fulfillment.line_items.reduce((sum, { quantity }) => sum + quantity, 0),
    requiresShipping: true,
    order: () => orderObject(order, shown),
    fulfillmentLineItems: (page: object) => shown.connect(shipped, page),
  };
};
