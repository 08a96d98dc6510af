/**
 * The order node of the Admin API that belongs to a webhook's body: what Shopify tells of the same order
 * at the same moment there. Written from Shopify's two manuals, not from what the bridge makes of either.
 */
import type { AdminOrder } from '../../lib/reconciliation/admin/order-documents.ts';

/** A body as JSON gives it; what the node does not tell is left as it is. */
export type WebhookBody = {
  readonly id: string | number;
  readonly name: string;
  readonly updated_at: string;
  readonly financial_status?: string | null;
  readonly cancelled_at?: string | null;
  readonly test?: boolean;
  readonly note?: string | null;
  readonly line_items: readonly WebhookLine[];
  readonly shipping_lines?: readonly { readonly title: string; readonly is_removed?: boolean }[];
  readonly shipping_address?: WebhookAddress | null | undefined;
  readonly fulfillments?: readonly WebhookFulfillment[];
};

type WebhookLine = {
  readonly id: string | number;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly current_quantity?: number;
  readonly requires_shipping: boolean;
  readonly variant_id: string | number | null;
};

type WebhookFulfillment = {
  readonly id: string | number;
  readonly status: string;
  readonly line_items: readonly { readonly id: string | number; readonly quantity: number }[];
};

type WebhookAddress = Readonly<
  Record<'name' | 'address1' | 'city' | 'country_code', string | null> &
    Partial<
      Record<
        'first_name' | 'last_name' | 'company' | 'address2' | 'province' | 'province_code',
        string | null
      > &
        Record<'zip' | 'phone', string | null>
    >
>;

const gid = (type: string, id: string | number) => `gid://shopify/${type}/${id}`;

/** GraphQL tells instants in UTC, whatever the shop's offset is. */
const inUtc = (instant: string) => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** Where the webhook has an empty text, or none, the node has null. */
const orNull = (text: string | null | undefined): string | null =>
  text === '' || text === undefined ? null : text;

const lastPage = { hasNextPage: false, endCursor: 'eyJsYXN0X2lkIjo0NjYxNTcwNDl9' };

const lineNode = (line: WebhookLine): AdminOrder['lineItems']['nodes'][number] => ({
  id: gid('LineItem', line.id),
  sku: orNull(line.sku),
  title: line.title,
  quantity: line.quantity,
  currentQuantity: line.current_quantity ?? line.quantity,
  requiresShipping: line.requires_shipping,
  variant: line.variant_id === null ? null : { id: gid('ProductVariant', line.variant_id) },
});

const fulfillmentNode = (fulfillment: WebhookFulfillment): AdminOrder['fulfillments'][number] => ({
  id: gid('Fulfillment', fulfillment.id),
  status: fulfillment.status.toUpperCase(),
  fulfillmentLineItems: {
    nodes: fulfillment.line_items.map(({ id, quantity }) => ({
      quantity,
      lineItem: { id: gid('LineItem', id) },
    })),
    pageInfo: lastPage,
  },
});

const addressNode = (address: WebhookAddress): AdminOrder['shippingAddress'] => ({
  name: orNull(address.name),
  firstName: orNull(address.first_name),
  lastName: orNull(address.last_name),
  company: orNull(address.company),
  address1: orNull(address.address1),
  address2: orNull(address.address2),
  city: orNull(address.city),
  province: orNull(address.province),
  provinceCode: orNull(address.province_code),
  zip: orNull(address.zip),
  countryCodeV2: orNull(address.country_code),
  phone: orNull(address.phone),
});

/** The node with all of its lines, newest first as an app may have them, and no removed shipping line. */
export const adminOrder = (body: WebhookBody): AdminOrder => ({
  id: gid('Order', body.id),
  name: body.name,
  updatedAt: inUtc(body.updated_at),
  displayFinancialStatus: body.financial_status?.toUpperCase() ?? null,
  cancelledAt: body.cancelled_at ? inUtc(body.cancelled_at) : null,
  test: body.test ?? false,
  note: orNull(body.note),
  shippingAddress: body.shipping_address ? addressNode(body.shipping_address) : null,
  shippingLines: {
    nodes: (body.shipping_lines ?? [])
      .filter((line) => line.is_removed !== true)
      .map(({ title }) => ({ title, isRemoved: false })),
  },
  lineItems: { nodes: body.line_items.map(lineNode).reverse(), pageInfo: lastPage },
  fulfillments: (body.fulfillments ?? []).map(fulfillmentNode),
});
