/**
 * An order's lines, the ordered and the shipping ones, as GraphQL shows them.
 */
import { denyWithout, type Granted } from './granted-scopes.ts';
import type { AdminLine, AdminOrder, AdminShippingLine } from './webhook-order.ts';

const shippedOf = ({ fulfillments }: AdminOrder, lineId: string): number =>
  fulfillments
    .filter(({ status }) => (status ?? 'success') === 'success')
    .flatMap((fulfillment) => fulfillment.line_items)
    .filter(({ id }) => id === lineId)
    .reduce((sum, { quantity }) => sum + quantity, 0);

/** A variant and its product belong to the products' scope, not to the orders'. */
const resource = (granted: Granted, type: string, field: string, id: string | null) => {
  if (id === null) return null;
  denyWithout(granted, 'read_products', field);
  return { id: `gid://shopify/${type}/${id}`, legacyResourceId: id };
};

const quantities = (order: AdminOrder, line: AdminLine) => {
  const currentQuantity = line.current_quantity ?? line.quantity;
  return {
    quantity: line.quantity,
    currentQuantity,
    unfulfilledQuantity: () => Math.max(0, currentQuantity - shippedOf(order, line.id)),
    nonFulfillableQuantity: line.tip ? line.quantity : 0,
  };
};

export const lineObject = (order: AdminOrder, line: AdminLine, granted: Granted): object => ({
  __typename: 'LineItem',
  orderId: order.id,
  id: `gid://shopify/LineItem/${line.id}`,
  title: line.title ?? line.name ?? '',
  name: line.name ?? line.title ?? '',
  sku: line.sku,
  variantTitle: line.variant_title,
  ...quantities(order, line),
  requiresShipping: line.requires_shipping !== false,
  isGiftCard: line.gift_card,
  variant: () => resource(granted, 'ProductVariant', 'variant', line.variant_id),
  product: () => resource(granted, 'Product', 'product', line.product_id),
  customAttributes: line.properties.map(({ name, value }) => ({
    key: name,
    value: value == null ? null : String(value),
  })),
});

export const shippingLineObject = (line: AdminShippingLine): object => ({
  id: line.id === null ? null : `gid://shopify/ShippingLine/${line.id}`,
  title: line.title ?? '',
  code: line.code,
  isRemoved: line.is_removed,
  custom: false,
  source: 'shopify',
  carrierIdentifier: null,
  phone: null,
});
