/**
 * An order node of the Admin API in the normal form, by way of the webhook's shape: whatever the bridge
 * makes of the one, it makes of the other, because the same code does it.
 */
import { type NormalOrder, normalizeOrder } from '../../order/normal-order.ts';
import { shopifyOrderSchema } from '../../order/shopify-order.ts';
import { idOf } from './document.ts';
import type { AdminOrder } from './order-documents.ts';

/**
 * @param order - with all of its lines: what a further page would have is missing otherwise.
 * @throws a ZodError for a node that is none which a webhook could tell, a negative quantity, say.
 */
export const normalizeAdminOrder = (shop: string, order: AdminOrder): NormalOrder =>
  normalizeOrder(shop, shopifyOrderSchema.parse(asWebhook(order)));

/** The node's fields under the names that the webhook has for them. */
export const asWebhook = (order: AdminOrder) => ({
  id: idOf(order.id),
  updated_at: order.updatedAt,
  name: order.name,
  financial_status: order.displayFinancialStatus?.toLowerCase() ?? null,
  cancelled_at: order.cancelledAt,
  test: order.test,
  note: order.note,
  line_items: order.lineItems.nodes.map(asWebhookLine),
  shipping_address: order.shippingAddress && asWebhookAddress(order.shippingAddress),
  shipping_lines: order.shippingLines.nodes.map((line) => ({
    title: line.title,
    is_removed: line.isRemoved,
  })),
  fulfillments: order.fulfillments.map((fulfillment) => ({
    status: fulfillment.status.toLowerCase(),
    line_items: fulfillment.fulfillmentLineItems.nodes.map((shipped) => ({
      id: idOf(shipped.lineItem.id),
      quantity: shipped.quantity,
    })),
  })),
});

const asWebhookLine = (line: AdminOrder['lineItems']['nodes'][number]) => ({
  id: idOf(line.id),
  sku: line.sku,
  variant_id: line.variant && idOf(line.variant.id),
  title: line.title,
  quantity: line.quantity,
  current_quantity: line.currentQuantity,
  requires_shipping: line.requiresShipping,
});

const asWebhookAddress = (address: NonNullable<AdminOrder['shippingAddress']>) => ({
  name: address.name,
  first_name: address.firstName,
  last_name: address.lastName,
  company: address.company,
  address1: address.address1,
  address2: address.address2,
  city: address.city,
  province: address.province,
  province_code: address.provinceCode,
  zip: address.zip,
  country_code: address.countryCodeV2,
  phone: address.phone,
});
