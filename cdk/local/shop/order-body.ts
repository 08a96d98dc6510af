/**
 * The body of Shopify's order webhooks: the whole REST order, with the fields that nobody needs too.
 *
 * Builds an order from what makes it different. Knows neither time nor chance, nor how it is sent.
 */

/** Ids are digits in a string, exactly as they shall stand in the body's text as a number. */
export type ShopifyId = string;

export type ShopifyAddress = {
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly zip: string | null;
  readonly province: string | null;
  readonly province_code: string | null;
  readonly country: string | null;
  readonly country_code: string | null;
  readonly phone: string | null;
  readonly [field: string]: unknown;
};

export type ShopifyLine = {
  readonly id: ShopifyId;
  readonly sku: string | null;
  readonly title: string;
  readonly quantity: number;
  readonly current_quantity: number;
  readonly requires_shipping: boolean;
  readonly variant_id: ShopifyId | null;
  readonly product_id: ShopifyId | null;
  readonly price: string;
  readonly [field: string]: unknown;
};

export type ShopifyFulfillment = {
  readonly id: ShopifyId;
  readonly status: string;
  readonly line_items: readonly { readonly id: ShopifyId; readonly quantity: number }[];
  readonly [field: string]: unknown;
};

export type ShopifyShippingLine = {
  readonly id: ShopifyId;
  readonly title: string;
  readonly is_removed: boolean;
  readonly [field: string]: unknown;
};

export type ShopifyOrder = {
  readonly id: ShopifyId;
  readonly name: string;
  readonly order_number: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly cancelled_at: string | null;
  readonly financial_status: string;
  readonly fulfillment_status: string | null;
  readonly currency: string;
  readonly test: boolean;
  readonly note: string | null;
  readonly email: string | null;
  readonly line_items: readonly ShopifyLine[];
  readonly shipping_lines: readonly ShopifyShippingLine[];
  readonly shipping_address?: ShopifyAddress | null | undefined;
  readonly billing_address?: ShopifyAddress | null | undefined;
  readonly fulfillments: readonly ShopifyFulfillment[];
  readonly refunds: readonly Readonly<Record<string, unknown>>[];
  readonly [field: string]: unknown;
};

/** What may be given of `Whole`; a field given as undefined is absent from the body. */
export type Given<Whole> = { readonly [Key in keyof Whole]?: Whole[Key] | undefined };

/** The defaults, with what is given instead. An absent field is undefined here, and so never in the text. */
export const override = <Whole>(defaults: Whole, given: Given<Whole>): Whole =>
  ({ ...defaults, ...given }) as Whole;

const moneySet = (amount: string, currency: string) => ({
  shop_money: { amount, currency_code: currency },
  presentment_money: { amount, currency_code: currency },
});

/** A line as Shopify writes it, around what is given; `current_quantity` follows `quantity`. */
export const lineBody = (
  given: Given<ShopifyLine> & Pick<ShopifyLine, 'id' | 'sku' | 'title' | 'price'>,
  currency: string,
): ShopifyLine => {
  const defaults: ShopifyLine = {
    id: given.id,
    sku: given.sku,
    title: given.title,
    price: given.price,
    admin_graphql_api_id: `gid://shopify/LineItem/${given.id}`,
    attributed_staffs: [],
    current_quantity: given.quantity ?? 1,
    fulfillable_quantity: given.current_quantity ?? given.quantity ?? 1,
    fulfillment_service: 'manual',
    fulfillment_status: null,
    gift_card: false,
    grams: 200,
    name: given.title,
    price_set: moneySet(given.price, currency),
    product_exists: true,
    product_id: '788032119674292922',
    properties: [],
    quantity: 1,
    requires_shipping: true,
    sales_line_item_group_id: null,
    taxable: true,
    total_discount: '0.00',
    variant_id: '808950810',
    variant_title: null,
    vendor: null,
    tax_lines: [],
    duties: [],
    discount_allocations: [],
  };
  return override(defaults, given);
};

/** The shipping line of an order, around its title. */
export const shippingLineBody = (
  given: Given<ShopifyShippingLine> & Pick<ShopifyShippingLine, 'id' | 'title'>,
  currency: string,
): ShopifyShippingLine => {
  const defaults: ShopifyShippingLine = {
    id: given.id,
    title: given.title,
    carrier_identifier: null,
    code: given.title,
    discounted_price: '10.00',
    is_removed: false,
    phone: null,
    price: '10.00',
    price_set: moneySet('10.00', currency),
    source: 'shopify',
    tax_lines: [],
    discount_allocations: [],
  };
  return override(defaults, given);
};

/** Everything of an order that neither we nor a WMS look at, personal data included. */
const noiseOf = (order: ShopifyOrder, total: string) => ({
  admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
  app_id: '580111',
  browser_ip: '192.0.2.7',
  buyer_accepts_marketing: false,
  cancel_reason: null,
  checkout_token: 'bd5a8aa1ecd019dd3520ff791ee3a24c',
  client_details: { accept_language: 'en', browser_ip: '192.0.2.7', user_agent: 'Mozilla/5.0' },
  closed_at: null,
  confirmed: true,
  contact_email: order.email,
  current_total_price: total,
  current_total_price_set: moneySet(total, order.currency),
  customer_locale: 'en',
  landing_site: '/products?utm_source=newsletter&utm_medium=email',
  location_id: null,
  note_attributes: [],
  number: order.order_number - 1000,
  order_status_url: `https://demo.myshopify.com/548380009/orders/${order.id}/authenticate?key=k&v=1`,
  payment_gateway_names: ['bogus'],
  phone: null,
  presentment_currency: order.currency,
  processed_at: order.created_at,
  source_name: 'web',
  tags: '',
  taxes_included: false,
  token: 'c0ffee0123456789c0ffee0123456789',
  total_price: total,
  total_price_set: moneySet(total, order.currency),
  total_tip_received: '0.00',
  total_weight: 200,
  user_id: null,
  discount_applications: [],
  payment_terms: null,
  returns: [],
  line_item_groups: [],
});

/** The whole body: the order that is given, wrapped in the fields that always come along. */
export const orderBody = (order: ShopifyOrder, total: string): ShopifyOrder => ({
  ...noiseOf(order, total),
  ...order,
});
